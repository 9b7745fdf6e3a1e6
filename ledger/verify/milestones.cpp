#include "ledger/verify/milestones.hpp"

#include "ledger/chain/checkpoint.hpp"

#include <limits>

namespace ledger {

Milestones::Milestones(const Evidence& evidence) {
  if (evidence.head && evidence.head->size.get() > 0) {
    want_root(evidence.head->size);
    want_leaf(Sequence(evidence.head->size.get() - 1));
  }
  for (const Receipt& receipt : evidence.receipts)
    want_leaf(receipt.sequence);
  for (const KeptCheckpoint& kept : evidence.checkpoints) {
    const auto note = parse_note(kept.note);
    if (!note) continue;
    if (const auto checkpoint = parse_checkpoint(note->text)) want_root(checkpoint->size);
  }
  reached(TreeSize(), Frontier());
}

TreeSize Milestones::next_after(TreeSize size) const {
  const auto next = roots_.upper_bound(size);
  return next == roots_.end() ? TreeSize(std::numeric_limits<std::uint64_t>::max()) : next->first;
}

void Milestones::reached(TreeSize size, const Frontier& tree) {
  if (const auto wanted = roots_.find(size); wanted != roots_.end()) wanted->second = tree.root();
}

void Milestones::passed(Sequence first, std::span<const LeafHash> leaves) {
  const Sequence end(first.get() + leaves.size());
  for (auto wanted = leaves_.lower_bound(first); wanted != leaves_.end() && wanted->first < end;
       ++wanted)
    wanted->second = leaves[wanted->first.get() - first.get()];
}

std::optional<RootHash> Milestones::root_at(TreeSize size) const {
  const auto found = roots_.find(size);
  return found == roots_.end() ? std::nullopt : found->second;
}

std::optional<LeafHash> Milestones::leaf_at(Sequence sequence) const {
  const auto found = leaves_.find(sequence);
  return found == leaves_.end() ? std::nullopt : found->second;
}

} // namespace ledger
