#include "ledger/report/answers.hpp"

#include "ledger/projection/house_projection.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/source_projection.hpp"
#include "ledger/projection/statistics_projection.hpp"
#include "ledger/projection/subject_projection.hpp"

#include <kj/exception.h>

#include <algorithm>
#include <tuple>

namespace ledger {
namespace {

tl::unexpected<Error> unreadable() {
  return fail(Errc::kDamaged, "a fact cannot be read", "projections",
              "run `auditledger verify`, then rebuild the projections");
}

// What `read` makes of the copy of a projection.
template <class Read>
std::invoke_result_t<Read&, const StateCopy&> read_from(const Projector& projector,
                                                        std::string_view projection, Read read) {
  std::invoke_result_t<Read&, const StateCopy&> found;
  LEDGER_TRY(projector.read(projection, [&](const StateCopy& copy) -> Status {
    found = read(copy);
    return {};
  }));
  return found;
}

Result<HouseFacts> house_facts(const Projector& projector, std::optional<TreeSize> as_of) {
  return read_from(projector, HouseProjection::kName,
                   [&](const StateCopy& copy) { return read_house(copy, as_of); });
}

// Nothing of them is known here but that they were stored: the projections tell.
Unfolded::Tail nothing_unfolded(TreeSize folded) {
  Unfolded::Tail tail;
  tail.size = tail.fold_first = folded;
  return tail;
}

} // namespace

void sort_findings(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tuple(number_of(a.rule), a.from, a.trigger, a.subject, std::string_view(a.about)) <
           std::tuple(number_of(b.rule), b.from, b.trigger, b.subject, std::string_view(b.about));
  });
}

Result<KnownHouse> Answers::read_known(std::optional<TreeSize> as_of) const {
  KnownHouse known;
  LEDGER_ASSIGN(HouseFacts read, house_facts(projector_, as_of));
  known.folded = read.folded;
  std::vector<Fact> facts = std::move(read.facts);
  LEDGER_ASSIGN(PolicyTimes policies, policy_times(facts, document_));
  known.policies = std::make_shared<const PolicyTimes>(std::move(policies));
  known.house = std::make_shared<const House>(std::move(facts));
  return known;
}

Result<KnownHouse> Answers::known(std::optional<TreeSize> as_of) const {
  if (as_of) return read_known(as_of);
  Sequence last;
  TreeSize folded;
  LEDGER_TRY(projector_.read(HouseProjection::kName, [&](const StateCopy& copy) -> Status {
    folded = copy.cursor().folded;
    LEDGER_ASSIGN(last, last_of_house(copy));
    return {};
  }));
  const std::lock_guard lock(mutex_);
  const std::uint64_t rebuilds = projector_.rebuilds();
  if (latest_last_ != last || latest_rebuilds_ != rebuilds) {
    LEDGER_ASSIGN(latest_, read_known(std::nullopt));
    latest_last_ = last;
    latest_rebuilds_ = rebuilds;
  }
  KnownHouse known = latest_;
  known.folded = std::max(folded, latest_.folded);
  return known;
}

// What decides about what may be done with the person's data.
Result<PersonFacts> Answers::standing_facts(const std::optional<SubjectId>& subject,
                                            const Unfolded::Tail& tail) const {
  PersonFacts person;
  person.folded = tail.size;
  if (!subject) return person;
  LEDGER_TRY(projector_.read(SubjectProjection::kName, [&](const StateCopy& copy) -> Status {
    LEDGER_ASSIGN(person, read_person(copy, *subject, Extent::kStanding, std::nullopt));
    return {};
  }));
  for (const Sequence at : tail.of_person) {
    if (contains(person.folded, at)) continue;
    LEDGER_ASSIGN(const Bytes stored, unfolded_->fact_of(at));
    LEDGER_ASSIGN(Fact fact, Fact::decode(at, stored));
    person.facts.push_back(std::move(fact));
  }
  return person;
}

Result<GateAnswer> Answers::check(const std::optional<SubjectId>& subject, const GateQuery& query,
                                  std::chrono::steady_clock::time_point deadline) const {
  Unfolded::Tail tail = nothing_unfolded(projector_.folded());
  if (unfolded_ != nullptr) tail = unfolded_->about(subject);
  LEDGER_TRY(projector_.wait_for(tail.fold_first, deadline));
  LEDGER_ASSIGN(PersonFacts person, standing_facts(subject, tail));
  try {
    LEDGER_ASSIGN(const KnownHouse known, gate_house_.at(tail));
    const PersonCase asked(subject.value_or(SubjectId()), std::move(person.facts), *known.house,
                           *known.policies);
    LEDGER_ASSIGN(const GateVerdict verdict, ledger::check(asked, query));
    GateAnswer answer;
    answer.allowed = verdict.allowed;
    answer.reason = verdict.reason;
    answer.record = verdict.record;
    answer.folded = std::max(tail.size, std::min(known.folded, person.folded));
    if (verdict.policy != nullptr) {
      answer.policy = verdict.policy->by;
      answer.policy_id = verdict.policy->policy.id();
    }
    return answer;
  } catch (const kj::Exception&) {
    return unreadable();
  }
}

Result<std::vector<Finding>> Answers::findings_of_house(TreeSize as_of,
                                                        const PolicyTimes& policies) const {
  LEDGER_ASSIGN(HouseFacts read, house_facts(projector_, as_of));
  LEDGER_ASSIGN(std::vector<Fact> heard,
                read_from(projector_, SourceProjection::kName,
                          [&](const StateCopy& copy) { return read_heard(copy, as_of); }));
  LEDGER_ASSIGN(HouseCounts counts,
                read_from(projector_, StatisticsProjection::kName,
                          [&](const StateCopy& copy) { return read_counts(copy, as_of); }));
  const House house(std::move(read.facts), std::move(heard), std::move(counts));
  return evaluate_house(house, policies);
}

Result<FindingsAnswer> Answers::findings(const FindingsQuery& query) const {
  const TreeSize size = std::min(query.known_at.value_or(projector_.folded()), projector_.folded());
  LEDGER_ASSIGN(const KnownHouse known, this->known(size));
  FindingsAnswer answer;
  answer.folded = size;
  const auto evaluate = [&](const SubjectId& subject, std::vector<Fact> facts) -> Status {
    const PersonCase person(subject, std::move(facts), *known.house, *known.policies);
    LEDGER_ASSIGN(auto found, evaluate_person(person));
    found = as_of(std::move(found), query.as_of);
    answer.findings.insert(answer.findings.end(), std::make_move_iterator(found.begin()),
                           std::make_move_iterator(found.end()));
    return {};
  };
  try {
    LEDGER_TRY(projector_.read(SubjectProjection::kName, [&](const StateCopy& copy) -> Status {
      if (!query.subject) return each_person(copy, size, evaluate);
      LEDGER_ASSIGN(PersonFacts person, read_person(copy, *query.subject, Extent::kAll, size));
      return evaluate(*query.subject, std::move(person.facts));
    }));
  } catch (const kj::Exception&) {
    return unreadable();
  }
  if (!query.subject) {
    LEDGER_ASSIGN(auto found, findings_of_house(size, *known.policies));
    found = as_of(std::move(found), query.as_of);
    answer.findings.insert(answer.findings.end(), found.begin(), found.end());
  }
  sort_findings(answer.findings);
  return answer;
}

} // namespace ledger
