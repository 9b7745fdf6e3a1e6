// F08 to F17, F45, F46: which data, from where, told to whom, and what for.
#include "tools/simulate/breach.hpp"

namespace ledger::tools {

using namespace policy;

namespace {

constexpr const char* kNothingOrdinary = "the policy does nothing ordinary on legitimate interest";
constexpr const char* kNothingLasting = "the policy knows no plain data that is kept for long";

Status use_other_data(Tale& tale) {
  for (const Role& role : tale.roles())
    for (const Activity* activity : role.activities)
      for (const Category& category : tale.policy().categories) {
        const bool plain =
            is_ordinary(category) && !category.special_category && !category.portrait;
        const bool usual = has(role.relation->categories, category.id);
        if (!activity->declared || ground_of(*activity) == Ground::kConsent || usual || !plain ||
            activity->direct_marketing || activity->relations.size() != 1)
          continue;
        if (!tale.begin(1)) return tale.no_time(1);
        return tale.blame(
            tale.says("use", reading(*activity, {{"categories", list_of({category.id})}})));
      }
  return tale.cannot("every relation of the policy may have every category");
}

Status volunteer_for_somebody(Tale& tale) {
  const Lasting data =
      lasting_data(tale, [](const Category& category) { return category.catch_all; });
  if (data.category == nullptr)
    return tale.cannot("the policy has no category for what is volunteered");
  if (!tale.begin(1)) return tale.no_time(1);
  tale.says("notice.served", {{"noticeKind", "art13"}});
  return tale.blame(
      tale.says("collection", collecting(data, "dataSubject", {{"volunteered", "no"}})));
}

Status use_for_another_relation(Tale& tale) {
  for (const Role& role : tale.roles())
    for (const Role& other : tale.roles()) {
      const Activity& activity = *role.activities.front();
      if (!activity.declared || activity.serves(other.relation->id) ||
          ground_of(activity) == Ground::kConsent || activity.direct_marketing)
        continue;
      if (!tale.begin(1)) return tale.no_time(1);
      return tale.blame(tale.says("use", reading(activity, {{"relation", other.relation->id}})));
    }
  return tale.cannot("every activity of the policy serves every relation");
}

Status claim_another_ground(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot(kNothingOrdinary);
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(tale.says("use", reading(*activity, {{"ground", "vitalInterests"}})));
}

Status collect_untold(Tale& tale) {
  const Lasting data = lasting_data(tale, is_ordinary);
  if (data.category == nullptr) return tale.cannot(kNothingLasting);
  if (!tale.begin(1, true)) return tale.no_time(1);
  return tale.blame(tale.says("collection", collecting(data, "dataSubject")));
}

Status collect_elsewhere_untold(Tale& tale) {
  constexpr std::int64_t kDays = 40; // a month, and days on which nobody works
  const Lasting data = lasting_data(tale, is_ordinary);
  if (data.category == nullptr) return tale.cannot(kNothingLasting);
  if (!tale.begin(kDays)) return tale.no_time(kDays);
  return tale.blame(tale.says("collection", collecting(data, "thirdParty")));
}

Status record_unannounced(Tale& tale) {
  for (const Activity& activity : tale.policy().activities) {
    if (!is_recorded_call(activity) || activity.categories.empty()) continue;
    const Relation* relation = tale.policy().relations.find(activity.relations.front());
    const Category* category = tale.policy().categories.find(activity.categories.front());
    if (relation == nullptr || category == nullptr || category->kind != CategoryKind::kMedia)
      continue;
    if (!tale.begin(1)) return tale.no_time(1);
    tale.says("notice.served", {{"noticeKind", "art13"}});
    // Without an activity: the statement does not name this one, which would be F10.
    return tale.blame(
        tale.says("collection", collecting({relation, category}, "observed",
                                           {{"correlation", tale.reference() + "/call"}})));
  }
  return tale.cannot("the policy records no calls");
}

Status show_an_unwilling_person(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot(kNothingOrdinary);
  if (!tale.begin(4)) return tale.no_time(4);
  tale.says("media.opt-out", {{"objectionStage", "before"}});
  return tale.blame(tale.later(2).says("use", reading(*activity, {{"recognisable", "yes"}})));
}

Status keep_a_whole_address(Tale& tale) {
  const Lasting data = lasting_data(tale, [](const Category& category) {
    return category.transform == Transform::kIpAnonymised;
  });
  if (data.category == nullptr) return tale.cannot("the policy shortens no addresses");
  if (!tale.begin(1)) return tale.no_time(1);
  tale.says("notice.served", {{"noticeKind", "art13"}});
  return tale.blame(tale.says("collection", collecting(data, "observed", {{"transform", "none"}})));
}

Status decide_by_machine(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  if (activity == nullptr || activity->automated) return tale.cannot(kNothingOrdinary);
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(tale.says("use", reading(*activity, {{"operation", "decide"}})));
}

Status use_special_data(Tale& tale) {
  const Activity* activity = ordinary_activity(tale);
  if (activity == nullptr) return tale.cannot(kNothingOrdinary);
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(tale.says("use", reading(*activity, {{"specialCategory", "yes"}})));
}

Status mail_unasked(Tale& tale) {
  const Activity* activity = activity_that(tale.roles(), [](const Activity& each) {
    return each.direct_marketing && ground_of(each) != Ground::kConsent && !each.soft_opt_in;
  });
  if (activity == nullptr) return tale.cannot("the policy knows no advertising without consent");
  if (!is_electronic(tale.policy(), "email"))
    return tale.cannot("the policy counts no e-mail as electronic mail");
  if (!tale.begin(1)) return tale.no_time(1);
  return tale.blame(
      tale.says("use", reading(*activity, {{"operation", "send"}, {"channel", "email"}})));
}

constexpr BreachMaker kMakers[] = {
    {8, use_other_data},        {9, volunteer_for_somebody},    {10, use_for_another_relation},
    {11, claim_another_ground}, {12, collect_untold},           {13, collect_elsewhere_untold},
    {14, record_unannounced},   {15, show_an_unwilling_person}, {16, keep_a_whole_address},
    {17, decide_by_machine},    {45, use_special_data},         {46, mail_unasked},
};

} // namespace

std::span<const BreachMaker> breaches_of_data() {
  return kMakers;
}

} // namespace ledger::tools
