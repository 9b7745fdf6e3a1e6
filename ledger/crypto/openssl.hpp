// Inside ledger/crypto only: OpenSSL handles that free themselves, and what to do when a call
// fails that cannot fail on valid arguments.
#pragma once

#include <memory>
#include <openssl/evp.h>
#include <openssl/kdf.h>

namespace ledger::openssl {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
using MdContext = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, Freer<EVP_KDF_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Freer<EVP_MAC_CTX_free>>;
using PublicKey = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;

// A failure here is a broken process (no memory, no provider), never bad input.
[[noreturn]] void broken();
inline void check(int status) {
  if (status <= 0) broken();
}
template <class T>
T* must(T* handle) {
  if (handle == nullptr) broken();
  return handle;
}

} // namespace ledger::openssl
