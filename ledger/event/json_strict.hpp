// JSON as RFC 8259 wants it and no further, for input that nobody vouches for. What other parsers
// quietly repair is an error here: a key that stands twice in one object, a number that a 64-bit
// integer cannot hold exactly, NUL, text that is not UTF-8, anything behind the value.
#pragma once

#include "ledger/base/result.hpp"

#include <boost/json/value.hpp>
#include <string_view>

namespace ledger {

inline constexpr std::size_t kJsonDepth = 16;

// Any thread. kMalformed, or kTooLarge above limits::kFrameBytes; errors give the byte at which
// reading stopped and never quote the text.
[[nodiscard]] Result<boost::json::value> parse_strict_json(std::string_view text);

} // namespace ledger
