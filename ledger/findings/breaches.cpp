#include "ledger/findings/breaches.hpp"

#include "ledger/base/time_range.hpp"
#include "ledger/findings/names.hpp"

#include <map>

namespace ledger {
namespace {

using policy::RiskLevel;
using wire::Answer;
using wire::EventType;

template <class Holds>
bool any_of(BreachFacts told, Holds holds) {
  return first_that(told, holds) != nullptr;
}

RiskLevel last_risk(BreachFacts told, RiskLevel unstated) {
  const Fact* says = last_that(told, [](const Fact& fact) { return risk_of(fact).has_value(); });
  return says == nullptr ? unstated : *risk_of(*says);
}

} // namespace

std::string_view BreachEntry::reference() const {
  return bytes_of(facts.front()->clear().getCorrelation());
}

std::string_view BreachEntry::kind() const {
  const Fact* says =
      first_that(facts, [](const Fact& fact) { return fact.clear().getBreachKind().size() > 0; });
  return says == nullptr ? std::string_view() : name_of(says->clear().getBreachKind());
}

std::optional<Timestamp> BreachEntry::stated_aware_at() const {
  std::optional<Timestamp> aware;
  for (const Fact* fact : facts)
    if (const Timestamp stated(fact->clear().getAwareAt()); stated != Timestamp())
      aware = std::clamp(std::min(stated, aware.value_or(stated)), kEarliestTime, kLatestTime);
  return aware;
}

Timestamp BreachEntry::aware_at() const {
  return stated_aware_at().value_or(facts.front()->at());
}

std::optional<Timestamp> BreachEntry::authority_end() const {
  if (version == nullptr) return std::nullopt;
  const auto& within = version->policy.contents().breach.notify_authority_within;
  if (!within) return std::nullopt;
  return version->calendar.end_of_term(aware_at(), *within, policy::Rollover::kNone);
}

std::optional<Timestamp> BreachEntry::subjects_end() const {
  if (version == nullptr) return std::nullopt;
  const policy::BreachRules& rules = version->policy.contents().breach;
  const Fact* high = first_that(facts, [&](const Fact& fact) {
    const auto risk = risk_of(fact);
    return risk && *risk >= rules.notify_subjects_when;
  });
  if (high == nullptr) return std::nullopt;
  if (!rules.notify_subjects_within) return high->at();
  return version->calendar.end_of_term(high->at(), *rules.notify_subjects_within,
                                       policy::Rollover::kNone);
}

bool BreachEntry::needs_authority_notice(BreachFacts told) const {
  return version != nullptr && last_risk(told, RiskLevel::kRisk) >
                                   version->policy.contents().breach.notify_authority_unless;
}

bool BreachEntry::needs_subjects_notice(BreachFacts told) const {
  return version != nullptr && last_risk(told, RiskLevel::kUnlikelyRisk) >=
                                   version->policy.contents().breach.notify_subjects_when;
}

bool BreachEntry::lacks_authority_notice(BreachFacts told, Timestamp end) const {
  if (!needs_authority_notice(told)) return false;
  const Fact* notice = first_of(told, EventType::BREACH_NOTIFIED_AUTHORITY);
  if (notice == nullptr) return true;
  const bool explained = any_of(told, [](const Fact& fact) {
    return fact.clear().getDelayReason() != wire::DelayReason::UNSTATED;
  });
  return notice->at() >= end && !explained;
}

bool BreachEntry::lacks_subjects_notice(BreachFacts told) const {
  return needs_subjects_notice(told) &&
         first_of(told, EventType::BREACH_NOTIFIED_SUBJECTS) == nullptr;
}

bool concerns_breaches(EventType type) {
  switch (type) {
  case EventType::BREACH_DETECTED:
  case EventType::BREACH_ASSESSED:
  case EventType::BREACH_NOTIFIED_AUTHORITY:
  case EventType::BREACH_NOTIFIED_SUBJECTS:
  case EventType::BREACH_CLOSED:
    return true;
  default:
    return false;
  }
}

std::vector<BreachEntry> breaches_of(std::span<const Fact> house, const PolicyTimes& policies) {
  std::map<std::string_view, BreachEntry> by_reference;
  for (const Fact& fact : house)
    if (concerns_breaches(fact.type()))
      by_reference[bytes_of(fact.clear().getCorrelation())].facts.push_back(&fact);
  std::vector<BreachEntry> entries;
  entries.reserve(by_reference.size());
  for (auto& [reference, entry] : by_reference) {
    entry.version = policies.near(entry.facts.front()->at());
    entries.push_back(std::move(entry));
  }
  return entries;
}

const Fact* first_of(BreachFacts told, EventType type) {
  return first_that(told, [&](const Fact& fact) { return fact.type() == type; });
}

std::optional<RiskLevel> risk_of(const Fact& fact) {
  switch (fact.clear().getRisk()) {
  case wire::Risk::UNLIKELY:
    return RiskLevel::kUnlikelyRisk;
  case wire::Risk::LIKELY:
    return RiskLevel::kRisk;
  case wire::Risk::HIGH:
    return RiskLevel::kHighRisk;
  default:
    return std::nullopt;
  }
}

bool effects_recorded(BreachFacts told) {
  return any_of(told,
                [](const Fact& fact) { return fact.clear().getEffectsRecorded() == Answer::YES; });
}

bool remedy_recorded(BreachFacts told) {
  return any_of(told,
                [](const Fact& fact) { return fact.clear().getRemedyRecorded() == Answer::YES; });
}

bool is_complete(BreachFacts told) {
  using Clear = wire::Clear::Reader;
  const auto says = [&](auto stated) {
    return any_of(told, [&](const Fact& fact) { return stated(fact.clear()); });
  };
  return says([](const Clear& clear) { return clear.getBreachKind().size() > 0; }) &&
         says([](const Clear& clear) { return clear.getAwareAt() != 0; }) &&
         says([](const Clear& clear) { return clear.getRisk() != wire::Risk::UNSTATED; }) &&
         effects_recorded(told) && remedy_recorded(told);
}

} // namespace ledger
