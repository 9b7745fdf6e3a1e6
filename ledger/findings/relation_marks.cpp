#include "ledger/findings/relation_marks.hpp"

#include "ledger/event/taxonomy.hpp"
#include "ledger/findings/names.hpp"

#include <set>

namespace ledger {
namespace {

using policy::Relation;
using wire::EventType;

// The relations that the data belongs to, in one policy.
std::vector<const Relation*> relations_of(const Fact& collection, std::string_view activity,
                                          const Policy& policy) {
  std::vector<const Relation*> relations;
  const std::string_view stated = name_of(collection.clear().getRelation());
  const policy::Activity* known = policy.activity(activity);
  for (const Relation& relation : policy.contents().relations) {
    const bool serves = known == nullptr || known->serves(relation.id);
    if (stated.empty() ? serves : relation.id == stated) relations.push_back(&relation);
  }
  return relations;
}

bool is_about(const Fact& fact, const Relation& relation, const Policy& policy) {
  const std::string_view stated = name_of(fact.clear().getRelation());
  if (!stated.empty()) return stated == relation.id;
  for (const std::string_view id : names_of(fact.clear().getActivities())) {
    const policy::Activity* activity = policy.activity(id);
    if (activity != nullptr && !activity->relations.empty() && activity->serves(relation.id))
      return true;
  }
  return false;
}

bool begins(const Fact& fact, const Relation& relation) {
  return fact.type() == EventType::RELATION_STARTED ||
         lists(relation.starts_on, type_name(fact.type()));
}

bool ends(const Fact& fact, const Relation& relation) {
  return fact.type() == EventType::RELATION_ENDED ||
         lists(relation.ends_on, type_name(fact.type()));
}

} // namespace

std::vector<RelationMark> relation_marks(const PersonCase& person, const Fact& collection,
                                         std::string_view activity) {
  std::vector<RelationMark> marks;
  std::set<std::string_view> going_on;
  for (const Fact& fact : person.facts()) {
    const PolicyVersion* version = person.policies().near(fact.at());
    if (version == nullptr) continue;
    bool begun = false;
    bool ended = false;
    for (const Relation* relation : relations_of(collection, activity, version->policy)) {
      if (!is_about(fact, *relation, version->policy)) continue;
      if (ends(fact, *relation)) {
        going_on.erase(relation->id);
        ended = true;
      } else if (begins(fact, *relation)) {
        going_on.insert(relation->id);
        begun = true;
      }
    }
    if (begun) marks.push_back({&fact, false});
    if (ended && !begun && going_on.empty()) marks.push_back({&fact, true});
  }
  return marks;
}

} // namespace ledger
