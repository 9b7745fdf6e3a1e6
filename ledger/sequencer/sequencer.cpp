#include "ledger/sequencer/sequencer.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/event/own_events.hpp"
#include "ledger/keyring/keyring.hpp"
#include "ledger/sequencer/open_group.hpp"
#include "ledger/store/head.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace ledger {
namespace {

// The I/O thread commits itself up to so many events: beyond, sealing the next group while this one
// syncs is worth more than the hand-over costs (limits: 272 k against 326 k events/s at 1,024).
constexpr std::size_t kInlineEvents = 128;
// A disk slower than this would keep the I/O thread from its deadlines.
constexpr std::chrono::microseconds kFastSync{2'000};

std::size_t bytes_of(const Unit& unit) {
  std::size_t bytes = 0;
  for (const Sealed& event : unit.events)
    bytes += event.body().size() + limits::kHeaderBytes;
  return bytes;
}

tl::unexpected<Error> stopping() {
  return fail(Errc::kStopping, "the daemon is stopping", "sequencer",
              "nothing was stored; send it again in a moment");
}

tl::unexpected<Error> outcome_unknown() {
  return fail(Errc::kOutcomeUnknown, "the disk failed while this was being stored", "commit",
              "send it again with the same id once the daemon is back");
}

// The last syncs, for the choice of thread and for status.
class SyncHistory {
 public:
  void add(std::chrono::microseconds time) {
    times_[count_++ % times_.size()] = static_cast<std::uint32_t>(time.count());
    average_ = count_ == 1 ? time : (average_ * 7 + time) / 8;
  }
  [[nodiscard]] bool fast() const { return average_ < kFastSync; }
  [[nodiscard]] SyncTimes times() const {
    std::vector<std::uint32_t> sorted(
        times_.begin(),
        times_.begin() + static_cast<std::ptrdiff_t>(std::min(count_, times_.size())));
    if (sorted.empty()) return {};
    std::sort(sorted.begin(), sorted.end());
    return {sorted[sorted.size() / 2], sorted[sorted.size() * 99 / 100]};
  }

 private:
  std::array<std::uint32_t, 512> times_{};
  std::size_t count_ = 0;
  std::chrono::microseconds average_{};
};

// What a group completed. One delivery for all: a function for each would cost an allocation each.
struct Told {
  Told(std::vector<Unit> the_units, std::vector<UnitResult> the_results)
      : units(std::move(the_units)), results(std::move(the_results)) {}
  void tell() {
    for (std::size_t i = 0; i < units.size(); ++i)
      if (units[i].done) units[i].done(std::move(results[i]));
  }
  std::vector<Unit> units;
  std::vector<UnitResult> results;
};

} // namespace

struct Sequencer::Impl {
  Impl(Store& the_store, Head& the_head, Keyring& keyring, const Clock& the_clock, TileStack tiles,
       SequencerOptions the_options)
      : options(std::move(the_options)), store(the_store), head(the_head), clock(the_clock),
        time(the_clock, options.last_recorded_at),
        group(the_store, keyring, std::move(tiles), options), durable(group.state()) {}

  SequencerOptions options;
  Store& store;
  Head& head;
  const Clock& clock;

  // The holder of the token only.
  LedgerTime time;
  OpenGroup group;

  // Any thread, under `mutex`.
  mutable std::mutex mutex;
  std::condition_variable wake; // the committer thread
  std::deque<Unit> queue;
  std::size_t queued_events = 0;
  std::size_t queued_bytes = 0;
  bool committing = false; // the token is taken
  bool kicked = false;
  bool stopped = false;
  bool failed = false;
  DurableState durable;
  SyncHistory syncs;

  std::thread committer;

  std::vector<Unit> take_group();
  void run_group(std::unique_lock<std::mutex>& lock);
  void place_all(std::vector<Unit>& units, std::vector<UnitResult>& results);
  Status commit_group(const std::vector<Unit>& units, const std::vector<UnitResult>& results);
  void commit_loop();
};

std::vector<Unit> Sequencer::Impl::take_group() {
  std::vector<Unit> units;
  std::size_t events = 0;
  std::size_t bytes = 0;
  while (!queue.empty()) {
    const std::size_t unit_bytes = bytes_of(queue.front());
    const std::size_t unit_events = queue.front().events.size();
    if (!units.empty() &&
        (events + unit_events > limits::kGroupEvents || bytes + unit_bytes > limits::kGroupBytes))
      break;
    events += unit_events;
    bytes += unit_bytes;
    units.push_back(std::move(queue.front()));
    queue.pop_front();
  }
  queued_events -= events;
  queued_bytes -= bytes;
  return units;
}

void Sequencer::Impl::place_all(std::vector<Unit>& units, std::vector<UnitResult>& results) {
  group.set_time(time.stamp());
  if (const auto departure = time.take_departure())
    if (const auto noted =
            group.place(Unit({clock_anomaly(departure->expected, departure->found)}, UnitDone()));
        !noted)
      options.on_fatal(noted.error());
  for (const Unit& unit : units)
    results.push_back(group.place(unit));
}

Status Sequencer::Impl::commit_group(const std::vector<Unit>& units,
                                     const std::vector<UnitResult>& results) {
  if (group.empty()) return {};
  LEDGER_TRY(store.commit(group.batch()));
  const DurableState state = group.state();
  HeadState beside;
  beside.ledger_id = options.ledger_id;
  beside.generation = options.generation;
  beside.size = state.size;
  beside.last_leaf = state.last_leaf;
  beside.root = state.root;
  LEDGER_TRY(head.write(beside));
  // Before a repeat can be answered.
  if (options.on_stored) options.on_stored(units, results, state.size);
  LEDGER_TRY(store.ids().insert(group.ids(), state.size));
  group.clear();
  return {};
}

// Holds the token: the queue may fill meanwhile, but nobody else commits.
void Sequencer::Impl::run_group(std::unique_lock<std::mutex>& lock) {
  std::vector<Unit> units = take_group();
  lock.unlock();

  std::vector<UnitResult> results;
  results.reserve(units.size());
  place_all(units, results);
  const auto before = clock.monotonic();
  const Status committed = commit_group(units, results);
  const auto elapsed = clock.monotonic() - before;
  if (!committed) {
    for (UnitResult& result : results)
      if (result) result = outcome_unknown();
    options.on_fatal(committed.error());
  }

  const auto told = std::make_shared<Told>(std::move(units), std::move(results));
  lock.lock();
  if (committed) {
    durable = group.state();
    syncs.add(elapsed);
  } else {
    failed = true;
  }
  const TreeSize size = durable.size;
  lock.unlock();
  options.deliver({[told] { told->tell(); }});
  if (committed && options.on_durable) options.on_durable(size);
  lock.lock();
}

void Sequencer::Impl::commit_loop() {
  std::unique_lock lock(mutex);
  while (true) {
    wake.wait(lock, [&] { return !committing && ((kicked && !queue.empty()) || stopped); });
    if (queue.empty() && stopped) return;
    if (failed) {
      // Nothing is written after a failed sync; whoever is queued is told.
      std::vector<std::function<void()>> completions;
      for (Unit& unit : queue)
        completions.emplace_back([done = std::move(unit.done)] {
          if (done) done(outcome_unknown());
        });
      queue.clear();
      queued_events = queued_bytes = 0;
      lock.unlock();
      options.deliver(std::move(completions));
      lock.lock();
      continue;
    }
    committing = true;
    run_group(lock);
    committing = false;
    kicked = !queue.empty();
  }
}

Sequencer::Sequencer(Store& store, Head& head, Keyring& keyring, const Clock& clock,
                     TileStack tiles, SequencerOptions options)
    : impl_(std::make_unique<Impl>(store, head, keyring, clock, std::move(tiles),
                                   std::move(options))) {
  impl_->committer = std::thread([impl = impl_.get()] { impl->commit_loop(); });
}

Sequencer::~Sequencer() {
  stop();
}

Status Sequencer::submit(Unit unit) {
  const std::size_t bytes = bytes_of(unit);
  const std::lock_guard lock(impl_->mutex);
  if (impl_->failed) return outcome_unknown();
  if (impl_->stopped) return stopping();
  if (impl_->queued_events + unit.events.size() > limits::kQueueEvents ||
      impl_->queued_bytes + bytes > limits::kQueueBytes)
    return fail(Errc::kBusy, "the queue is full", "sequencer",
                "nothing was stored; send it again in a moment");
  impl_->queued_events += unit.events.size();
  impl_->queued_bytes += bytes;
  impl_->queue.push_back(std::move(unit));
  return {};
}

void Sequencer::kick() {
  {
    const std::lock_guard lock(impl_->mutex);
    if (impl_->queue.empty() || impl_->kicked) return;
    impl_->kicked = true;
    if (impl_->committing) return; // whoever commits sees it
  }
  impl_->wake.notify_one();
}

void Sequencer::commit_or_kick() {
  {
    std::unique_lock lock(impl_->mutex);
    if (impl_->queue.empty()) return;
    const bool here = !impl_->committing && !impl_->failed && !impl_->stopped &&
                      impl_->queued_events <= kInlineEvents && impl_->syncs.fast();
    if (here) {
      impl_->committing = true;
      impl_->run_group(lock);
      impl_->committing = false;
      // A committer that was kicked meanwhile wakes to find nothing; the next kick must wake it.
      if (impl_->queue.empty()) impl_->kicked = false;
      if (impl_->queue.empty() && !impl_->stopped) return;
    }
    impl_->kicked = true;
    if (impl_->committing) return;
  }
  impl_->wake.notify_one();
}

void Sequencer::stop() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stopped = true;
  }
  impl_->wake.notify_one();
  if (impl_->committer.joinable()) impl_->committer.join();
}

DurableState Sequencer::durable() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->durable;
}

std::size_t Sequencer::queued_events() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->queued_events;
}

SyncTimes Sequencer::sync_times() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->syncs.times();
}

} // namespace ledger
