// UTF-8 as RFC 3629 section 3 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <optional>
#include <string_view>

namespace ledger {

// Takes one code point off the front of `rest`. Nothing, and `rest` untouched, when its first bytes
// are not well-formed or it is empty.
[[nodiscard]] std::optional<char32_t> take_code_point(std::string_view& rest);

// True for the empty text too. A NUL is a code point like any other.
[[nodiscard]] bool is_valid_utf8(std::string_view text);

} // namespace ledger
