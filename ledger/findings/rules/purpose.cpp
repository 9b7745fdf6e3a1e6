// What data is used for and on which ground: GDPR art. 5(1)(b), 6 and 9.
#include "ledger/findings/names.hpp"
#include "ledger/findings/purpose_watch.hpp"
#include "ledger/findings/rules/rules.hpp"
#include "ledger/findings/special_categories.hpp"

#include <set>

namespace ledger::rules {
namespace {

using policy::Ground;
using wire::EventType;
using wire::Rule;

bool is_handling(const Fact& fact) {
  return fact.type() == EventType::COLLECTION || PersonCase::is_processing(fact);
}

// Calls `each` for every activity that data was collected or used for.
template <class Each>
void for_each_activity(const PersonCase& person, Each each) {
  for (const Fact& fact : person.facts())
    if (is_handling(fact))
      for (const KnownActivity& activity : person.activities_of(fact))
        each(fact, activity);
}

bool serves_stated_relation(const Fact& fact, const policy::Activity& activity) {
  const std::string_view stated = name_of(fact.clear().getRelation());
  return stated.empty() || activity.serves(stated);
}

void f10(const PersonCase& person, FindingSink& sink) {
  PurposeWatch watch(person);
  // What only the statement lacks is said once for each version of the policy, not for every use.
  std::set<std::pair<const PolicyVersion*, std::string_view>> told;
  for (const Fact& fact : person.facts()) {
    if (!is_handling(fact)) continue;
    const bool collects = fact.type() == EventType::COLLECTION;
    for (const KnownActivity& activity : person.activities_of(fact)) {
      if (activity.policy == nullptr) continue; // F39
      const bool known =
          activity.activity != nullptr && serves_stated_relation(fact, *activity.activity);
      const Fact* origin = known && !collects ? watch.strayed_from(fact, activity) : nullptr;
      if (!known || origin != nullptr) {
        sink.add(Rule::F10, activity.id, fact.at(), fact, {origin});
      } else if (!activity.activity->declared &&
                 told.emplace(activity.policy, activity.id).second) {
        Finding* finding = sink.add(Rule::F10, activity.id, fact.at(), fact, {});
        if (finding != nullptr) finding->breaks = Breaks::kPromise;
      }
    }
    if (collects) watch.collected(fact);
  }
}

// The two lists of grounds are in the order of art. 6(1).
Ground claimed_by(const Fact& fact) {
  static_assert(static_cast<int>(wire::Ground::CONSENT) == static_cast<int>(Ground::kConsent) &&
                static_cast<int>(wire::Ground::LEGITIMATE_INTEREST) ==
                    static_cast<int>(Ground::kLegitimateInterest));
  return static_cast<Ground>(fact.clear().getGround());
}

void f11(const PersonCase& person, FindingSink& sink) {
  for_each_activity(person, [&](const Fact& fact, const KnownActivity& activity) {
    const Ground claimed = claimed_by(fact);
    if (claimed == Ground::kUnstated || activity.activity == nullptr) return;
    const Ground ground = PersonCase::ground_of(*activity.activity);
    const auto& further = activity.activity->further_grounds;
    if (ground == Ground::kUnstated || claimed == ground) return;
    if (!lists(further, claimed)) sink.add(Rule::F11, activity.id, fact.at(), fact, {});
  });
}

void f45(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (!is_handling(fact)) continue;
    const policy::Category* special = special_category_of(person, fact);
    if (special == nullptr && fact.clear().getSpecialCategory() != wire::Answer::YES) continue;
    const auto activities = person.activities_of(fact);
    for (const KnownActivity& activity : activities)
      if (!meets_condition(person, fact, activity))
        sink.add(Rule::F45, activity.id, fact.at(), fact, {});
    if (activities.empty())
      sink.add(Rule::F45, special == nullptr ? std::string_view() : special->id, fact.at(), fact,
               {});
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F10, Severity::kMedium, "5(1)(b), 6(4)", f10, nullptr,
     "Gegevens zijn verwerkt voor {about}: niet aangegeven, of niet waarvoor ze verzameld zijn.",
     "Des données ont été traitées pour {about} : non déclaré, ou autre que la finalité de leur "
     "collecte.",
     "Data was processed for {about}: not declared, or not what it was collected for."},
    {Rule::F11, Severity::kMedium, "6(1)", f11, nullptr,
     "Voor {about} is een andere rechtsgrond opgegeven dan die van het beleid.",
     "Pour {about}, la base juridique invoquée n'est pas celle de la politique.",
     "For {about} another legal ground was claimed than that of the policy."},
    {Rule::F45, Severity::kHigh, "9", f45, nullptr,
     "Bijzondere gegevens zijn verwerkt ({about}) zonder een voorwaarde die dat toelaat.",
     "Des données particulières ont été traitées ({about}) sans condition qui le permette.",
     "Special data was processed ({about}) without a condition that allows it."},
};

} // namespace

std::span<const RuleInfo> purpose_rules() {
  return kRules;
}

} // namespace ledger::rules
