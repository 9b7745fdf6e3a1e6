// What the records themselves show to be doubtful: GDPR art. 5(1)(f), 5(2) and 24. An id that was
// posted again with other contents is refused by the daemon, leaves no record and is not found
// here.
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>
#include <map>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

// What is older than the ledger can be neither checked nor told in time.
bool is_imported(const Fact& fact) {
  return fact.clear().getBeforeLedger() == wire::Answer::YES;
}

bool held_at(const PolicyTimes& policies, Sequence published, Timestamp time) {
  const auto& versions = policies.versions();
  return std::any_of(versions.begin(), versions.end(), [&](const PolicyVersion& version) {
    return version.by == published && version.from <= time && (!version.to || time < *version.to);
  });
}

// An event is at home under the policy that held when it happened, and may be checked under the one
// that held when it was told.
bool has_policy(const PolicyTimes& policies, const Fact& fact) {
  return policies.at(fact.at()) != nullptr &&
         (held_at(policies, fact.policy_sequence(), fact.at()) ||
          held_at(policies, fact.policy_sequence(), fact.recorded_at()));
}

void f39(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    const bool matters = PersonCase::is_processing(fact) || fact.type() == EventType::COLLECTION;
    if (matters && !is_imported(fact) && !has_policy(person.policies(), fact))
      sink.add(Rule::F39, {}, fact.at(), fact, {});
  }
}

void f40_backdated(std::span<const Fact> facts, const PolicyTimes& policies, FindingSink& sink) {
  for (const Fact& fact : facts) {
    const PolicyVersion* version = is_imported(fact) ? nullptr : policies.near(fact.at());
    if (version == nullptr) continue;
    const Timestamp end = version->calendar.end_of_term(
        fact.at(), version->policy.contents().ledger.backdating_tolerance, policy::Rollover::kNone);
    if (end <= fact.recorded_at()) sink.add(Rule::F40, {}, fact.recorded_at(), fact, {});
  }
}

void f40_of_person(const PersonCase& person, FindingSink& sink) {
  f40_backdated(person.facts(), person.policies(), sink);
}

void f40_of_house(const House& house, const PolicyTimes& policies, FindingSink& sink) {
  f40_backdated(house.facts(), policies, sink);
  for (const Fact& fact : house.facts()) {
    if (fact.type() != EventType::LEDGER_CLOCK_ANOMALY || !fact.control().isClockAnomaly())
      continue;
    const auto anomaly = fact.control().getClockAnomaly();
    if (anomaly.getFound() < anomaly.getExpected()) sink.add(Rule::F40, {}, fact.at(), fact, {});
  }
}

// A source was heard and then not for as long as the policy allows, until it was heard again. By
// the times of the records: what an application says of earlier days fills no silence.
void f41(const House& house, const PolicyTimes& policies, FindingSink& sink) {
  std::map<std::string_view, const Fact*> last; // by source
  const auto silent_from = [&](const Fact& fact) -> std::optional<Timestamp> {
    const PolicyVersion* version = policies.near(fact.recorded_at());
    if (version == nullptr) return std::nullopt;
    return version->calendar.end_of_term(fact.recorded_at(),
                                         version->policy.contents().parameters.source_silence,
                                         policy::Rollover::kNone);
  };
  for (const Fact& fact : house.heard()) {
    if (fact.source().empty()) continue;
    const Fact*& before = last[fact.source()];
    const auto end = before == nullptr ? std::nullopt : silent_from(*before);
    if (end && *end <= fact.recorded_at()) {
      Finding* finding = sink.add(Rule::F41, fact.source(), *end, *before, {});
      FindingSink::close(finding, &fact);
    }
    before = &fact;
  }
  for (const auto& [source, fact] : last)
    if (const auto end = silent_from(*fact)) sink.add(Rule::F41, source, *end, *fact, {});
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F39, Severity::kMedium, "24", f39, nullptr,
     "Er gebeurde iets met gegevens terwijl geen beleid van kracht was.",
     "Des données ont été traitées alors qu'aucune politique n'était en vigueur.",
     "Something was done with data while no policy was in force."},
    {Rule::F40, Severity::kLow, "5(1)(f)", f40_of_person, f40_of_house,
     "Iets is veel later gemeld dan het gebeurde, of de klok werd teruggezet.",
     "Un fait a été signalé bien après coup, ou l'horloge a été reculée.",
     "Something was reported long after it happened, or the clock was set back."},
    {Rule::F41, Severity::kMedium, "5(2)", nullptr, f41,
     "Van {about} is te lang niets vernomen: wat daar gebeurde, kan ontbreken.",
     "Rien n'est venu de {about} depuis trop longtemps : des faits peuvent manquer.",
     "Nothing was heard of {about} for too long: what happened there may be missing."},
};

} // namespace

std::span<const RuleInfo> ledger_rules() {
  return kRules;
}

} // namespace ledger::rules
