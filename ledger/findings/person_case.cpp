#include "ledger/findings/person_case.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>
#include <set>

namespace ledger {
namespace {

using wire::EventType;
using wire::ObjectionScope;

std::optional<Timestamp> end_by_policy(const PolicyVersion& version, std::string_view activity,
                                       Timestamp given) {
  for (const policy::ConsentRule& rule : version.policy.contents().consents) {
    const bool covers = lists(rule.activities, activity);
    if (covers && rule.validity)
      return version.calendar.end_of_term(given, *rule.validity, policy::Rollover::kNone);
  }
  return std::nullopt;
}

} // namespace

bool says_consent(EventType type) {
  switch (type) {
  case EventType::CONSENT_GIVEN:
  case EventType::CONSENT_REFUSED:
  case EventType::CONSENT_WITHDRAWN:
  case EventType::CONSENT_EXPIRED:
  case EventType::CONSENT_RENEWED:
  case EventType::CONSENT_INVALIDATED:
    return true;
  default:
    return false;
  }
}

std::optional<Timestamp> PersonCase::consent_end(const Fact& consent,
                                                 std::string_view activity) const {
  const std::int64_t until = consent.clear().getValidUntil();
  if (until != 0) return Timestamp(until);
  const PolicyVersion* version = policies_.at(consent.at());
  if (version == nullptr) return std::nullopt;
  return end_by_policy(*version, activity, consent.at());
}

PersonCase::PersonCase(const SubjectId& subject, std::vector<Fact> facts, const House& house,
                       const PolicyTimes& policies)
    : subject_(subject), facts_(std::move(facts)), house_(house), policies_(policies) {
  remove_corrected(facts_);
  std::erase_if(facts_, [&house](const Fact& fact) { return house.takes_back(fact.by()); });
  std::sort(facts_.begin(), facts_.end(), happened_before);
}

bool PersonCase::is_processing(const Fact& fact) {
  switch (fact.type()) {
  case EventType::USE:
  case EventType::USE_BATCH:
  case EventType::DISCLOSURE:
  case EventType::TRANSFER_THIRD_COUNTRY:
    return true;
  default:
    return false;
  }
}

std::vector<KnownActivity> PersonCase::activities_of(const Fact& fact) const {
  const PolicyVersion* version = policies_.at(fact.at());
  std::vector<KnownActivity> activities;
  for (const std::string_view id : names_of(fact.clear().getActivities())) {
    const policy::Activity* known = version == nullptr ? nullptr : version->policy.activity(id);
    activities.push_back({id, version, known});
  }
  return activities;
}

policy::Ground PersonCase::ground_of(const policy::Activity& activity) {
  return activity.assessed_ground != policy::Ground::kUnstated ? activity.assessed_ground
                                                               : activity.declared_ground;
}

std::span<const Fact> PersonCase::before(const Moment& moment) const {
  const auto end =
      std::lower_bound(facts_.begin(), facts_.end(), moment,
                       [](const Fact& fact, const Moment& m) { return fact.moment() < m; });
  return {facts_.data(), static_cast<std::size_t>(end - facts_.begin())};
}

ConsentStanding PersonCase::standing_of(const Fact& consent, std::string_view activity,
                                        Timestamp at) const {
  switch (consent.type()) {
  case EventType::CONSENT_REFUSED:
    return ConsentStanding::kRefused;
  case EventType::CONSENT_WITHDRAWN:
    return ConsentStanding::kWithdrawn;
  case EventType::CONSENT_EXPIRED:
    return ConsentStanding::kExpired;
  case EventType::CONSENT_INVALIDATED:
    return ConsentStanding::kInvalid;
  default:
    break;
  }
  const auto end = consent_end(consent, activity);
  return end && *end <= at ? ConsentStanding::kExpired : ConsentStanding::kValid;
}

Consent PersonCase::consent_before(const Moment& moment, std::string_view activity) const {
  Consent consent;
  const bool marketing = is_marketing(activity, moment.at);
  for (const Fact& earlier : before(moment)) {
    const bool about_it =
        says_consent(earlier.type()) && names(earlier.clear().getActivities(), activity);
    // Who objects to direct marketing withdraws consent to it, where the policy says so.
    const bool objects =
        marketing && earlier.type() == EventType::OBJECTION_LODGED && objects_to_marketing(earlier);
    if (objects && consent.standing != ConsentStanding::kNone)
      consent = {ConsentStanding::kWithdrawn, &earlier};
    if (about_it) consent = {standing_of(earlier, activity, moment.at), &earlier};
  }
  return consent;
}

bool PersonCase::is_marketing(std::string_view activity, Timestamp at) const {
  const PolicyVersion* version = policies_.near(at);
  if (version == nullptr) return false;
  const policy::Activity* known = version->policy.activity(activity);
  return known != nullptr && known->direct_marketing;
}

bool PersonCase::names_marketing(const Fact& fact) const {
  const auto activities = names_of(fact.clear().getActivities());
  return std::any_of(activities.begin(), activities.end(),
                     [&](std::string_view activity) { return is_marketing(activity, fact.at()); });
}

bool PersonCase::objects_to_marketing(const Fact& fact) const {
  const PolicyVersion* version = policies_.near(fact.at());
  const bool everywhere =
      version != nullptr && version->policy.contents().parameters.unsubscribe_everywhere;
  if (fact.type() == EventType::CONSENT_WITHDRAWN) return everywhere && names_marketing(fact);
  if (fact.type() != EventType::OBJECTION_LODGED && fact.type() != EventType::OBJECTION_LIFTED)
    return false;
  switch (fact.clear().getObjectionScope()) {
  case ObjectionScope::DIRECT_MARKETING:
  case ObjectionScope::ALL:
    return true;
  case ObjectionScope::ACTIVITY:
    return everywhere && names_marketing(fact);
  default:
    return false;
  }
}

const Fact* PersonCase::marketing_objection_before(const Moment& moment,
                                                   std::string_view activity) const {
  const Fact* objection = nullptr;
  for (const Fact& earlier : before(moment)) {
    if (objects_to_marketing(earlier))
      objection = earlier.type() == EventType::OBJECTION_LIFTED ? nullptr : &earlier;
    const bool consents =
        earlier.type() == EventType::CONSENT_GIVEN || earlier.type() == EventType::CONSENT_RENEWED;
    if (consents && names(earlier.clear().getActivities(), activity)) objection = nullptr;
  }
  return objection;
}

bool PersonCase::covers(const Fact& objection, std::string_view activity, Timestamp at) const {
  switch (objection.clear().getObjectionScope()) {
  case ObjectionScope::ALL:
    return true;
  case ObjectionScope::ACTIVITY:
    return names(objection.clear().getActivities(), activity);
  case ObjectionScope::DIRECT_MARKETING:
    return is_marketing(activity, at);
  default:
    return false;
  }
}

std::vector<PersonCase::Objection> PersonCase::objections_before(const Moment& moment,
                                                                 std::string_view activity) const {
  std::vector<Objection> objections;
  for (const Fact& earlier : before(moment)) {
    if (earlier.type() == EventType::OBJECTION_LODGED) {
      if (covers(earlier, activity, moment.at)) objections.push_back({&earlier, nullptr, nullptr});
      continue;
    }
    const bool assessed = earlier.type() == EventType::OBJECTION_ASSESSED;
    const bool lifted = earlier.type() == EventType::OBJECTION_LIFTED;
    if ((!assessed && !lifted) || !covers(earlier, activity, moment.at)) continue;
    for (Objection& open : objections)
      (assessed ? open.assessed : open.lifted) = &earlier;
  }
  return objections;
}

const Fact* PersonCase::restriction_before(const Moment& moment, std::string_view activity) const {
  const Fact* restriction = nullptr;
  const auto covers_it = [&](const Fact& other) {
    const auto activities = other.clear().getActivities();
    return activities.size() == 0 || names(activities, activity);
  };
  for (const Fact& earlier : before(moment)) {
    if (earlier.type() == EventType::RESTRICTION_SET && covers_it(earlier)) restriction = &earlier;
    if (earlier.type() == EventType::RESTRICTION_LIFTED && covers_it(earlier))
      restriction = nullptr;
  }
  return restriction;
}

} // namespace ledger
