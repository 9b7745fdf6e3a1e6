#include "ledger/chain/tree.hpp"

#include <bit>

namespace ledger {
namespace {

constexpr unsigned kLevels = 64;

constexpr bool has_level(std::uint64_t size, unsigned level) {
  return (size >> level & 1) != 0;
}

} // namespace

RootHash empty_root() {
  return sha256_as<RootHash>({});
}

Result<Frontier> Frontier::from_nodes(TreeSize size, std::vector<NodeHash> nodes) {
  if (size > kMaxTreeSize)
    return fail(Errc::kInvalidField, "no tree can be this large", "tree size",
                "check where the size was read from");
  if (nodes.size() != static_cast<std::size_t>(std::popcount(size.get())))
    return fail(Errc::kInvalidField, "the number of subtree roots does not fit the tree size",
                "tree of " + std::to_string(size.get()),
                "check where the tree state was read from");
  Frontier frontier;
  frontier.size_ = size.get();
  auto next = nodes.begin();
  for (unsigned level = kLevels; level-- > 0;)
    if (has_level(size.get(), level)) frontier.nodes_[level] = *next++;
  return frontier;
}

Status Frontier::append_perfect(unsigned level, const NodeHash& node) {
  const bool fits = level < kLevels - 1 &&
                    (std::uint64_t{1} << level) <= kMaxTreeSize.get() - size_ &&
                    size_ % (std::uint64_t{1} << level) == 0;
  if (!fits)
    return fail(Errc::kInvalidField, "a subtree of this level cannot stand at the end of the tree",
                "level " + std::to_string(level) + ", tree of " + std::to_string(size_),
                "append smaller subtrees first");
  place(level, node);
  return {};
}

void Frontier::place(unsigned level, const NodeHash& node) {
  const std::uint64_t grown = size_ + (std::uint64_t{1} << level);
  NodeHash carry = node;
  for (; has_level(size_, level); ++level) {
    if (level % kNotedLevels == 0) noted_[level / kNotedLevels] = carry;
    carry = hash_node(nodes_[level], carry);
  }
  if (level % kNotedLevels == 0) noted_[level / kNotedLevels] = carry;
  nodes_[level] = carry;
  size_ = grown;
}

RootHash Frontier::root() const {
  if (size_ == 0) return empty_root();
  auto level = static_cast<unsigned>(std::countr_zero(size_));
  NodeHash right = nodes_[level];
  while (++level < kLevels)
    if (has_level(size_, level)) right = hash_node(nodes_[level], right);
  return RootHash(right.view());
}

std::vector<NodeHash> Frontier::nodes() const {
  std::vector<NodeHash> nodes;
  nodes.reserve(static_cast<std::size_t>(std::popcount(size_)));
  for (unsigned level = kLevels; level-- > 0;)
    if (has_level(size_, level)) nodes.push_back(nodes_[level]);
  return nodes;
}

} // namespace ledger
