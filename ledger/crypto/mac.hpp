// HMAC-SHA256 (RFC 2104).
#pragma once

#include "ledger/crypto/secret.hpp"

#include <initializer_list>

namespace ledger {

// `key` of any length. Any thread.
void hmac_sha256(std::span<std::uint8_t, 32> out, ByteView key,
                 std::initializer_list<ByteView> parts);

} // namespace ledger
