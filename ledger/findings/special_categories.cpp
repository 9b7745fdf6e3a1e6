#include "ledger/findings/special_categories.hpp"

#include "ledger/findings/names.hpp"

namespace ledger {

const policy::Category* special_category_of(const PersonCase& person, const Fact& fact) {
  const PolicyVersion* version = person.policies().at(fact.at());
  if (version == nullptr) return nullptr;
  for (const std::string_view id : names_of(fact.clear().getCategories())) {
    const policy::Category* category = version->policy.category(id);
    if (category != nullptr && category->special_category) return category;
  }
  return nullptr;
}

bool meets_condition(const PersonCase& person, const Fact& fact, const KnownActivity& activity) {
  if (activity.activity == nullptr) return false;
  const policy::SpecialCondition condition = activity.activity->special_condition;
  if (condition == policy::SpecialCondition::kExplicitConsent)
    return person.consent_before(fact.moment(), activity.id).standing == ConsentStanding::kValid;
  return condition != policy::SpecialCondition::kNone;
}

} // namespace ledger
