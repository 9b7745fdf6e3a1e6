// Which data: GDPR art. 5(1)(c) and 13, and what the policy lists for each relation and activity.
#include "ledger/findings/names.hpp"
#include "ledger/findings/person_relations.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;
using Names = std::vector<std::string_view>;

bool contains(const policy::Slugs& slugs, std::string_view slug) {
  return std::find(slugs.begin(), slugs.end(), slug) != slugs.end();
}

// In which relations the data is handled: the one that the fact names, else those of the activity,
// of which only those that the person is in, if any. Empty: it cannot be said.
Names relations_for(const Names& current, const Fact& fact, const policy::Activity* activity) {
  const std::string_view stated = name_of(fact.clear().getRelation());
  if (!stated.empty()) return {stated};
  Names served;
  if (activity != nullptr) served.assign(activity->relations.begin(), activity->relations.end());
  if (served.size() == 1) return served;
  if (served.empty()) return current;
  Names both = current;
  std::erase_if(both, [&](std::string_view relation) { return !activity->serves(relation); });
  return both.empty() ? served : both;
}

bool has_other_phone(policy::PhoneQualifier listed, wire::PhoneKind stated) {
  return (listed == policy::PhoneQualifier::kMobile && stated == wire::PhoneKind::FIXED) ||
         (listed == policy::PhoneQualifier::kFixed && stated == wire::PhoneKind::MOBILE);
}

bool lists(const policy::Relation& relation, std::string_view category, const Fact& fact) {
  if (!contains(relation.categories, category)) return false;
  return std::none_of(relation.qualifiers.begin(), relation.qualifiers.end(),
                      [&](const policy::Relation::Qualified& each) {
                        return each.category == category &&
                               has_other_phone(each.qualifier, fact.clear().getPhoneKind());
                      });
}

// One reading of a fact: an activity, if it names one, in certain relations.
struct Reading {
  const policy::Activity* activity = nullptr;
  Names relations;
};

std::vector<Reading> readings_of(const PersonCase& person, const Names& current, const Fact& fact) {
  std::vector<Reading> readings;
  for (const KnownActivity& known : person.activities_of(fact))
    if (known.activity != nullptr)
      readings.push_back({known.activity, relations_for(current, fact, known.activity)});
  // F10 speaks of unknown activities; the relation's list holds all the same.
  if (readings.empty()) readings.push_back({nullptr, relations_for(current, fact, nullptr)});
  return readings;
}

bool allows(const Reading& reading, const policy::Contents& policy, std::string_view category,
            const Fact& fact) {
  if (reading.activity != nullptr && !reading.activity->categories.empty() &&
      !contains(reading.activity->categories, category))
    return false;
  if (reading.relations.empty())
    return std::any_of(policy.relations.begin(), policy.relations.end(),
                       [&](const policy::Relation& each) { return lists(each, category, fact); });
  return std::any_of(reading.relations.begin(), reading.relations.end(),
                     [&](std::string_view relation) {
                       const policy::Relation* known = policy.relations.find(relation);
                       return known != nullptr && lists(*known, category, fact);
                     });
}

void f08_for(const std::vector<Reading>& readings, const Fact& fact, const policy::Contents& policy,
             FindingSink& sink) {
  for (const std::string_view category : names_of(fact.clear().getCategories())) {
    const bool listed = std::any_of(readings.begin(), readings.end(), [&](const Reading& reading) {
      return allows(reading, policy, category, fact);
    });
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
      f08_for(readings_of(person, relations.current(), fact), fact, version->policy.contents(),
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
