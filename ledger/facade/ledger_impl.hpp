// Inside ledger/facade only: the parts of an open ledger, in the order in which they are made. They
// are taken down by Ledger::stop(), in the order that it states; without it, after a storage error
// or a start that failed, by the destructor.
#pragma once

#include "ledger/facade/checkpointer.hpp"
#include "ledger/facade/head_keeper.hpp"
#include "ledger/facade/intake.hpp"
#include "ledger/facade/policy_shelf.hpp"
#include "ledger/facade/rotator.hpp"
#include "ledger/facade/signing_keys.hpp"
#include "ledger/facade/worker.hpp"
#include "ledger/ledger.hpp"
#include "ledger/report/answers.hpp"
#include "ledger/store/head.hpp"
#include "ledger/store/store.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace ledger {

struct Ledger::Impl {
  Impl(OpenOptions opened_with, const Clock& the_clock)
      : options(std::move(opened_with)), clock(the_clock), files(options.file_system) {}
  // Ends the threads before what they use, and answers whoever still waits.
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  OpenOptions options;
  const Clock& clock;
  DurableFiles files;
  std::unique_ptr<Store> store;
  std::unique_ptr<Head> head;
  std::unique_ptr<Keyring> keyring;
  std::unique_ptr<PolicyShelf> shelf;
  std::unique_ptr<SigningKeys> signing_keys;
  Identity identity;
  std::unique_ptr<Worker> worker;
  std::unique_ptr<HeadKeeper> head_keeper;
  std::unique_ptr<Unfolded> unfolded;
  std::unique_ptr<Sequencer> sequencer;
  std::unique_ptr<Checkpointer> checkpointer;
  std::unique_ptr<Projector> projector;
  std::unique_ptr<Answers> answers;
  std::unique_ptr<Intake> intake;
  std::unique_ptr<Rotator> rotator;

  std::function<void(TreeSize)> follower; // set before the first append

  // Erasures that have begun and whose keys are not yet dead. While there is one the keyring's
  // cursor stays, so that the next start meets it again.
  std::mutex erasing_mutex;
  std::condition_variable erasing_done;
  int erasing = 0;

  std::atomic<bool> failed{false};
  std::atomic<bool> refilling{false};
  std::atomic<bool> flushing{false};
  std::uint64_t flushed_at = 0; // the committer

  // For each group, on the committing thread, before what it completed is told.
  void note_stored(const std::vector<Unit>& units, const std::vector<UnitResult>& results,
                   TreeSize size);
  // After that, on the same thread.
  void after_group(TreeSize size);
  void flush_keyring();                     // on the worker
  [[nodiscard]] Status flush_keyring_now(); // no erasure under way
  // kOutcomeUnknown when the storage failed; a refill that fails is fatal. On the worker.
  [[nodiscard]] Status refill_pool();
  // The first storage error. From here nothing is begun that writes.
  void fatal(const Error& error);
  // The same status; a write outside of a group that failed is fatal too.
  [[nodiscard]] Status written(Status status);
  // kOutcomeUnknown after it.
  [[nodiscard]] Status check_storage() const;

  void begin_erasure();
  void end_erasure();
};

// What the start found and what remains to be done before serving.
struct UnfinishedErasure {
  SubjectId subject;
  std::vector<std::string> classes;
  Sequence started;
};
struct StartReport {
  StartReport() = default;
  HeadState head;
  DurableState durable;
  TileStack tiles;        // of all stored records
  TileStack signed_tiles; // of those under the latest checkpoint
  std::vector<UnfinishedErasure> unfinished;
  // Keys that a record says are gone were there again, and died again: an older keyring was put
  // back.
  bool keyring_was_older = false;
};
// Everything of open() that reads: fails without having written anything but what a torn write left
// to be cleaned. Fills store, head, keyring, shelf, signing keys and identity.
[[nodiscard]] Result<StartReport> start_ledger(Ledger::Impl& impl, const MasterKey& master);

// The second half of an erasure: keys die, then the record says so. On the worker.
void finish_erasure(Ledger::Impl& impl, ErasurePlan plan, EraseDone done);

// What a repair left to be recorded (facade/restored_marker.hpp). At start, once there is a
// sequencer.
[[nodiscard]] Status record_restoration(Ledger::Impl& impl);
// That an older keyring was put back, beside a database that lost nothing. At the same time.
[[nodiscard]] Status record_older_keyring(Ledger::Impl& impl);

// Whether a database with so few records is what an interrupted init left: nothing was ever
// acknowledged then. The head, which would remember more, tells it from one that was emptied.
[[nodiscard]] bool is_unfinished_init(const DurableFiles& files, const StatePaths& paths,
                                      TreeSize stored);
// What to do about it. `code`: kNotInitialised for whoever opens, kExists for the next init.
[[nodiscard]] Error unfinished_init(Errc code, const StatePaths& paths);

// A record that says what the ledger never writes.
[[nodiscard]] inline tl::unexpected<Error> damaged_record(Sequence sequence, const char* what) {
  return fail(Errc::kDamaged, what, "record " + std::to_string(sequence.get()),
              "auditledger verify --state");
}

// Derived from the master key for the head's MAC.
[[nodiscard]] DerivedKey head_key(const MasterKey& master, const LedgerId& ledger_id);

} // namespace ledger
