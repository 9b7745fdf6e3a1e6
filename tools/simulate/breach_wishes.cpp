// F01 to F07, F44: against what a person consented or objected to.
#include "ledger/crypto/digest.hpp"
#include "tools/simulate/breach.hpp"

namespace ledger::tools {

using namespace policy;

namespace {

constexpr const char* kNoConsent = "the policy asks for no consent";
constexpr const char* kNoInterest = "the policy does nothing on legitimate interest";

const Activity* on_consent(const Tale& tale) {
  return activity_that(tale.roles(), [&](const Activity& activity) {
    return ground_of(activity) == Ground::kConsent &&
           wording_for(tale.policy(), activity.id) != nullptr;
  });
}

Fields of(const Activity& activity, Fields more = {}) {
  more["activities"] = list_of({activity.id});
  return more;
}

Fields given(const Activity& activity, const std::string& hash) {
  return of(activity, {{"consentMethod", "written"},
                       {"documents",
                        boost::json::array{Fields{{"kind", "consentWording"}, {"hash", hash}}}}});
}

Status use_without_consent(Tale& tale) {
  const Activity* activity = on_consent(tale);
  if (activity == nullptr) return tale.cannot(kNoConsent);
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(tale.says("use", reading(*activity)));
}

Status use_after_refusal(Tale& tale) {
  const Activity* activity = on_consent(tale);
  if (activity == nullptr) return tale.cannot(kNoConsent);
  if (!tale.begin(5)) return tale.no_time(5);
  tale.says("consent.refused", of(*activity));
  return tale.blame(tale.later(3).says("use", reading(*activity)));
}

Status consent_to_no_text(Tale& tale) {
  const Activity* activity = on_consent(tale);
  if (activity == nullptr) return tale.cannot(kNoConsent);
  if (!tale.begin(1)) return tale.no_time(1);
  tale.says("notice.served", {{"noticeKind", "art13"}});
  return tale.blame(tale.says("consent.given", of(*activity, {{"consentMethod", "box"}})));
}

Status advertise_after_objection(Tale& tale) {
  const Activity* activity = activity_that(tale.roles(), [](const Activity& each) {
    return each.direct_marketing && ground_of(each) != Ground::kConsent;
  });
  if (activity == nullptr) return tale.cannot("the policy knows no advertising without consent");
  if (!tale.begin(5)) return tale.no_time(5);
  tale.says("objection.lodged", {{"objectionScope", "directMarketing"}});
  return tale.blame(tale.later(3).says("use", reading(*activity)));
}

Fields against(const Activity& activity, Fields more = {}) {
  more["objectionScope"] = "activity";
  return of(activity, std::move(more));
}

Status use_after_objection(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot(kNoInterest);
  if (!tale.begin(4)) return tale.no_time(4);
  tale.says("objection.lodged", against(*activity));
  return tale.blame(tale.later(2).says("use", reading(*activity)));
}

Status refuse_without_ground(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot(kNoInterest);
  if (!tale.begin(12)) return tale.no_time(12);
  tale.says("objection.lodged", against(*activity));
  return tale.blame(
      tale.later(10).says("objection.assessed", against(*activity, {{"outcome", "refused"}})));
}

Status use_while_restricted(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot(kNoInterest);
  if (!tale.begin(4)) return tale.no_time(4);
  tale.says("restriction.set", {{"restrictionGround", "accuracyContested"}});
  return tale.blame(tale.later(2).says("use", reading(*activity)));
}

Status consent_to_an_old_text(Tale& tale) {
  const Activity* activity = on_consent(tale);
  if (activity == nullptr) return tale.cannot(kNoConsent);
  if (!tale.begin(4)) return tale.no_time(4);
  const std::string old_text =
      to_hex(sha256_as<DocumentHash>({as_bytes("the text before"), as_bytes(activity->id)}).view());
  tale.says("notice.served", {{"noticeKind", "art13"}});
  tale.says("consent.given", given(*activity, old_text));
  return tale.blame(tale.later(2).says("use", reading(*activity)));
}

constexpr BreachMaker kMakers[] = {
    {1, use_without_consent},       {2, use_after_refusal},       {3, consent_to_no_text},
    {4, advertise_after_objection}, {5, use_after_objection},     {6, refuse_without_ground},
    {7, use_while_restricted},      {44, consent_to_an_old_text},
};

} // namespace

std::span<const BreachMaker> breaches_of_wishes() {
  return kMakers;
}

} // namespace ledger::tools
