// What data is used for and on which ground: GDPR art. 5(1)(b), 6 and 9.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>
#include <map>
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

bool may_use(const policy::Activity& activity, std::string_view category) {
  const policy::Slugs& own = activity.categories;
  return own.empty() || std::find(own.begin(), own.end(), category) != own.end();
}

// What the policy of the time said, when this was collected, that such data is used for: the
// purposes of all that it does with them in those relations, and what the collection itself names.
bool was_specified(const PersonCase& person, const Fact& collection, std::string_view category,
                   std::string_view purpose) {
  if (name_of(collection.clear().getPurpose()) == purpose) return true;
  const PolicyVersion* version = person.policies().at(collection.at());
  if (version == nullptr) return true; // nobody can say
  const auto relations = person.relations_of(collection);
  const auto named = collection.clear().getActivities();
  for (const policy::Activity& activity : version->policy.contents().activities) {
    if (activity.purpose != purpose) continue;
    if (names(named, activity.id)) return true;
    const bool served = std::any_of(relations.begin(), relations.end(),
                                    [&](std::string_view each) { return activity.serves(each); });
    if ((relations.empty() || served) && may_use(activity, category)) return true;
  }
  return false;
}

// GDPR art. 6(4) lets consent and law carry data to another purpose.
bool may_change_purpose(const KnownActivity& activity, const Fact& fact) {
  const Ground ground = PersonCase::ground_of(*activity.activity);
  return ground == Ground::kConsent || ground == Ground::kLegalObligation ||
         fact.clear().getCompelled() == wire::Answer::YES;
}

// The facts of one person in their order, with what was collected so far.
class PurposeWatch {
 public:
  explicit PurposeWatch(const PersonCase& person) : person_(person) {}

  void collected(const Fact& fact) {
    for (const std::string_view category : names_of(fact.clear().getCategories()))
      collections_[category].push_back(&fact);
  }
  // The last collection of one of the data that were collected for other purposes only; null when
  // there is none, or the change of purpose was assessed.
  [[nodiscard]] const Fact* strayed_from(const Fact& fact, const KnownActivity& activity) const {
    if (may_change_purpose(activity, fact)) return nullptr;
    const std::string_view stated = name_of(fact.clear().getPurpose());
    const std::string_view purpose = stated.empty() ? activity.activity->purpose : stated;
    for (const std::string_view category : names_of(fact.clear().getCategories())) {
      const auto found = collections_.find(category);
      if (found == collections_.end()) continue; // unknown whence
      const auto& all = found->second;
      const bool specified = std::any_of(all.rbegin(), all.rend(), [&](const Fact* collection) {
        return was_specified(person_, *collection, category, purpose);
      });
      if (!specified)
        return person_.house().compatibility_before(fact.moment(), purpose, activity.id) == nullptr
                   ? all.back()
                   : nullptr;
    }
    return nullptr;
  }

 private:
  const PersonCase& person_;
  std::map<std::string_view, std::vector<const Fact*>> collections_;
};

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
    if (std::find(further.begin(), further.end(), claimed) == further.end())
      sink.add(Rule::F11, activity.id, fact.at(), fact, {});
  });
}

// The first of the data that is special by its kind.
const policy::Category* special_category_of(const PersonCase& person, const Fact& fact) {
  const PolicyVersion* version = person.policies().at(fact.at());
  if (version == nullptr) return nullptr;
  for (const std::string_view id : names_of(fact.clear().getCategories())) {
    const policy::Category* category = version->policy.category(id);
    if (category != nullptr && category->special_category) return category;
  }
  return nullptr;
}

// The conditions of art. 9(2) are the policy's word, but consent must be there.
bool meets_condition(const PersonCase& person, const Fact& fact, const KnownActivity& activity) {
  if (activity.activity == nullptr) return false;
  const policy::SpecialCondition condition = activity.activity->special_condition;
  if (condition == policy::SpecialCondition::kExplicitConsent)
    return person.consent_before(fact.moment(), activity.id).standing == ConsentStanding::kValid;
  return condition != policy::SpecialCondition::kNone;
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
