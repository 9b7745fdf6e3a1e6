#include "ledger/crypto/mac.hpp"

#include "ledger/crypto/openssl.hpp"

#include <openssl/core_names.h>

namespace ledger {
namespace {

EVP_MAC_CTX* thread_context() {
  static EVP_MAC* const method = openssl::must(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  thread_local const openssl::MacContext context = [] {
    openssl::MacContext fresh(openssl::must(EVP_MAC_CTX_new(method)));
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                 OSSL_PARAM_construct_end()};
    openssl::check(EVP_MAC_CTX_set_params(fresh.get(), params));
    return fresh;
  }();
  return context.get();
}

} // namespace

void hmac_sha256(std::span<std::uint8_t, 32> out, ByteView key,
                 std::initializer_list<ByteView> parts) {
  static constexpr std::uint8_t kEmpty[1] = {}; // no pointer would mean the key of the call before
  EVP_MAC_CTX* context = thread_context();
  openssl::check(EVP_MAC_init(context, key.empty() ? kEmpty : key.data(), key.size(), nullptr));
  for (const ByteView part : parts)
    openssl::check(EVP_MAC_update(context, part.data(), part.size()));
  std::size_t written = 0;
  openssl::check(EVP_MAC_final(context, out.data(), &written, out.size()));
}

} // namespace ledger
