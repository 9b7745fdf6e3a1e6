#include "ledger/findings/category_lists.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using Names = std::vector<std::string_view>;

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

} // namespace

CategoryLists::CategoryLists(const PersonCase& person, const Names& current, const Fact& fact)
    : fact_(fact) {
  const PolicyVersion* version = person.policies().at(fact.at());
  if (version == nullptr) return;
  policy_ = &version->policy.contents();
  for (const KnownActivity& known : person.activities_of(fact))
    if (known.activity != nullptr)
      readings_.push_back({known.activity, relations_for(current, fact, known.activity)});
  // F10 speaks of unknown activities; the relation's list holds all the same.
  if (readings_.empty()) readings_.push_back({nullptr, relations_for(current, fact, nullptr)});
}

bool CategoryLists::admit(std::string_view category) const {
  return std::any_of(readings_.begin(), readings_.end(),
                     [&](const Reading& reading) { return admits(reading, category); });
}

bool CategoryLists::admits(const Reading& reading, std::string_view category) const {
  if (reading.activity != nullptr && !reading.activity->categories.empty() &&
      !lists(reading.activity->categories, category))
    return false;
  if (reading.relations.empty())
    return std::any_of(policy_->relations.begin(), policy_->relations.end(),
                       [&](const policy::Relation& each) { return admits(each, category); });
  return std::any_of(reading.relations.begin(), reading.relations.end(),
                     [&](std::string_view relation) {
                       const policy::Relation* known = policy_->relations.find(relation);
                       return known != nullptr && admits(*known, category);
                     });
}

bool CategoryLists::admits(const policy::Relation& relation, std::string_view category) const {
  if (!lists(relation.categories, category)) return false;
  return std::none_of(relation.qualifiers.begin(), relation.qualifiers.end(),
                      [&](const policy::Relation::Qualified& each) {
                        return each.category == category &&
                               has_other_phone(each.qualifier, fact_.clear().getPhoneKind());
                      });
}

} // namespace ledger
