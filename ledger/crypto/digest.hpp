// SHA-256, and digests that cannot be mistaken for one another.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/strong.hpp"

#include <initializer_list>
#include <optional>

namespace ledger {

template <class Tag>
using Digest = FixedBytes<Tag, 32>;

// SHA-256(0x00 || record), RFC 6962 section 2.1.
using LeafHash = Digest<struct LeafHashTag>;
// The root of a whole subtree; a single leaf is one too.
using NodeHash = Digest<struct NodeHashTag>;
// The root of a tree of a stated size.
using RootHash = Digest<struct RootHashTag>;
// SHA-256 of the exact bytes of a public document: policy, statement, wording.
using DocumentHash = Digest<struct DocumentHashTag>;
// SHA-256 of the clear fields that a client gave, as they are stored.
using ContentHash = Digest<struct ContentHashTag>;
// SHA-256 over the state of a projection.
using StateDigest = Digest<struct StateDigestTag>;

// The parts are hashed as if they stood one behind the other. Any thread; OpenSSL contexts are
// fetched once per thread, which is two to three times faster for short input.
void sha256(std::span<std::uint8_t, 32> out, std::initializer_list<ByteView> parts);

template <class D>
[[nodiscard]] D sha256_as(std::initializer_list<ByteView> parts) {
  D digest;
  sha256(digest.writable(), parts);
  return digest;
}

// For input that comes in pieces. One thread at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void add(ByteView bytes);
  // Ends this digest and starts the next.
  void finish(std::span<std::uint8_t, 32> out);

 private:
  void* context_; // EVP_MD_CTX
};

[[nodiscard]] LeafHash hash_leaf(ByteView record);
[[nodiscard]] NodeHash hash_node(const NodeHash& left, const NodeHash& right);
[[nodiscard]] inline NodeHash as_node(const LeafHash& leaf) {
  return NodeHash(leaf.view());
}

} // namespace ledger
