// The policies that were published, in the order of their records.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/event/slug_book.hpp"

#include <mutex>
#include <vector>

namespace ledger {

class Policy;
class Store;

class PolicyShelf {
 public:
  explicit PolicyShelf(Store& store) : store_(store) {}

  // Start: what persist() left. The records behind it are replayed with add().
  [[nodiscard]] Status load();
  // By the committer, when the record is sequenced, or by the replay at start: from here events are
  // validated under it. No effect for one that is there.
  void add(Sequence sequence, const Policy& policy);
  // The same from the stored document. kNotFound when the text is gone, kDamaged when it no longer
  // parses.
  [[nodiscard]] Status add_stored(Sequence sequence, const DocumentHash& hash);
  // Writes the list of those below `size`. On the worker.
  [[nodiscard]] Status persist(TreeSize size);

  // Any thread. Never null; an empty snapshot before the first policy.
  [[nodiscard]] PolicySnapshotPtr current() const;
  // The one that a record names; null when none was published by that record.
  [[nodiscard]] PolicySnapshotPtr published_by(Sequence sequence) const;

 private:
  Store& store_;
  mutable std::mutex mutex_;
  std::vector<PolicySnapshotPtr> shelf_; // under mutex_, ascending
  PolicySnapshotPtr none_ = std::make_shared<PolicySnapshot>();
  std::size_t persisted_ = 0; // the worker and the start only
};

} // namespace ledger
