#include "ledger/report/gate_house.hpp"

#include "ledger/findings/gate.hpp"
#include "ledger/projection/house_projection.hpp"

#include <algorithm>

namespace ledger {

using wire::EventType;

Result<KnownHouse> GateHouse::at(const Unfolded::Tail& tail) {
  const std::lock_guard lock(mutex_);
  forget_if_rebuilt();
  LEDGER_TRY(read_folded());
  for (const Sequence at : tail.of_house) {
    if (contains(folded_, at) || at <= seen_) continue;
    LEDGER_ASSIGN(Bytes stored, unfolded_->fact_of(at));
    LEDGER_ASSIGN(const Fact fact, Fact::decode(at, stored));
    add(fact, std::move(stored));
    seen_ = at;
  }
  if (changed_) LEDGER_TRY(make());
  known_.folded = std::max(folded_, tail.size);
  return known_;
}

void GateHouse::forget_if_rebuilt() {
  const std::uint64_t rebuilds = projector_.rebuilds();
  if (std::exchange(rebuilds_, rebuilds) == rebuilds) return;
  kept_.clear();
  taken_back_.clear();
  last_ = seen_ = Sequence();
  changed_ = policies_changed_ = true;
}

Status GateHouse::read_folded() {
  return projector_.read(HouseProjection::kName, [&](const StateCopy& copy) -> Status {
    folded_ = copy.cursor().folded;
    LEDGER_ASSIGN(const Sequence last, last_of_house(copy));
    if (last <= last_) return {};
    LEDGER_TRY(each_of_house(copy, last_, [&](Sequence by, ByteView stored) -> Status {
      if (kept_.contains(by)) return {};
      LEDGER_ASSIGN(const Fact fact, Fact::decode(by, stored));
      add(fact, Bytes(stored.begin(), stored.end()));
      return {};
    }));
    last_ = last;
    return {};
  });
}

void GateHouse::add(const Fact& fact, Bytes stored) {
  const auto taken_back = taken_back_by(fact);
  if (!taken_back && !decides_at_gate(fact.type())) return;
  changed_ = true;
  if (taken_back && !kept_.contains(*taken_back)) {
    taken_back_.insert(*taken_back);
    return;
  }
  if (fact.type() == EventType::POLICY_PUBLISHED || fact.type() == EventType::POLICY_RETIRED)
    policies_changed_ = true;
  kept_.emplace(fact.by(), std::move(stored));
}

Status GateHouse::make() {
  std::vector<Fact> facts;
  facts.reserve(kept_.size());
  for (const auto& [by, stored] : kept_) {
    LEDGER_ASSIGN(Fact fact, Fact::decode(by, stored));
    facts.push_back(std::move(fact));
  }
  if (policies_changed_) {
    LEDGER_ASSIGN(PolicyTimes policies, policy_times(facts, document_));
    known_.policies = std::make_shared<const PolicyTimes>(std::move(policies));
  }
  known_.house = std::make_shared<const House>(std::move(facts), std::vector<Fact>(), HouseCounts(),
                                               taken_back_);
  changed_ = policies_changed_ = false;
  return {};
}

} // namespace ledger
