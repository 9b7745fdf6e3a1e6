// Questions that need facts, policies and rules together.
#pragma once

#include "ledger/findings/evaluate.hpp"
#include "ledger/findings/gate.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/projector.hpp"
#include "ledger/projection/unfolded.hpp"
#include "ledger/report/gate_house.hpp"
#include "ledger/report/retention_schedule.hpp"

#include <chrono>
#include <memory>
#include <mutex>

namespace ledger {

struct GateAnswer {
  bool allowed = false;
  wire::GateReason reason = wire::GateReason::UNSTATED;
  std::optional<Sequence> policy; // the record that published it
  DocumentHash policy_id;
  std::optional<Sequence> record; // what the answer rests on
  TreeSize folded;                // true for the first so many records
};

struct FindingsQuery {
  std::optional<TreeSize> known_at; // only what the first so many records say
  Timestamp as_of;                  // as it stood then
  std::optional<SubjectId> subject; // of one person only; none: everybody and the house
};
struct FindingsAnswer {
  TreeSize folded;
  std::vector<Finding> findings; // sorted by rule, beginning and trigger
};

struct RetentionQuery {
  std::optional<TreeSize> known_at; // only what the first so many records say
  Timestamp as_of;                  // what is held then
  std::optional<Timestamp> until;   // only what is due by then
};
struct RetentionAnswer {
  TreeSize folded;
  std::vector<RetentionLine> lines; // in the order of RetentionSchedule
  std::uint64_t people = 0;
  std::uint64_t overdue_people = 0;
};

// By rule, beginning, trigger and person.
void sort_findings(std::vector<Finding>& findings);

// Any thread. Errors of all: those of the projector, the store and the document source; kDamaged.
class Answers {
 public:
  // `projector` outlives this; it runs the projections of subjects, the house, sources and
  // statistics. `unfolded` too; null where nothing is stored meanwhile.
  Answers(const Projector& projector, DocumentSource document, const Unfolded* unfolded = nullptr)
      : projector_(projector), document_(std::move(document)), unfolded_(unfolded),
        gate_house_(projector_, document_, unfolded_) {}

  // Read once, and again when the house has changed; as of an earlier record, each time. Without
  // what concerns everybody: the silence of sources, and what is usual.
  [[nodiscard]] Result<KnownHouse> known(std::optional<TreeSize> as_of) const;
  // `subject`: nobody when the ledger does not know the person. What was acknowledged before it was
  // asked is in the answer. Waits for the projector when a key was destroyed a moment ago, or a
  // start has yet to catch up; kBusy at the deadline.
  [[nodiscard]] Result<GateAnswer> check(const std::optional<SubjectId>& subject,
                                         const GateQuery& query,
                                         std::chrono::steady_clock::time_point deadline) const;
  // Costs as much as there are facts about the person, or about everybody.
  [[nodiscard]] Result<FindingsAnswer> findings(const FindingsQuery& query) const;
  // Costs as much as there are facts about everybody; holds one person's at a time.
  [[nodiscard]] Result<RetentionAnswer> retention(const RetentionQuery& query) const;

 private:
  [[nodiscard]] Result<KnownHouse> read_known(std::optional<TreeSize> as_of) const;
  [[nodiscard]] Result<PersonFacts> standing_facts(const std::optional<SubjectId>& subject,
                                                   const Unfolded::Tail& tail) const;
  [[nodiscard]] Result<std::vector<Finding>> findings_of_house(TreeSize as_of,
                                                               const PolicyTimes& policies) const;

  const Projector& projector_;
  DocumentSource document_;
  const Unfolded* unfolded_;
  mutable GateHouse gate_house_;
  mutable std::mutex mutex_;
  mutable std::optional<Sequence> latest_last_; // of the house, under mutex_, as the next
  mutable std::uint64_t latest_rebuilds_ = 0;
  mutable KnownHouse latest_;
};

} // namespace ledger
