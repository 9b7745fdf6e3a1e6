// Inclusion and consistency proofs: RFC 6962 sections 2.1.1 and 2.1.2 to make them, RFC 9162
// sections 2.1.3.2 and 2.1.4.2 to check them. All functions are pure; any thread.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

#include <functional>
#include <span>
#include <vector>

namespace ledger {

// Gives the root over the leaves [index << level, (index + 1) << level), from wherever the hashes
// are kept. It is asked for subtrees inside the stated tree size only; its errors are handed on.
using NodeReader = std::function<Result<NodeHash>(unsigned level, std::uint64_t index)>;

// The root of the first `size` leaves.
[[nodiscard]] Result<RootHash> root_of(TreeSize size, const NodeReader& read);

// From the leaf's sibling up to the root's child. kInvalidField when the tree does not hold `leaf`.
[[nodiscard]] Result<std::vector<NodeHash>> inclusion_proof(Sequence leaf, TreeSize size,
                                                            const NodeReader& read);

// Empty when the sizes are equal or the old one is 0. kInvalidField when it is the larger one.
[[nodiscard]] Result<std::vector<NodeHash>> consistency_proof(TreeSize old_size, TreeSize size,
                                                              const NodeReader& read);

// kChanged when the proof does not lead from the leaf to the root, kInvalidField when a tree of
// this size does not hold `leaf`. The size is not bound by the proof: take it from the checkpoint
// that states the root.
[[nodiscard]] Status verify_inclusion(Sequence leaf, TreeSize size, const LeafHash& hash,
                                      std::span<const NodeHash> proof, const RootHash& root);

// kChanged when the proof does not show that the old tree is the beginning of the new one,
// kInvalidField when the old size is the larger one. Any tree grows out of the empty one, whose
// root must then be empty_root() and whose proof must be empty.
[[nodiscard]] Status verify_consistency(TreeSize old_size, TreeSize size, const RootHash& old_root,
                                        const RootHash& root, std::span<const NodeHash> proof);

} // namespace ledger
