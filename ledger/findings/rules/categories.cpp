// Which data: GDPR art. 5(1)(c) and 13, and what the policy lists for each relation and activity.
#include "ledger/findings/category_lists.hpp"
#include "ledger/findings/names.hpp"
#include "ledger/findings/person_relations.hpp"
#include "ledger/findings/rules/rules.hpp"

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

void f08_for(const CategoryLists& lists, const Fact& fact, const policy::Contents& policy,
             FindingSink& sink) {
  for (const std::string_view category : names_of(fact.clear().getCategories())) {
    const bool listed = lists.admit(category);
    const policy::Category* known = policy.categories.find(category);
    if (listed && known != nullptr && known->declared) continue;
    Finding* finding = sink.add(Rule::F08, category, fact.at(), fact, {});
    // The officer knows of it, only the statement does not.
    if (finding != nullptr && listed) finding->breaks = Breaks::kPromise;
  }
}

void f08(const PersonCase& person, FindingSink& sink) {
  RelationsSoFar relations(person);
  for (const Fact& fact : person.facts()) {
    const bool handles = fact.type() == EventType::COLLECTION || PersonCase::is_processing(fact);
    const PolicyVersion* version = person.policies().at(fact.at());
    if (handles && version != nullptr && fact.clear().getCategories().size() > 0)
      f08_for(CategoryLists(person, relations.current(), fact), fact, version->policy.contents(),
              sink);
    relations.add(fact);
  }
}

void f09(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::COLLECTION) continue;
    const PolicyVersion* version = person.policies().at(fact.at());
    if (version == nullptr) continue;
    if (fact.clear().getDataSource() == wire::DataSource::DATA_SUBJECT &&
        fact.clear().getVolunteered() == wire::Answer::YES)
      continue;
    for (const std::string_view category : names_of(fact.clear().getCategories())) {
      const policy::Category* known = version->policy.category(category);
      if (known != nullptr && known->catch_all) sink.add(Rule::F09, category, fact.at(), fact, {});
    }
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F08, Severity::kMedium, "5(1)(c), 13", f08, nullptr,
     "Een gegeven ({about}) is verzameld of gebruikt dat de verklaring voor deze relatie of "
     "activiteit niet noemt.",
     "Une donnée ({about}) que la déclaration ne mentionne pas pour cette relation ou activité a "
     "été collectée ou utilisée.",
     "Data ({about}) was collected or used that the statement does not list for this relation or "
     "activity."},
    {Rule::F09, Severity::kMedium, "5(1)(a), 5(1)(c)", f09, nullptr,
     "{about}: zo opgenomen, hoewel niet is gesteld dat de persoon het zelf uit eigen beweging "
     "gaf.",
     "{about} : enregistré ainsi, sans que la personne l'ait donné elle-même et spontanément.",
     "{about}: recorded as such, though not given by the person, unasked."},
};

} // namespace

std::span<const RuleInfo> category_rules() {
  return kRules;
}

} // namespace ledger::rules
