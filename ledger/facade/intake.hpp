// From a client's drafts to a unit in the sequencer's queue, and back with receipts.
//
// The common case never waits: everyone is known, their keys are there, the id is new or will be
// found by the committer. What may need the disk (an id that was seen before, an empty key pool,
// a key erased in between) goes to the worker and comes back the same way.
#pragma once

#include "ledger/facade/intake_job.hpp"
#include "ledger/facade/key_rack.hpp"
#include "ledger/facade/newcomers.hpp"
#include "ledger/facade/policy_shelf.hpp"
#include "ledger/facade/same_event.hpp"
#include "ledger/facade/worker.hpp"
#include "ledger/sequencer/sequencer.hpp"

namespace ledger {

struct Identity {
  Identity() = default;
  std::string origin;
  LedgerId ledger_id;
};

class Intake {
 public:
  struct Hooks {
    // The sequencer's.
    std::function<void(std::vector<std::function<void()>>)> deliver;
    // More keys for new people. kOutcomeUnknown when the storage failed, now or before. On the
    // worker.
    std::function<Status()> refill_pool;
  };
  // All outlive this.
  Intake(Store& store, Keyring& keyring, PolicyShelf& shelf, Sequencer& sequencer, Worker& worker,
         Identity identity, Hooks hooks);

  // All of the drafts or none. `done` runs where `deliver` runs things, or at once, here, when a
  // draft is refused for its shape. One thread (the I/O thread).
  void append(std::vector<Draft> drafts, std::string source, PostedBy by, AppendDone done);

  // For the ledger's officers: one event that was validated, with what to do when it is sequenced.
  // On the worker.
  void append_own(Validated event, std::string source, std::function<void(Sequence)> on_sequenced,
                  AppendDone done);

 private:
  using Job = IntakeJob;
  using JobPtr = IntakeJobPtr;

  enum class Lane { kFast, kSlow };
  void admit(const JobPtr& job);
  void admit_slowly(const JobPtr& job);
  // Fills the receipts of events that were recorded before. False when the job is answered.
  bool answer_repeats(const JobPtr& job);
  [[nodiscard]] Result<std::vector<Sealed>> seal_fresh(Job& job, Lane lane);
  // kStaleKey when one of the job's ids was recorded before: then the worker takes over.
  [[nodiscard]] Status check_all_new(Job& job);
  [[nodiscard]] Status seal_one(Job& job, const Validated& event, Lane lane,
                                const PolicySnapshot& policy, std::vector<Sealed>& out);
  // The key of one person of an event, and with it the person, who may be new.
  [[nodiscard]] Result<BoxKey> key_for(Job& job, const SubjectMention& mention,
                                       std::string_view key_class, Lane lane, SealingKey& place);
  // The id of one person of whom the event says nothing personal.
  [[nodiscard]] Result<SubjectId> known_subject(const SubjectMention& mention, std::size_t index);
  // Before a batch use: registrations of those whom no record names yet.
  [[nodiscard]] Status seal_newcomers(Job& job, const Validated& batch, const Prepared& prepared,
                                      Lane lane, const PolicySnapshot& policy,
                                      std::vector<Sealed>& out);
  void submit(const JobPtr& job, std::vector<Sealed> sealed);
  void finish(const JobPtr& job, UnitResult result);
  void answer(const JobPtr& job, Result<std::vector<Receipt>> result);
  [[nodiscard]] Receipt receipt_of(const Placed& placed, bool repeated) const;

  Store& store_;
  Keyring& keyring_;
  Newcomers newcomers_;
  PolicyShelf& shelf_;
  Sequencer& sequencer_;
  Worker& worker_;
  Identity identity_;
  Hooks hooks_;
  ReferenceHasher hasher_;
  KeyRack fast_rack_; // the I/O thread
  KeyRack slow_rack_; // the worker
};

} // namespace ledger
