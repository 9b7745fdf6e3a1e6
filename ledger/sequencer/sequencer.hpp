// One order for everything: duplicates, numbers, times, chain links, tree; groups that are written
// with one sync; and who is told when.
//
// Group commit without a timer: while one sync runs, the next group fills. The committer's role is
// a token with one owner at a time. The I/O thread takes it when little is queued and syncs are
// fast, since handing over to another thread costs a lone client half a sync; otherwise the
// committer thread does. Group N+1 is never written before the sync of group N has returned.
#pragma once

#include "ledger/base/clock.hpp"
#include "ledger/chain/tile_stack.hpp"
#include "ledger/event/sealed.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace ledger {

class Store;
class Head;
class Keyring;

// Where an event stands now. Exists only after its group's sync returned.
struct Placed {
  Placed(Sequence s, const LeafHash& l, Timestamp t) : sequence(s), leaf(l), recorded_at(t) {}
  Sequence sequence;
  LeafHash leaf;
  Timestamp recorded_at;
};

// One entry per event (a batch use counts once), or why the whole unit was not stored:
//   kStaleKey      a key was erased since sealing, or an event with the same id was recorded since
//                  it was looked up: nothing was stored, look again and seal again. What it met is
//                  stored by the time this is told.
//   kStopping      nothing was stored;   kOutcomeUnknown  the sync failed, the process must stop
using UnitResult = Result<std::vector<Placed>>;
using UnitDone = std::function<void(UnitResult)>;

// Stored as a whole or not at all, one behind the other. Its ids are all different.
struct Unit {
  Unit(std::vector<Sealed> sealed, UnitDone on_done)
      : events(std::move(sealed)), done(std::move(on_done)) {}
  std::vector<Sealed> events;
  UnitDone done;                              // called by whoever `deliver` runs on
  std::function<void(Sequence)> on_sequenced; // on the committer, before anything behind it is
                                              // checked: the barrier of an erasure
};

// What is durable. A copy taken at one moment.
struct DurableState {
  TreeSize size;
  LeafHash last_leaf;
  RootHash root;
  Timestamp recorded_at;
};

struct SyncTimes {
  std::uint32_t p50_us = 0;
  std::uint32_t p99_us = 0;
};

struct SequencerOptions {
  LedgerId ledger_id;
  std::uint64_t generation = 1;
  Timestamp last_recorded_at;
  LeafHash last_leaf;
  // Called once per group with what it completed, on the committing thread; runs each `done`, there
  // or elsewhere.
  std::function<void(std::vector<std::function<void()>>)> deliver;
  // Called once per group that was stored, on the committing thread, before anybody can be told of
  // it: its units in their order, what became of each, and the size with them. May be empty.
  std::function<void(const std::vector<Unit>&, const std::vector<UnitResult>&, TreeSize)> on_stored;
  // Called once, on the committing thread, when a sync failed.
  std::function<void(const Error&)> on_fatal;
  // Called after each group, on the committing thread, for whoever follows the log.
  std::function<void(TreeSize)> on_durable;
};

class Sequencer {
 public:
  // The stores outlive the sequencer. `tiles`: of the records that are stored.
  Sequencer(Store& store, Head& head, Keyring& keyring, const Clock& clock, TileStack tiles,
            SequencerOptions options);
  // Stops as stop() does.
  ~Sequencer();

  // Any thread. kBusy when the queue is full, kStopping, kOutcomeUnknown after a failed sync;
  // `done` is then not called. What is queued is committed after the next kick() or
  // try_commit_here().
  [[nodiscard]] Status submit(Unit unit);
  // Any thread: wakes the committer thread if something is queued.
  void kick();
  // The I/O thread, once per turn: commits what is queued here if that is the faster way, else
  // wakes the committer thread.
  void commit_or_kick();

  // Commits what is queued, tells everyone, and ends the committer thread. Idempotent.
  void stop();

  // Any thread.
  [[nodiscard]] DurableState durable() const;
  [[nodiscard]] std::size_t queued_events() const;
  [[nodiscard]] SyncTimes sync_times() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
