#include "ledger/findings/keeping.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using policy::Rollover;
using wire::EventType;

using Facts = std::vector<const Fact*>;

// Holds and their releases, the person's and the house's.
Facts holds_of(const PersonCase& person) {
  const auto of_house = person.house().hold_facts();
  Facts facts(of_house.begin(), of_house.end());
  for (const Fact& fact : person.facts())
    if (fact.type() == EventType::HOLD_PLACED || fact.type() == EventType::HOLD_RELEASED)
      facts.push_back(&fact);
  std::sort(facts.begin(), facts.end(),
            [](const Fact* a, const Fact* b) { return happened_before(*a, *b); });
  return facts;
}

const Fact* release_after(const Facts& holds, const Fact& from, capnp::Data::Reader hold) {
  for (const Fact* fact : holds)
    if (fact->type() == EventType::HOLD_RELEASED && happened_before(from, *fact) &&
        fact->clear().getHold() == hold)
      return fact;
  return nullptr;
}

Keeping until_released(const Facts& holds, const Fact& placed) {
  Keeping keeping{&placed, std::nullopt, true,
                  release_after(holds, placed, placed.clear().getHold())};
  if (keeping.released != nullptr) keeping.to = keeping.released->at();
  return keeping;
}

std::optional<Keeping> deferral(const PersonCase& person, const Facts& holds,
                                const Fact& deferred) {
  if (deferred.clear().getHold().size() != 0) return until_released(holds, deferred);
  Keeping keeping{&deferred, std::nullopt, false, nullptr};
  if (deferred.clear().getDueAt() != 0) {
    keeping.to = Timestamp(deferred.clear().getDueAt());
    return keeping;
  }
  if (deferred.clear().getHoldGround() != wire::ErasureException::UNSTATED) return keeping;
  const PolicyVersion* version = person.policies().near(deferred.at());
  const policy::RetentionRule* rule =
      version == nullptr ? nullptr
                         : version->policy.retention(name_of(deferred.clear().getRetentionRule()));
  if (rule == nullptr || !rule->review) return std::nullopt;
  keeping.to = version->calendar.end_of_term(deferred.at(), *rule->review, Rollover::kNone);
  return keeping;
}

} // namespace

bool Keeping::takes_in(const Holding& holding) const {
  if (placed->type() == EventType::RETENTION_DEFERRED &&
      (holding.rule == nullptr || name_of(placed->clear().getRetentionRule()) != holding.rule->id))
    return false;
  return ledger::takes_in(placed->clear(), holding);
}

std::vector<Keeping> keepings_of(const PersonCase& person) {
  const Facts holds = holds_of(person);
  std::vector<Keeping> keepings;
  for (const Fact* fact : holds)
    if (fact->type() == EventType::HOLD_PLACED) keepings.push_back(until_released(holds, *fact));
  for (const Fact& fact : person.facts())
    if (fact.type() == EventType::RETENTION_DEFERRED)
      if (const auto keeping = deferral(person, holds, fact)) keepings.push_back(*keeping);
  std::erase_if(keepings,
                [](const Keeping& each) { return each.to && *each.to <= each.placed->at(); });
  std::sort(keepings.begin(), keepings.end(), [](const Keeping& a, const Keeping& b) {
    return happened_before(*a.placed, *b.placed);
  });
  return keepings;
}

const Keeping* keeping_at(std::span<const Keeping> keepings, const Holding& holding,
                          Timestamp time) {
  const Keeping* longest = nullptr;
  for (const Keeping& each : keepings) {
    if (!each.holds_at(time) || !each.takes_in(holding)) continue;
    const bool longer = longest == nullptr || !each.to || (longest->to && *longest->to < *each.to);
    if (longer) longest = &each;
  }
  return longest;
}

const Fact* next_keeping(std::span<const Keeping> keepings, const Holding& holding,
                         Timestamp time) {
  for (const Keeping& each : keepings)
    if (time < each.placed->at() && each.takes_in(holding)) return each.placed;
  return nullptr;
}

std::optional<Timestamp> resume_by(const PersonCase& person, const Fact& release) {
  const PolicyVersion* version = person.policies().near(release.at());
  if (version == nullptr) return std::nullopt;
  return version->calendar.end_of_term(
      release.at(), version->policy.contents().parameters.hold_resume_within, Rollover::kNone);
}

std::optional<Timestamp> kept_on_from(const PersonCase& person, std::span<const Keeping> keepings,
                                      const Holding& holding, const Fact& release) {
  if (keeping_at(keepings, holding, release.at()) != nullptr) return release.at();
  const auto late = resume_by(person, release);
  if (late && keeping_at(keepings, holding, *late) != nullptr) return late;
  return std::nullopt;
}

} // namespace ledger
