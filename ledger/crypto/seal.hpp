// Authenticated encryption under keys that are used once, and the keys derived for it.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"

#include <initializer_list>
#include <optional>

namespace ledger {

inline constexpr std::size_t kTagBytes = 16;

// HKDF-SHA256 (RFC 5869). `out` may be up to 64 bytes. Any thread.
void hkdf_sha256(std::span<std::uint8_t> out, ByteView key, ByteView salt, ByteView info);
[[nodiscard]] DerivedKey derive_key(KeyView key, ByteView salt, std::string_view purpose);

// HMAC-SHA256 (RFC 2104). Any thread.
void hmac_sha256(std::span<std::uint8_t, 32> out, KeyView key,
                 std::initializer_list<ByteView> parts);

// AES-256-GCM with the all-zero nonce: the key must never seal a second message. Writes ciphertext
// and 16-byte tag to `out`, which is plaintext.size() + kTagBytes long. Any thread.
void seal_once(std::span<std::uint8_t> out, KeyView single_use_key, ByteView associated,
               ByteView plaintext);
// The plaintext, or nothing when key, associated data or ciphertext are not the ones sealed.
[[nodiscard]] std::optional<SecretBytes> open_once(KeyView single_use_key, ByteView associated,
                                                   ByteView ciphertext_and_tag);

} // namespace ledger
