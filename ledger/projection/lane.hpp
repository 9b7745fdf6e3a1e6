// One projection on its way through the log, into one copy of its state.
#pragma once

#include "ledger/projection/projection.hpp"

#include <atomic>
#include <span>

namespace ledger {

class Store;

// One thread at a time; the copy may be read by others meanwhile.
class Lane {
 public:
  Lane(const Projection& projection, std::shared_ptr<StateCopy> copy);
  [[nodiscard]] const std::shared_ptr<StateCopy>& copy() const { return copy_; }
  [[nodiscard]] TreeSize folded() const { return cursor_.folded; }
  // Keys that the next commit writes, at the most.
  [[nodiscard]] std::size_t pending() const { return fold_->pending() + view_->changed(); }

  // The next record. kReordered when it does not follow the one before: the header of each record
  // holds the hash of the record before it.
  [[nodiscard]] Status apply(const RecordView& record);
  // Writes all that was applied since; `last` is the last record applied.
  [[nodiscard]] Status commit(ByteView last);

 private:
  std::shared_ptr<StateCopy> copy_;
  std::unique_ptr<StateView> view_; // neither moves with the lane
  std::unique_ptr<Fold> fold_;
  Cursor cursor_;
  bool at_cursor_ = true; // nothing applied since
};

// Folds the next records of the lane that is furthest behind, and of those that stand where it
// stands, up to `to` or a chunk, and writes them. Chunks are bounded in records and in keys
// changed, so that neither memory nor the time until `stop` is seen grows with the events. Errors:
// of the store (kMissing names a gap), kMalformed, kReordered; nothing of the chunk is written
// then.
[[nodiscard]] Status fold_chunk(const Store& store, std::span<Lane* const> lanes, TreeSize to,
                                const std::atomic<bool>& stop);
// Chunks until every lane has folded `to`. kStopping when `stop` was set.
[[nodiscard]] Status fold_all(const Store& store, std::span<Lane* const> lanes, TreeSize to,
                              const std::atomic<bool>& stop);

} // namespace ledger
