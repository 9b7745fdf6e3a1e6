// Authenticated encryption under keys that are used once, and the keys derived for it.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"

#include <optional>

namespace ledger {

inline constexpr std::size_t kTagBytes = 16;

// HKDF-SHA256 (RFC 5869). `out` may be up to 64 bytes; `info`, what they are for, is not empty.
// Any thread.
void hkdf_sha256(std::span<std::uint8_t> out, ByteView key, ByteView salt, ByteView info);
[[nodiscard]] DerivedKey derive_key(KeyView key, ByteView salt, std::string_view purpose);

// AES-256-GCM with the all-zero nonce: the key must never seal a second message. Writes ciphertext
// and 16-byte tag to `out`, which is plaintext.size() + kTagBytes long and may begin where the
// plaintext does. Any thread.
void seal_once(std::span<std::uint8_t> out, KeyView single_use_key, ByteView associated,
               ByteView plaintext);
// The plaintext, or nothing when key, associated data or ciphertext are not the ones sealed.
[[nodiscard]] std::optional<SecretBytes> open_once(KeyView single_use_key, ByteView associated,
                                                   ByteView ciphertext_and_tag);

} // namespace ledger
