#include "ledger/crypto/seal.hpp"

#include "ledger/crypto/openssl.hpp"

#include <openssl/core_names.h>

namespace ledger {
namespace {

constexpr std::uint8_t kZeroNonce[12] = {};

EVP_CIPHER_CTX* thread_cipher() {
  thread_local const openssl::CipherContext context(openssl::must(EVP_CIPHER_CTX_new()));
  return context.get();
}

const EVP_CIPHER* aes_256_gcm() {
  static EVP_CIPHER* const cipher =
      openssl::must(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  return cipher;
}

OSSL_PARAM octets(const char* name, ByteView bytes) {
  // OpenSSL takes a mutable pointer and only reads it.
  return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(bytes.data()),
                                           bytes.size());
}

EVP_KDF_CTX* thread_hkdf() {
  static EVP_KDF* const method = openssl::must(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  thread_local const openssl::KdfContext context(openssl::must(EVP_KDF_CTX_new(method)));
  EVP_KDF_CTX_reset(context.get());
  return context.get();
}

EVP_MAC_CTX* thread_hmac() {
  static EVP_MAC* const method = openssl::must(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  thread_local const openssl::MacContext context = [] {
    openssl::MacContext fresh(openssl::must(EVP_MAC_CTX_new(method)));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string("digest", digest, 0),
                                 OSSL_PARAM_construct_end()};
    openssl::check(EVP_MAC_CTX_set_params(fresh.get(), params));
    return fresh;
  }();
  return context.get();
}

} // namespace

void hkdf_sha256(std::span<std::uint8_t> out, ByteView key, ByteView salt, ByteView info) {
  EVP_KDF_CTX* context = thread_hkdf();
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                               octets(OSSL_KDF_PARAM_KEY, key), octets(OSSL_KDF_PARAM_SALT, salt),
                               octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  openssl::check(EVP_KDF_derive(context, out.data(), out.size(), params));
  EVP_KDF_CTX_reset(context); // wipes the copy of the key
}

DerivedKey derive_key(KeyView key, ByteView salt, std::string_view purpose) {
  DerivedKey derived;
  hkdf_sha256(derived.writable(), key, salt, as_bytes(purpose));
  return derived;
}

void hmac_sha256(std::span<std::uint8_t, 32> out, KeyView key,
                 std::initializer_list<ByteView> parts) {
  EVP_MAC_CTX* context = thread_hmac();
  openssl::check(EVP_MAC_init(context, key.data(), key.size(), nullptr));
  for (const ByteView part : parts)
    openssl::check(EVP_MAC_update(context, part.data(), part.size()));
  std::size_t written = 0;
  openssl::check(EVP_MAC_final(context, out.data(), &written, out.size()));
}

void seal_once(std::span<std::uint8_t> out, KeyView single_use_key, ByteView associated,
               ByteView plaintext) {
  EVP_CIPHER_CTX* context = thread_cipher();
  int length = 0;
  openssl::check(
      EVP_EncryptInit_ex2(context, aes_256_gcm(), single_use_key.data(), kZeroNonce, nullptr));
  openssl::check(EVP_EncryptUpdate(context, nullptr, &length, associated.data(),
                                   static_cast<int>(associated.size())));
  openssl::check(EVP_EncryptUpdate(context, out.data(), &length, plaintext.data(),
                                   static_cast<int>(plaintext.size())));
  openssl::check(EVP_EncryptFinal_ex(context, out.data() + length, &length));
  openssl::check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes,
                                     out.data() + plaintext.size()));
  EVP_CIPHER_CTX_reset(context); // wipes the key schedule
}

std::optional<SecretBytes> open_once(KeyView single_use_key, ByteView associated,
                                     ByteView ciphertext_and_tag) {
  if (ciphertext_and_tag.size() < kTagBytes) return std::nullopt;
  const ByteView ciphertext = ciphertext_and_tag.first(ciphertext_and_tag.size() - kTagBytes);
  std::uint8_t tag[kTagBytes];
  std::copy_n(ciphertext_and_tag.end() - kTagBytes, kTagBytes, tag);

  SecretBytes plaintext(ciphertext.size());
  EVP_CIPHER_CTX* context = thread_cipher();
  int length = 0;
  openssl::check(
      EVP_DecryptInit_ex2(context, aes_256_gcm(), single_use_key.data(), kZeroNonce, nullptr));
  openssl::check(EVP_DecryptUpdate(context, nullptr, &length, associated.data(),
                                   static_cast<int>(associated.size())));
  openssl::check(EVP_DecryptUpdate(context, plaintext.writable().data(), &length, ciphertext.data(),
                                   static_cast<int>(ciphertext.size())));
  openssl::check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag));
  const bool authentic =
      EVP_DecryptFinal_ex(context, plaintext.writable().data() + length, &length) > 0;
  EVP_CIPHER_CTX_reset(context);
  if (!authentic) return std::nullopt;
  return plaintext;
}

} // namespace ledger
