#include "ledger/projection/lane.hpp"

#include "ledger/store/store.hpp"

#include <kj/exception.h>

#include <algorithm>

namespace ledger {
namespace {

constexpr std::uint64_t kChunkRecords = 4'096;
constexpr std::size_t kChunkKeys = 4'096; // some 2 MiB of facts

std::string place_of(Sequence sequence) {
  return "record " + std::to_string(sequence.get());
}

// The lanes of the lowest cursor, and how far they may go together.
struct Chunk {
  std::vector<Lane*> lanes;
  TreeSize from;
  TreeSize to;
};

Chunk next_chunk(std::span<Lane* const> lanes, TreeSize to) {
  Chunk chunk;
  chunk.from = to;
  for (const Lane* lane : lanes)
    chunk.from = std::min(chunk.from, lane->folded());
  chunk.to = std::min(to, TreeSize(chunk.from.get() + kChunkRecords));
  for (Lane* lane : lanes) {
    if (lane->folded() == chunk.from) {
      chunk.lanes.push_back(lane);
    } else {
      chunk.to = std::min(chunk.to, lane->folded());
    }
  }
  return chunk;
}

Status apply_to_all(const Chunk& chunk, const RecordView& record) {
  try {
    for (Lane* lane : chunk.lanes)
      LEDGER_TRY(lane->apply(record));
    return {};
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "the body cannot be read", place_of(record.sequence()),
                "auditledger verify names the first bad record");
  }
}

bool is_full(const Chunk& chunk) {
  return std::any_of(chunk.lanes.begin(), chunk.lanes.end(),
                     [](const Lane* lane) { return lane->pending() >= kChunkKeys; });
}

} // namespace

Lane::Lane(const Projection& projection, std::shared_ptr<StateCopy> copy)
    : copy_(std::move(copy)), view_(std::make_unique<StateView>(*copy_)),
      fold_(projection.start(*view_)), cursor_(copy_->cursor()) {}

Status Lane::apply(const RecordView& record) {
  if (at_cursor_ && record.header().previous != cursor_.last_leaf) {
    return fail(Errc::kReordered, "a record does not follow the one that was folded before it",
                place_of(record.sequence()),
                "run `auditledger verify`; when it passes, rebuild the projection");
  }
  at_cursor_ = false;
  LEDGER_TRY(fold_->apply(record));
  cursor_.folded = size_after(record.sequence());
  return {};
}

Status Lane::commit(ByteView last) {
  LEDGER_TRY(fold_->flush());
  cursor_.last_leaf = hash_leaf(last);
  at_cursor_ = true;
  return view_->commit(cursor_);
}

Status fold_chunk(const Store& store, std::span<Lane* const> lanes, TreeSize to,
                  const std::atomic<bool>& stop) {
  const Chunk chunk = next_chunk(lanes, to);
  if (chunk.from == chunk.to) return {};
  Bytes last;
  bool enough = false;
  bool torn = false; // a fold failed in the middle of a record
  Status scanned =
      store.scan(next_of(chunk.from), chunk.to, [&](Sequence sequence, ByteView bytes) -> Status {
        LEDGER_ASSIGN(const RecordView record, RecordView::parse(sequence, bytes));
        torn = true;
        LEDGER_TRY(apply_to_all(chunk, record));
        torn = false;
        last.assign(bytes.begin(), bytes.end());
        enough = stop.load(std::memory_order_relaxed) || is_full(chunk);
        if (!enough) return {};
        // An error is how a scan ends early; it is not handed on.
        return fail(Errc::kStopping, "the chunk is full", place_of(sequence), "go on behind it");
      });
  if (torn) return scanned;
  // What stands before a gap or an unreadable record is true and is kept.
  for (Lane* lane : chunk.lanes) {
    if (!last.empty()) LEDGER_TRY(lane->commit(last));
  }
  return enough ? Status() : scanned;
}

Status fold_all(const Store& store, std::span<Lane* const> lanes, TreeSize to,
                const std::atomic<bool>& stop) {
  const auto behind = [&] {
    return std::any_of(lanes.begin(), lanes.end(),
                       [&](const Lane* lane) { return lane->folded() < to; });
  };
  while (behind()) {
    if (stop.load(std::memory_order_relaxed)) {
      return fail(Errc::kStopping, "the work was stopped before it was done", "projector",
                  "start it again later");
    }
    LEDGER_TRY(fold_chunk(store, lanes, to, stop));
  }
  return {};
}

} // namespace ledger
