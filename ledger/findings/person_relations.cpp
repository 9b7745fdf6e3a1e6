#include "ledger/findings/person_relations.hpp"

#include "ledger/event/taxonomy.hpp"
#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using wire::EventType;

} // namespace

void RelationsSoFar::begin(std::string_view relation) {
  end(relation);
  current_.push_back(relation);
}

void RelationsSoFar::end(std::string_view relation) {
  std::erase(current_, relation);
}

void RelationsSoFar::end_and_follow(std::string_view relation, const PolicyVersion* version) {
  end(relation);
  if (version == nullptr) return;
  for (const policy::Relation& next : version->policy.contents().relations)
    if (next.follows == relation) begin(next.id);
}

void RelationsSoFar::add(const Fact& fact) {
  const auto relations = person_.relations_of(fact);
  // An activity for several groups does not say to which of them the person belongs.
  if (relations.size() != 1) return;
  const std::string_view relation = relations.front();
  if (fact.type() == EventType::RELATION_STARTED) return begin(relation);
  const PolicyVersion* version = person_.policies().near(fact.at());
  if (fact.type() == EventType::RELATION_ENDED) return end_and_follow(relation, version);
  const policy::Relation* known = version == nullptr ? nullptr : version->policy.relation(relation);
  const TypeInfo* type = type_info(fact.type());
  if (known == nullptr || type == nullptr) return;
  if (lists(known->starts_on, type->name)) begin(relation);
  if (lists(known->ends_on, type->name)) end(relation);
}

std::vector<std::string_view> PersonCase::relations_of(const Fact& fact) const {
  const std::string_view stated = name_of(fact.clear().getRelation());
  if (!stated.empty()) return {stated};
  std::vector<std::string_view> relations;
  for (const KnownActivity& activity : activities_of(fact)) {
    if (activity.activity == nullptr) continue;
    const policy::Slugs& served = activity.activity->relations;
    if (served.empty()) return {};
    for (const std::string& relation : served)
      if (!lists(relations, relation)) relations.push_back(relation);
  }
  return relations;
}

bool PersonCase::is_communication(const Fact& fact) const {
  if (fact.type() != EventType::USE && fact.type() != EventType::USE_BATCH) return false;
  const wire::Operation operation = fact.clear().getOperation();
  if (operation != wire::Operation::UNSTATED) return operation == wire::Operation::SEND;
  if (fact.type() == EventType::USE_BATCH) return true;
  const auto activities = activities_of(fact);
  return std::any_of(activities.begin(), activities.end(), [](const KnownActivity& activity) {
    return activity.activity != nullptr && activity.activity->direct_marketing;
  });
}

} // namespace ledger
