// F26 to F30, F42, F43: requests, their answers and who made them.
#include "tools/simulate/breach.hpp"

#include <algorithm>

namespace ledger::tools {

namespace {

Fields of_access(const Tale& tale, Fields more = {}) {
  more["right"] = "access";
  more["correlation"] = tale.reference() + "/request";
  return more;
}

Status never_answer(Tale& tale) {
  constexpr std::int64_t kDays = 40; // a month, and days on which nobody works
  const auto& rights = tale.policy().rights;
  const bool has_term = std::any_of(rights.begin(), rights.end(), [](const auto& each) {
    return each.article == "15" && each.deadline;
  });
  if (!has_term) return tale.cannot("the policy has no term for access");
  if (!tale.begin(kDays)) return tale.no_time(kDays);
  return tale.blame(tale.says("request.received", of_access(tale)));
}

Status refuse_without_reasons(Tale& tale) {
  if (!tale.begin(8)) return tale.no_time(8);
  tale.says("request.received", of_access(tale));
  return tale.blame(
      tale.later(6).says("request.answered", of_access(tale, {{"outcome", "refused"}})));
}

Status charge_a_fee(Tale& tale) {
  if (!tale.begin(8)) return tale.no_time(8);
  tale.says("request.received", of_access(tale));
  tale.says("identity.verified", of_access(tale, {{"identityProof", "accountLogin"}}));
  return tale.blame(tale.later(6).says(
      "request.answered", of_access(tale, {{"outcome", "fulfilled"}, {"feeMinorUnits", 1'500}})));
}

Status demand_a_copy(Tale& tale) {
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(tale.says("identity.requested", of_access(tale, {{"identityProof", "idCopy"},
                                                                     {"doubtReason", "none"}})));
}

Status answer_a_stranger(Tale& tale) {
  if (!tale.begin(8)) return tale.no_time(8);
  tale.says("request.received", of_access(tale));
  return tale.blame(
      tale.later(6).says("request.answered", of_access(tale, {{"outcome", "fulfilled"}})));
}

Status export_as_a_picture(Tale& tale) {
  if (!tale.begin(8)) return tale.no_time(8);
  const Fields request{{"right", "portability"}, {"correlation", tale.reference() + "/request"}};
  Fields identified = request;
  identified["identityProof"] = "accountLogin";
  tale.says("request.received", request);
  tale.says("identity.verified", identified);
  return tale.blame(
      tale.later(6).says("portability.exported", {{"correlation", tale.reference() + "/request"},
                                                  {"exportFormat", "pdf"},
                                                  {"exportTo", "subject"}}));
}

Status use_the_old_address(Tale& tale) {
  const policy::Activity* activity = ordinary_activity(tale);
  const Lasting data = lasting_data(tale, is_ordinary);
  if (activity == nullptr || data.category == nullptr)
    return tale.cannot("nothing ordinary is collected and used under the policy");
  if (!tale.begin(4)) return tale.no_time(4);
  const Fields old{{"email", tale.reference() + "@old.example.org"}};
  tale.says("notice.served", {{"noticeKind", "art13"}});
  tale.says("collection", collecting(data, "dataSubject", {{"values", old}}));
  tale.says("use", reading(*activity, {{"values", old}}));
  tale.later(2).says("rectification.executed",
                     {{"categories", list_of({data.category->id})},
                      {"values", Fields{{"email", tale.reference() + "@example.org"}}},
                      {"former", old}});
  return tale.blame(tale.says("use", reading(*activity, {{"values", old}})));
}

constexpr BreachMaker kMakers[] = {
    {26, never_answer},        {27, refuse_without_reasons}, {28, charge_a_fee},
    {29, demand_a_copy},       {30, answer_a_stranger},      {42, export_as_a_picture},
    {43, use_the_old_address},
};

} // namespace

std::span<const BreachMaker> breaches_of_rights() {
  return kMakers;
}

} // namespace ledger::tools
