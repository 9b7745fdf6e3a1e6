#include "ledger/findings/objections.hpp"

#include "ledger/findings/names.hpp"

namespace ledger {

using policy::Ground;

bool may_be_objected_to(const policy::Activity& activity) {
  const Ground ground = PersonCase::ground_of(activity);
  return ground == Ground::kLegitimateInterest || ground == Ground::kPublicTask;
}

bool is_objection_promised(const KnownActivity& activity) {
  const Ground ground = PersonCase::ground_of(*activity.activity);
  for (const policy::RightRule& right : activity.policy->policy.contents().rights) {
    if (right.article != "21" && !right.article.starts_with("21(")) continue;
    const auto& promised = right.promised_grounds;
    if (promised.empty() || lists(promised, ground)) return true;
  }
  return false;
}

bool is_upheld(const Fact& assessment) {
  const wire::Outcome outcome = assessment.clear().getOutcome();
  return outcome == wire::Outcome::UPHELD || outcome == wire::Outcome::FULFILLED;
}

std::optional<PersonCase::Objection>
binding_objection(const PersonCase& person, const Moment& moment, const KnownActivity& activity) {
  if (!may_be_objected_to(*activity.activity) && !is_objection_promised(activity))
    return std::nullopt;
  for (const PersonCase::Objection& objection : person.objections_before(moment, activity.id)) {
    const bool refused = objection.assessed != nullptr && !is_upheld(*objection.assessed);
    if (objection.lifted == nullptr && !refused) return objection;
  }
  return std::nullopt;
}

} // namespace ledger
