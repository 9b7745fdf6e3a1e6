#include "ledger/crypto/digest.hpp"

#include "ledger/crypto/openssl.hpp"

namespace ledger {
namespace {

const EVP_MD* sha256_method() {
  static EVP_MD* const method = openssl::must(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  return method;
}

EVP_MD_CTX* thread_context() {
  thread_local const openssl::MdContext context(openssl::must(EVP_MD_CTX_new()));
  return context.get();
}

} // namespace

void sha256(std::span<std::uint8_t, 32> out, std::initializer_list<ByteView> parts) {
  EVP_MD_CTX* context = thread_context();
  openssl::check(EVP_DigestInit_ex2(context, sha256_method(), nullptr));
  for (const ByteView part : parts)
    openssl::check(EVP_DigestUpdate(context, part.data(), part.size()));
  openssl::check(EVP_DigestFinal_ex(context, out.data(), nullptr));
}

Sha256Stream::Sha256Stream() : context_(openssl::must(EVP_MD_CTX_new())) {
  openssl::check(EVP_DigestInit_ex2(static_cast<EVP_MD_CTX*>(context_), sha256_method(), nullptr));
}

Sha256Stream::~Sha256Stream() {
  EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context_));
}

void Sha256Stream::add(ByteView bytes) {
  openssl::check(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_), bytes.data(), bytes.size()));
}

void Sha256Stream::finish(std::span<std::uint8_t, 32> out) {
  auto* context = static_cast<EVP_MD_CTX*>(context_);
  openssl::check(EVP_DigestFinal_ex(context, out.data(), nullptr));
  openssl::check(EVP_DigestInit_ex2(context, sha256_method(), nullptr));
}

LeafHash hash_leaf(ByteView record) {
  constexpr std::uint8_t kLeaf[] = {0x00};
  return sha256_as<LeafHash>({kLeaf, record});
}

NodeHash hash_node(const NodeHash& left, const NodeHash& right) {
  constexpr std::uint8_t kNode[] = {0x01};
  return sha256_as<NodeHash>({kNode, left.view(), right.view()});
}

} // namespace ledger
