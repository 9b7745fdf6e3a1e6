#include "ledger/chain/proof.hpp"

#include "ledger/chain/tree.hpp"

#include <algorithm>
#include <bit>

namespace ledger {
namespace {

// A run of leaves that is a subtree of the RFC's recursion.
struct Range {
  std::uint64_t begin;
  std::uint64_t end;
  [[nodiscard]] std::uint64_t width() const { return end - begin; }
  // Behind the largest power of two that is strictly below the width.
  [[nodiscard]] std::uint64_t middle() const { return begin + std::bit_floor(width() - 1); }
};

// A subtree on the right edge is not perfect: it is put together from perfect ones, right to left.
Result<NodeHash> range_root(const Range& range, const NodeReader& read) {
  std::uint64_t left = range.width();
  std::uint64_t position = range.end;
  auto level = static_cast<unsigned>(std::countr_zero(left));
  position -= std::uint64_t{1} << level;
  LEDGER_ASSIGN(NodeHash right, read(level, position >> level));
  while ((left &= left - 1) != 0) {
    level = static_cast<unsigned>(std::countr_zero(left));
    position -= std::uint64_t{1} << level;
    LEDGER_ASSIGN(const NodeHash node, read(level, position >> level));
    right = hash_node(node, right);
  }
  return right;
}

// The way up from a node to the root, as the two verifiers walk it. `node` and `last` are the
// positions, on the level reached, of the node and of the last one of the tree.
class Climb {
 public:
  Climb(std::uint64_t node, std::uint64_t last) : node_(node), last_(last) {}
  [[nodiscard]] bool at_root() const { return last_ == 0; }
  void skip_right_children() {
    while ((node_ & 1) != 0)
      up();
  }
  // True when the next sibling of the proof stands on the left. Goes past it, and past the levels
  // on which the node is the last one and so has no sibling.
  bool pass_sibling() {
    const bool on_left = (node_ & 1) != 0 || node_ == last_;
    if (on_left)
      while ((node_ & 1) == 0 && node_ != 0)
        up();
    up();
    return on_left;
  }

 private:
  void up() {
    node_ >>= 1;
    last_ >>= 1;
  }
  std::uint64_t node_;
  std::uint64_t last_;
};

std::string place_of(Sequence leaf, TreeSize size) {
  return "record " + std::to_string(leaf.get()) + " in a tree of " + std::to_string(size.get());
}

std::string place_of(TreeSize old_size, TreeSize size) {
  return "trees of " + std::to_string(old_size.get()) + " and " + std::to_string(size.get());
}

Status check_holds(TreeSize size, Sequence leaf) {
  if (contains(size, leaf)) return {};
  return fail(Errc::kInvalidField, "the tree does not hold this record", place_of(leaf, size),
              "ask for a record below the tree size, or wait for a later checkpoint");
}

Status check_grows(TreeSize old_size, TreeSize size) {
  if (old_size <= size) return {};
  return fail(Errc::kInvalidField, "the old tree is larger than the new one",
              place_of(old_size, size), "give the smaller size first");
}

tl::unexpected<Error> inclusion_fails(Sequence leaf, TreeSize size) {
  return fail(Errc::kChanged, "the inclusion proof does not lead to the root", place_of(leaf, size),
              "fetch record and proof again; if it fails again, the record is not what the "
              "checkpoint signed");
}

tl::unexpected<Error> consistency_fails(TreeSize old_size, TreeSize size) {
  return fail(Errc::kChanged, "the new tree does not begin with the old one",
              place_of(old_size, size),
              "fetch the proof again; if it fails again, keep both checkpoints: together they show "
              "that history was changed");
}

} // namespace

Result<RootHash> root_of(TreeSize size, const NodeReader& read) {
  if (size.get() == 0) return empty_root();
  LEDGER_ASSIGN(const NodeHash node, range_root({0, size.get()}, read));
  return RootHash(node.view());
}

Result<std::vector<NodeHash>> inclusion_proof(Sequence leaf, TreeSize size,
                                              const NodeReader& read) {
  LEDGER_TRY(check_holds(size, leaf));
  std::vector<NodeHash> path;
  Range range{0, size.get()};
  while (range.width() > 1) {
    const std::uint64_t middle = range.middle();
    const bool on_left = leaf.get() < middle;
    const Range sibling = on_left ? Range{middle, range.end} : Range{range.begin, middle};
    range = on_left ? Range{range.begin, middle} : Range{middle, range.end};
    LEDGER_ASSIGN(const NodeHash node, range_root(sibling, read));
    path.push_back(node);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<std::vector<NodeHash>> consistency_proof(TreeSize old_size, TreeSize size,
                                                const NodeReader& read) {
  LEDGER_TRY(check_grows(old_size, size));
  std::vector<NodeHash> path;
  if (old_size.get() == 0) return path;
  Range range{0, size.get()};
  while (old_size.get() != range.end) {
    const std::uint64_t middle = range.middle();
    const bool on_left = old_size.get() <= middle;
    const Range sibling = on_left ? Range{middle, range.end} : Range{range.begin, middle};
    range = on_left ? Range{range.begin, middle} : Range{middle, range.end};
    LEDGER_ASSIGN(const NodeHash node, range_root(sibling, read));
    path.push_back(node);
  }
  // A subtree that starts at leaf 0 is the old tree itself, whose root the verifier knows.
  if (range.begin != 0) {
    LEDGER_ASSIGN(const NodeHash node, range_root(range, read));
    path.push_back(node);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Status verify_inclusion(Sequence leaf, TreeSize size, const LeafHash& hash,
                        std::span<const NodeHash> proof, const RootHash& root) {
  LEDGER_TRY(check_holds(size, leaf));
  Climb climb(leaf.get(), size.get() - 1);
  NodeHash node = as_node(hash);
  for (const NodeHash& sibling : proof) {
    if (climb.at_root()) return inclusion_fails(leaf, size);
    node = climb.pass_sibling() ? hash_node(sibling, node) : hash_node(node, sibling);
  }
  if (!climb.at_root() || RootHash(node.view()) != root) return inclusion_fails(leaf, size);
  return {};
}

Status verify_consistency(TreeSize old_size, TreeSize size, const RootHash& old_root,
                          const RootHash& root, std::span<const NodeHash> proof) {
  LEDGER_TRY(check_grows(old_size, size));
  if (old_size.get() == 0 && old_root != empty_root()) return consistency_fails(old_size, size);
  if (old_size == size && old_root != root) return consistency_fails(old_size, size);
  if (old_size == size || old_size.get() == 0) {
    if (!proof.empty()) return consistency_fails(old_size, size);
    return {};
  }

  // The root of a perfect old tree is where both climbs begin, and the proof leaves it out.
  NodeHash start(old_root.view());
  if (!std::has_single_bit(old_size.get())) {
    if (proof.empty()) return consistency_fails(old_size, size);
    start = proof.front();
    proof = proof.subspan(1);
  }
  Climb climb(old_size.get() - 1, size.get() - 1);
  climb.skip_right_children();
  NodeHash old_node = start;
  NodeHash node = start;
  for (const NodeHash& sibling : proof) {
    if (climb.at_root()) return consistency_fails(old_size, size);
    if (climb.pass_sibling()) {
      old_node = hash_node(sibling, old_node);
      node = hash_node(sibling, node);
    } else {
      node = hash_node(node, sibling);
    }
  }
  const bool holds =
      climb.at_root() && RootHash(old_node.view()) == old_root && RootHash(node.view()) == root;
  if (!holds) return consistency_fails(old_size, size);
  return {};
}

} // namespace ledger
