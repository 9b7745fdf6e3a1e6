// HMAC-SHA256 (RFC 2104).
#pragma once

#include "ledger/crypto/secret.hpp"

#include <initializer_list>

namespace ledger {

// `key` of any length. Any thread. What was made of the key stays in memory until this thread asks
// again: a key that can be destroyed is forgotten at once.
void hmac_sha256(std::span<std::uint8_t, 32> out, ByteView key,
                 std::initializer_list<ByteView> parts);
// Of this thread's last call.
void forget_hmac_key();

// The same under one key that is used often: the key is worked in once, which is half of the cost
// of a short message. What is made of the key wipes itself at the end. One thread at a time.
class KeyedHmac {
 public:
  explicit KeyedHmac(KeyView key);
  ~KeyedHmac();
  KeyedHmac(const KeyedHmac&) = delete;
  KeyedHmac& operator=(const KeyedHmac&) = delete;
  void mac(std::span<std::uint8_t, 32> out, std::initializer_list<ByteView> parts);

 private:
  void* context_; // EVP_MAC_CTX
};

} // namespace ledger
