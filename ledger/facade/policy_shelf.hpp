// The policies that were published, in the order of their records.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/event/slug_book.hpp"
#include "schemas/event.capnp.h"

#include <mutex>
#include <vector>

namespace ledger {

class Policy;
class Store;

class PolicyShelf {
 public:
  explicit PolicyShelf(Store& store) : store_(store) {}

  // Start: what persist() left, or, when there is nothing, what the records below `size` say. The
  // records behind it are replayed with note().
  [[nodiscard]] Status load(TreeSize size);
  // One record, in order; no effect for one of another type than policyPublished, or that is known.
  // kNotFound when the policy's text is gone, kDamaged when it no longer parses, or when the record
  // names none.
  [[nodiscard]] Status note(Sequence sequence, wire::Event::Reader event);
  // The same by the committer, when the record is sequenced: from here events are validated under
  // it.
  void add(Sequence sequence, const Policy& policy);
  // Writes the list of those below `size`. On the worker.
  [[nodiscard]] Status persist(TreeSize size);

  // Any thread. Never null; an empty snapshot before the first policy.
  [[nodiscard]] PolicySnapshotPtr current() const;
  // The one that a record names; null when none was published by that record.
  [[nodiscard]] PolicySnapshotPtr published_by(Sequence sequence) const;

 private:
  [[nodiscard]] Status add_stored(Sequence sequence, const DocumentHash& hash);

  Store& store_;
  mutable std::mutex mutex_;
  std::vector<PolicySnapshotPtr> shelf_; // under mutex_, ascending
  PolicySnapshotPtr none_ = std::make_shared<PolicySnapshot>();
  std::size_t persisted_ = 0; // the worker and the start only
};

} // namespace ledger
