#include "ledger/crypto/sign.hpp"

#include "ledger/crypto/openssl.hpp"

namespace ledger {
namespace {

openssl::PublicKey private_key(const SigningSeed& seed) {
  return openssl::PublicKey(openssl::must(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, seed.view().data(), seed.view().size())));
}

} // namespace

PublicKey public_key_of(const SigningSeed& seed) {
  PublicKey key;
  std::size_t size = PublicKey::kSize;
  openssl::check(
      EVP_PKEY_get_raw_public_key(private_key(seed).get(), key.writable().data(), &size));
  return key;
}

Signature sign(const SigningSeed& seed, ByteView message) {
  const openssl::PublicKey key = private_key(seed);
  const openssl::MdContext context(openssl::must(EVP_MD_CTX_new()));
  Signature signature;
  std::size_t size = Signature::kSize;
  openssl::check(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()));
  openssl::check(EVP_DigestSign(context.get(), signature.writable().data(), &size, message.data(),
                                message.size()));
  return signature;
}

bool verify_signature(const PublicKey& key, ByteView message, const Signature& signature) {
  const openssl::PublicKey handle(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.view().data(), key.view().size()));
  if (handle == nullptr) return false;
  const openssl::MdContext context(openssl::must(EVP_MD_CTX_new()));
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle.get()) > 0 &&
         EVP_DigestVerify(context.get(), signature.view().data(), Signature::kSize, message.data(),
                          message.size()) == 1;
}

} // namespace ledger
