// For the tests of tree and proofs: all perfect subtrees over a number of leaves.
#pragma once

#include "ledger/chain/proof.hpp"
#include "ledger/chain/tree.hpp"

#include <bit>
#include <vector>

namespace ledger::test {

using Path = std::vector<NodeHash>;

inline RootHash as_root(const NodeHash& node) {
  return RootHash(node.view());
}

inline bool is(const Status& status, Errc code) {
  return !status && status.error().code() == code;
}

// All perfect subtrees over a number of leaves, level by level.
class Forest {
 public:
  explicit Forest(std::vector<LeafHash> leaves) : leaves_(std::move(leaves)) {
    levels_.emplace_back();
    for (const LeafHash& leaf : leaves_)
      levels_[0].push_back(as_node(leaf));
    while (levels_.back().size() > 1) {
      std::vector<NodeHash> above;
      for (std::size_t i = 0; i + 1 < levels_.back().size(); i += 2)
        above.push_back(hash_node(levels_.back()[i], levels_.back()[i + 1]));
      levels_.push_back(std::move(above));
    }
  }
  static Forest of_size(std::uint64_t size) {
    std::vector<LeafHash> leaves;
    for (std::uint64_t i = 0; i < size; ++i)
      leaves.push_back(hash_leaf(as_bytes(std::to_string(i))));
    return Forest(std::move(leaves));
  }
  // Refuses what a store that holds `size` leaves could not give.
  [[nodiscard]] NodeReader reader(std::uint64_t size) const {
    return [this, size](unsigned level, std::uint64_t index) -> Result<NodeHash> {
      if ((index + 1) << level > size)
        return fail(Errc::kNotFound, "outside the tree", "test", "stay inside");
      return levels_.at(level).at(index);
    };
  }
  [[nodiscard]] const LeafHash& leaf(std::uint64_t index) const { return leaves_[index]; }

  // RFC 6962 section 2.1, word for word, over the leaves [begin, end).
  [[nodiscard]] NodeHash root(std::uint64_t begin, std::uint64_t end) const {
    if (end - begin == 1) return levels_[0][begin];
    const std::uint64_t k = begin + std::bit_floor(end - begin - 1);
    return hash_node(root(begin, k), root(k, end));
  }
  [[nodiscard]] Path inclusion(std::uint64_t leaf, std::uint64_t begin, std::uint64_t end) const {
    if (end - begin == 1) return {};
    const std::uint64_t k = begin + std::bit_floor(end - begin - 1);
    Path path = leaf < k ? inclusion(leaf, begin, k) : inclusion(leaf, k, end);
    path.push_back(leaf < k ? root(k, end) : root(begin, k));
    return path;
  }
  [[nodiscard]] Path consistency(std::uint64_t old_end, std::uint64_t begin, std::uint64_t end,
                                 bool known) const {
    if (old_end == end) return known ? Path{} : Path{root(begin, end)};
    const std::uint64_t k = begin + std::bit_floor(end - begin - 1);
    Path path =
        old_end <= k ? consistency(old_end, begin, k, known) : consistency(old_end, k, end, false);
    path.push_back(old_end <= k ? root(k, end) : root(begin, k));
    return path;
  }

 private:
  std::vector<LeafHash> leaves_;
  std::vector<std::vector<NodeHash>> levels_;
};

} // namespace ledger::test
