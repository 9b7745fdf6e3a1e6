// Base64 with padding (RFC 4648 section 4), as signed notes want it.
#pragma once

#include "ledger/base/bytes.hpp"

namespace ledger {

[[nodiscard]] std::string to_base64(ByteView bytes);
// Strict: padding required, no white space, no stray bits in the last character.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

} // namespace ledger
