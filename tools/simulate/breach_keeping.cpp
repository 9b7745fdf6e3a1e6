// F18, F19, F31, F33 to F35: too long, too early, or not really gone.
#include "tools/simulate/breach.hpp"

namespace ledger::tools {

using namespace policy;

namespace {

std::int64_t days_of(const Period& period) {
  return period.months * 31 + period.days + period.hours / 24 + 1;
}

// The data that has the shortest term of its own.
struct ShortLived {
  Offer offer;
  const Relation* relation = nullptr;
  std::int64_t days = 0;
};

ShortLived short_lived(const Tale& tale) {
  ShortLived found;
  for (const Role& role : tale.roles())
    for (const Offer& offer : role.offers) {
      const RetentionRule* rule = tale.policy().retention.find(offer.activity->retention);
      const bool counted = rule != nullptr && rule->period && !rule->grace &&
                           (rule->start == RetentionStart::kCollected ||
                            rule->start == RetentionStart::kLastContact);
      const Category& category = *tale.policy().categories.find(offer.categories.front());
      if (!counted || !offer.activity->declared || category.special_category ||
          ground_of(*offer.activity) == Ground::kConsent || category.transform != Transform::kNone)
        continue;
      const std::int64_t days = days_of(*rule->period);
      if (found.relation == nullptr || days < found.days) found = {offer, role.relation, days};
    }
  return found;
}

Status keep_too_long(Tale& tale) {
  const ShortLived data = short_lived(tale);
  if (data.relation == nullptr)
    return tale.cannot("no data of the policy has a term that counts from its collection");
  if (!tale.begin(data.days + 2)) return tale.no_time(data.days + 2);
  tale.says("notice.served", {{"noticeKind", "art13"}});
  tale.says("notice.served", {{"noticeKind", "art14"}});
  return tale.blame(
      tale.says("collection", {{"relation", data.relation->id},
                               {"activities", list_of({data.offer.activity->id})},
                               {"categories", list_of({data.offer.categories.front()})},
                               {"dataSource", data.offer.source}}));
}

Status erase_under_a_hold(Tale& tale) {
  const Lasting data = lasting_data(tale, is_ordinary);
  if (data.category == nullptr) return tale.cannot("the policy keeps no plain data for long");
  if (!tale.begin(12)) return tale.no_time(12);
  tale.says("notice.served", {{"noticeKind", "art13"}});
  tale.says("collection", collecting(data, "dataSubject"));
  tale.says("hold.placed",
            {{"hold", reference_of(tale.reference())}, {"holdGround", "legalClaims"}});
  return tale.blame(tale.later(9).says("erasure.executed", {{"erasureMethod", "delete"}}));
}

Status forget_to_erase(Tale& tale) {
  const std::int64_t days = days_of(tale.policy().parameters.erasure_system_within) + 2;
  if (!tale.begin(days)) return tale.no_time(days);
  return tale.blame(
      tale.says("erasure.approved", {{"erasureGround", "noLongerNecessary"},
                                     {"correlation", tale.reference() + "/erasure"}}));
}

Status approach_the_suppressed(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  const Lasting data = lasting_data(tale, is_ordinary);
  if (activity == nullptr || data.category == nullptr)
    return tale.cannot("the policy keeps no plain data for long");
  if (!tale.begin(4)) return tale.no_time(4);
  tale.says("notice.served", {{"noticeKind", "art14"}});
  tale.says("collection", collecting(data, "thirdParty", {{"suppressed", "yes"}}));
  return tale.blame(tale.later(2).says("use", reading(*activity)));
}

Status find_what_was_erased(Tale& tale) {
  if (!tale.begin(12)) return tale.no_time(12);
  tale.says("erasure.executed", {{"erasureMethod", "delete"}});
  return tale.blame(tale.later(9).says("erasure.checked", {{"keyMaterialFound", "yes"}}));
}

Status forget_after_a_hold(Tale& tale) {
  const std::int64_t days = days_of(tale.policy().parameters.hold_resume_within) + 12;
  if (!tale.begin(days)) return tale.no_time(days);
  const Fields hold{{"hold", reference_of(tale.reference())}};
  Fields placed = hold;
  placed["holdGround"] = "legalClaims";
  tale.says("hold.placed", placed);
  Fields partial = hold;
  partial["erasureException"] = "legalClaims";
  tale.says("erasure.partial", partial);
  return tale.blame(tale.later(9).says("hold.released", hold));
}

constexpr BreachMaker kMakers[] = {
    {18, keep_too_long},           {19, erase_under_a_hold},   {31, forget_to_erase},
    {33, approach_the_suppressed}, {34, find_what_was_erased}, {35, forget_after_a_hold},
};

} // namespace

std::span<const BreachMaker> breaches_of_keeping() {
  return kMakers;
}

} // namespace ledger::tools
