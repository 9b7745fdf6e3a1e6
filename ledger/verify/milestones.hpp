// The sizes and records at which something vouches for this ledger. While the tree grows, its root
// is taken at each such size and the leaf at each such record; what they are worth is judged when
// all of the ledger is known.
#pragma once

#include "ledger/chain/tree.hpp"
#include "ledger/verify/evidence.hpp"

#include <map>
#include <optional>

namespace ledger {

class Milestones {
 public:
  explicit Milestones(const Evidence& evidence);

  // The smallest size above `size` at which a root is wanted; the largest number when there is
  // none.
  [[nodiscard]] TreeSize next_after(TreeSize size) const;
  // Keeps the root if it is wanted.
  void reached(TreeSize size, const Frontier& tree);
  // Keeps those of the leaves, which begin at record `first`, that are wanted.
  void passed(Sequence first, std::span<const LeafHash> leaves);

  // Nothing when the ledger did not reach it, or it was never wanted.
  [[nodiscard]] std::optional<RootHash> root_at(TreeSize size) const;
  [[nodiscard]] std::optional<LeafHash> leaf_at(Sequence sequence) const;

 private:
  void want_root(TreeSize size) { roots_.try_emplace(size); }
  void want_leaf(Sequence sequence) { leaves_.try_emplace(sequence); }

  std::map<TreeSize, std::optional<RootHash>> roots_;
  std::map<Sequence, std::optional<LeafHash>> leaves_;
};

} // namespace ledger
