#include "ledger/findings/profiling.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

bool denies_profiling(const PolicyVersion* version) {
  if (version == nullptr) return false;
  const auto& clauses = version->policy.contents().clauses;
  return std::any_of(clauses.begin(), clauses.end(), [](const policy::Clause& clause) {
    return lists(clause.traits, policy::ClauseTrait::kDeniesProfiling);
  });
}

} // namespace

std::optional<Breaks> profiling_breaks(const Fact& fact, const KnownActivity& activity) {
  const wire::Operation operation = fact.clear().getOperation();
  if (operation != wire::Operation::PROFILE && operation != wire::Operation::DECIDE)
    return std::nullopt;
  const bool foreseen = activity.activity != nullptr && activity.activity->automated;
  if (operation == wire::Operation::DECIDE && !foreseen) return Breaks::kLaw;
  if (denies_profiling(activity.policy)) return Breaks::kPromise;
  return std::nullopt;
}

} // namespace ledger
