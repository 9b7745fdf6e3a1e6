// F37 to F40: staff, mishaps, and what the records themselves show to be doubtful.
#include "tools/simulate/breach.hpp"

namespace ledger::tools {

namespace {

Status look_up_without_access(Tale& tale) {
  const auto& staff = tale.policy().staff;
  if (staff.roles.empty()) return tale.cannot("the policy names no roles of staff");
  if (!tale.begin(1)) return tale.no_time(1);
  Fields fields{{"staffRole", staff.roles.begin()->id}, {"staff", tale.reference() + "/intruder"}};
  if (!staff.lookup_reasons.empty()) fields["lookupReason"] = staff.lookup_reasons.begin()->id;
  return tale.blame(tale.says("staff.accessed", std::move(fields)));
}

Status hide_a_mishap(Tale& tale) {
  constexpr std::int64_t kDays = 6; // 72 hours, and more
  const auto& breach = tale.policy().breach;
  if (!breach.notify_authority_within || breach.kinds.empty())
    return tale.cannot("the policy has no term for telling the authority");
  if (!tale.begin(kDays)) return tale.no_time(kDays);
  const std::string mishap = tale.reference() + "/mishap";
  const ToldEvent detected =
      tale.house_says("breach.detected", {{"correlation", mishap},
                                          {"breachKind", breach.kinds.begin()->id},
                                          {"breachNature", "confidentiality"},
                                          {"awareAt", to_rfc3339(tale.time())}});
  tale.later(1).house_says("breach.assessed", {{"correlation", mishap}, {"risk", "likely"}});
  return tale.blame(detected);
}

// Told late as well, where the policy is older than what may be told late.
Status act_before_the_policy(Tale& tale) {
  const auto* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot("the policy does nothing ordinary");
  const Timestamp day_before = after(tale.policy().effective_from, -kDay);
  if (day_before <= tale.world().from() || tale.world().to() <= day_before)
    return tale.cannot("the policy was in force all the time");
  if (tale.world().calendar().end_of_term(day_before, tale.policy().ledger.backdating_tolerance,
                                          policy::Rollover::kNone) <= tale.world().to())
    return tale.cannot("the policy began so long ago that it would be told too late as well");
  tale.begin_at(day_before);
  return tale.blame(tale.says("use", reading(*activity)));
}

// What is told when the history ends: a day longer ago than the policy allows.
Status tell_too_late(Tale& tale) {
  const auto* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot("the policy does nothing ordinary");
  const policy::Period& tolerance = tale.policy().ledger.backdating_tolerance;
  const std::int64_t days = tolerance.months * 31 + tolerance.days + 3;
  if (!tale.begin(days)) return tale.no_time(days);
  tale.begin_at(after(tale.world().to(), -days * kDay));
  return tale.blame(tale.says("use", reading(*activity)));
}

constexpr BreachMaker kMakers[] = {
    {37, look_up_without_access},
    {38, hide_a_mishap},
    {39, act_before_the_policy},
    {40, tell_too_late},
};

} // namespace

std::span<const BreachMaker> breaches_of_the_house() {
  return kMakers;
}

} // namespace ledger::tools
