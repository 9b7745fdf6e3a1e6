// The Merkle tree of RFC 6962 section 2.1, as far as appending needs it: the right edge.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

#include <array>
#include <vector>

namespace ledger {

// Other verifiers hold a size in a signed 64-bit number.
inline constexpr TreeSize kMaxTreeSize{(std::uint64_t{1} << 63) - 1};

// SHA-256 of nothing.
[[nodiscard]] RootHash empty_root();

// The roots of the perfect subtrees that a tree of this size consists of: all that is needed to
// append and to state the root. 2 KB, copied freely, no allocation; one thread at a time.
class Frontier {
 public:
  Frontier() = default;
  // `nodes` as nodes() gives them. kInvalidField when their number does not fit the size, or the
  // size is above kMaxTreeSize.
  [[nodiscard]] static Result<Frontier> from_nodes(TreeSize size, std::vector<NodeHash> nodes);

  void append(const LeafHash& leaf) { place(0, as_node(leaf)); }
  // Appends 2^level leaves at once by the root over them. kInvalidField, and nothing appended,
  // unless size() is a multiple of 2^level and the result stays within kMaxTreeSize.
  Status append_perfect(unsigned level, const NodeHash& node);

  [[nodiscard]] TreeSize size() const { return TreeSize(size_); }
  [[nodiscard]] RootHash root() const;
  // The root of the perfect subtree of 2^level leaves that ends at size(), for a level that is a
  // multiple of kNotedLevels and at which the last append completed one.
  [[nodiscard]] const NodeHash& completed(unsigned level) const {
    return noted_[level / kNotedLevels];
  }
  static constexpr unsigned kNotedLevels = 8; // the height of a tile
  // From the largest subtree, which is the leftmost, to the smallest.
  [[nodiscard]] std::vector<NodeHash> nodes() const;

 private:
  void place(unsigned level, const NodeHash& node);

  std::uint64_t size_ = 0;
  // nodes_[level] counts when the bit `level` of size_ is set.
  std::array<NodeHash, 64> nodes_{};
  std::array<NodeHash, 64 / kNotedLevels> noted_{};
};

} // namespace ledger
