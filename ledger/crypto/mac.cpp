#include "ledger/crypto/mac.hpp"

#include "ledger/crypto/openssl.hpp"

#include <openssl/core_names.h>

namespace ledger {
namespace {

openssl::MacContext new_context() {
  static EVP_MAC* const method = openssl::must(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  openssl::MacContext fresh(openssl::must(EVP_MAC_CTX_new(method)));
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
  openssl::check(EVP_MAC_CTX_set_params(fresh.get(), params));
  return fresh;
}

EVP_MAC_CTX* thread_context() {
  thread_local const openssl::MacContext context = new_context();
  return context.get();
}

void finish(EVP_MAC_CTX* context, std::span<std::uint8_t, 32> out,
            std::initializer_list<ByteView> parts) {
  for (const ByteView part : parts)
    openssl::check(EVP_MAC_update(context, part.data(), part.size()));
  std::size_t written = 0;
  openssl::check(EVP_MAC_final(context, out.data(), &written, out.size()));
}

} // namespace

void hmac_sha256(std::span<std::uint8_t, 32> out, ByteView key,
                 std::initializer_list<ByteView> parts) {
  static constexpr std::uint8_t kEmpty[1] = {}; // no pointer would mean the key of the call before
  EVP_MAC_CTX* context = thread_context();
  openssl::check(EVP_MAC_init(context, key.empty() ? kEmpty : key.data(), key.size(), nullptr));
  finish(context, out, parts);
}

void forget_hmac_key() {
  static constexpr std::uint8_t kNothing[32] = {};
  openssl::check(EVP_MAC_init(thread_context(), kNothing, sizeof kNothing, nullptr));
}

KeyedHmac::KeyedHmac(KeyView key) : context_(new_context().release()) {
  openssl::check(
      EVP_MAC_init(static_cast<EVP_MAC_CTX*>(context_), key.data(), key.size(), nullptr));
}

KeyedHmac::~KeyedHmac() {
  EVP_MAC_CTX_free(static_cast<EVP_MAC_CTX*>(context_));
}

void KeyedHmac::mac(std::span<std::uint8_t, 32> out, std::initializer_list<ByteView> parts) {
  auto* context = static_cast<EVP_MAC_CTX*>(context_);
  openssl::check(EVP_MAC_init(context, nullptr, 0, nullptr)); // with the key that is worked in
  finish(context, out, parts);
}

} // namespace ledger
