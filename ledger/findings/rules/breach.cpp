// The register of breaches: GDPR art. 33 and 34.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>
#include <map>

namespace ledger::rules {
namespace {

using policy::RiskLevel;
using wire::Answer;
using wire::EventType;
using wire::Rule;

bool is_breach(const Fact& fact) {
  switch (fact.type()) {
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

// One entry of the register: what was said of one breach, in the order of what happened. It is
// judged by the policy of the time at which it was first reported.
struct Entry {
  std::vector<const Fact*> facts;
  const PolicyVersion* version = nullptr;

  [[nodiscard]] const policy::BreachRules& rules() const {
    return version->policy.contents().breach;
  }
  template <class Holds>
  [[nodiscard]] const Fact* first_that(Holds holds) const {
    const auto found =
        std::find_if(facts.begin(), facts.end(), [&](const Fact* fact) { return holds(*fact); });
    return found == facts.end() ? nullptr : *found;
  }
  [[nodiscard]] std::string_view kind() const {
    const Fact* says =
        first_that([](const Fact& fact) { return fact.clear().getBreachKind().size() > 0; });
    return says == nullptr ? std::string_view() : name_of(says->clear().getBreachKind());
  }
  // Whoever learns later that it was known before does not gain time by it.
  [[nodiscard]] Timestamp aware_at() const {
    std::optional<std::int64_t> aware;
    for (const Fact* fact : facts)
      if (const std::int64_t stated = fact->clear().getAwareAt(); stated != 0)
        aware = std::min(stated, aware.value_or(stated));
    return aware ? Timestamp(*aware) : facts.front()->at();
  }
};

using Told = std::span<const Fact* const>; // the first facts of an entry

// A stretch in which something was missing: because of a fact, until another.
struct Missing {
  Timestamp from;
  const Fact* because = nullptr;
  const Fact* until = nullptr;
};

// The first stretch, from `earliest` on, in which `is_missing` says so of what was told by then.
template <class IsMissing>
std::optional<Missing> first_missing(const Entry& entry, Timestamp earliest, IsMissing is_missing) {
  const Fact* since = nullptr;
  for (std::size_t count = 1; count <= entry.facts.size(); ++count) {
    const Fact* fact = entry.facts[count - 1];
    if (is_missing(Told(entry.facts).first(count))) {
      if (since == nullptr) since = fact;
      continue;
    }
    if (since != nullptr && std::max(earliest, since->at()) < fact->at())
      return Missing{std::max(earliest, since->at()), since, fact};
    since = nullptr;
  }
  if (since == nullptr) return std::nullopt;
  return Missing{std::max(earliest, since->at()), since, nullptr};
}

template <class Holds>
bool any_of(Told told, Holds holds) {
  return std::any_of(told.begin(), told.end(), [&](const Fact* fact) { return holds(*fact); });
}

bool has(Told told, EventType type) {
  return any_of(told, [&](const Fact& fact) { return fact.type() == type; });
}

RiskLevel last_risk(Told told, RiskLevel unstated) {
  RiskLevel risk = unstated;
  for (const Fact* fact : told)
    risk = risk_of(*fact).value_or(risk);
  return risk;
}

void report(const Entry& entry, const std::optional<Missing>& missing, FindingSink& sink) {
  if (!missing) return;
  Finding* finding =
      sink.add(Rule::F38, entry.kind(), missing->from, *missing->because, {entry.facts.front()});
  FindingSink::close(finding, missing->until);
}

// Art. 33(1). Whose risk nobody assessed has to be notified; what comes late needs a reason.
void f38_authority(const Entry& entry, FindingSink& sink) {
  const policy::BreachRules& rules = entry.rules();
  if (!rules.notify_authority_within) return;
  const Timestamp end = entry.version->calendar.end_of_term(
      entry.aware_at(), *rules.notify_authority_within, policy::Rollover::kNone);
  report(entry,
         first_missing(entry, end,
                       [&](Told told) {
                         const bool needed =
                             last_risk(told, RiskLevel::kRisk) > rules.notify_authority_unless;
                         const bool in_time = any_of(told, [&](const Fact& fact) {
                           return fact.type() == EventType::BREACH_NOTIFIED_AUTHORITY &&
                                  fact.at() < end;
                         });
                         const bool explained = any_of(told, [](const Fact& fact) {
                           return fact.clear().getDelayReason() != wire::DelayReason::UNSTATED;
                         });
                         const bool late =
                             has(told, EventType::BREACH_NOTIFIED_AUTHORITY) && explained;
                         return needed && !in_time && !late;
                       }),
         sink);
}

// Art. 34(1)
void f38_subjects(const Entry& entry, FindingSink& sink) {
  const policy::BreachRules& rules = entry.rules();
  const auto is_high = [&](RiskLevel risk) { return risk >= rules.notify_subjects_when; };
  const Fact* high = entry.first_that([&](const Fact& fact) {
    const auto risk = risk_of(fact);
    return risk && is_high(*risk);
  });
  if (high == nullptr) return;
  const Timestamp end =
      rules.notify_subjects_within
          ? entry.version->calendar.end_of_term(high->at(), *rules.notify_subjects_within,
                                                policy::Rollover::kNone)
          : high->at();
  report(entry,
         first_missing(entry, end,
                       [&](Told told) {
                         return is_high(last_risk(told, RiskLevel::kUnlikelyRisk)) &&
                                !has(told, EventType::BREACH_NOTIFIED_SUBJECTS);
                       }),
         sink);
}

// Art. 33(5): the facts, the effects and the remedy.
bool is_complete(Told told) {
  using Clear = wire::Clear::Reader;
  const auto says = [&](auto stated) {
    return any_of(told, [&](const Fact& fact) { return stated(fact.clear()); });
  };
  return says([](const Clear& clear) { return clear.getBreachKind().size() > 0; }) &&
         says([](const Clear& clear) { return clear.getAwareAt() != 0; }) &&
         says([](const Clear& clear) { return clear.getRisk() != wire::Risk::UNSTATED; }) &&
         says([](const Clear& clear) { return clear.getEffectsRecorded() == Answer::YES; }) &&
         says([](const Clear& clear) { return clear.getRemedyRecorded() == Answer::YES; });
}

void f38(const House& house, const PolicyTimes& policies, FindingSink& sink) {
  std::map<std::string_view, Entry> entries; // by reference
  for (const Fact& fact : house.facts())
    if (is_breach(fact)) entries[bytes_of(fact.clear().getCorrelation())].facts.push_back(&fact);
  for (auto& [reference, entry] : entries) {
    entry.version = policies.near(entry.facts.front()->at());
    if (entry.version == nullptr) continue;
    f38_authority(entry, sink);
    f38_subjects(entry, sink);
    report(entry,
           first_missing(
               entry, entry.facts.front()->at(),
               [](Told told) { return has(told, EventType::BREACH_CLOSED) && !is_complete(told); }),
           sink);
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F38, Severity::kHigh, "33, 34", nullptr, f38,
     "Een datalek ({about}) is te laat of niet gemeld, of het register ervan is onvolledig.",
     "Une violation ({about}) a été notifiée trop tard ou pas du tout, ou son entrée au registre "
     "est incomplète.",
     "A breach ({about}) was notified late or not at all, or its entry in the register is "
     "incomplete."},
};

} // namespace

std::span<const RuleInfo> breach_rules() {
  return kRules;
}

} // namespace ledger::rules
