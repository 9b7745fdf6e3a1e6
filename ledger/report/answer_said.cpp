// What a person consented to and objected to, and what was restricted: as it stands.
#include "ledger/findings/names.hpp"
#include "ledger/findings/objections.hpp"
#include "ledger/report/answer_parts.hpp"
#include "ledger/report/consent_proof.hpp"

#include <optional>

namespace ledger::answer {
namespace {

using wire::EventType;
using wire::ObjectionScope;

bool is_about_consent(EventType type) {
  return type == EventType::CONSENT_REQUESTED || says_consent(type);
}

// One of the activities that objections to direct marketing are about.
std::string_view some_marketing(const Asked& asked) {
  if (asked.policy() != nullptr)
    for (const policy::Activity& activity : asked.policy()->policy.contents().activities)
      if (activity.direct_marketing) return activity.id;
  return {};
}

// The objection as it is known by an activity that it covers.
std::optional<PersonCase::Objection> course_of(const Asked& asked, const Fact& lodged,
                                               std::string_view activity) {
  for (const PersonCase::Objection& each :
       asked.person().objections_before(asked.moment(), activity))
    if (each.lodged == &lodged) return each;
  return std::nullopt;
}

// Of pictures, which no activity stands for.
PersonCase::Objection course_of_media(const Asked& asked, const Fact& lodged) {
  PersonCase::Objection objection{&lodged, nullptr, nullptr};
  for (const Fact& fact : asked.facts()) {
    if (!happened_before(lodged, fact) || fact.clear().getObjectionScope() != ObjectionScope::MEDIA)
      continue;
    if (fact.type() == EventType::OBJECTION_ASSESSED) objection.assessed = &fact;
    if (fact.type() == EventType::OBJECTION_LIFTED) objection.lifted = &fact;
  }
  return objection;
}

void add_course(const PersonCase::Objection& objection, ObjectionRow& row) {
  row.standing = "pending";
  if (objection.assessed != nullptr) {
    row.standing = is_upheld(*objection.assessed) ? "upheld" : "refused";
    row.compelling_ground = name_of_value(objection.assessed->clear().getCompellingGround());
    row.settled_by = objection.assessed->by();
  }
  if (objection.lifted == nullptr) return;
  row.standing = "lifted";
  row.settled_by = objection.lifted->by();
}

ObjectionRow objection_row(const Fact& lodged) {
  ObjectionRow row;
  row.lodged = lodged.at();
  row.record = lodged.by();
  row.scope = lodged.type() == EventType::OBJECTION_LODGED
                  ? name_of_value(lodged.clear().getObjectionScope())
                  : name_of_value(ObjectionScope::MEDIA);
  return row;
}

void add_objection(const Asked& asked, const Fact& lodged, std::vector<ObjectionRow>& rows) {
  const ObjectionScope scope = lodged.clear().getObjectionScope();
  if (lodged.type() == EventType::OBJECTION_LODGED && scope == ObjectionScope::ACTIVITY) {
    for (const std::string_view activity : names_of(lodged.clear().getActivities())) {
      ObjectionRow& row = rows.emplace_back(objection_row(lodged));
      row.activity = asked.activity(activity);
      if (const auto course = course_of(asked, lodged, activity)) add_course(*course, row);
    }
    return;
  }
  ObjectionRow& row = rows.emplace_back(objection_row(lodged));
  const bool of_media =
      lodged.type() != EventType::OBJECTION_LODGED || scope == ObjectionScope::MEDIA;
  std::optional<PersonCase::Objection> course;
  if (of_media)
    course = course_of_media(asked, lodged);
  else
    course = course_of(asked, lodged,
                       scope == ObjectionScope::DIRECT_MARKETING ? some_marketing(asked)
                                                                 : std::string_view());
  add_course(course.value_or(PersonCase::Objection{&lodged, nullptr, nullptr}), row);
}

RestrictionRow restriction_row(const Asked& asked, const Fact& fact, std::string_view activity) {
  RestrictionRow row;
  if (!activity.empty()) row.activity = asked.activity(activity);
  add_names(row.categories, fact.clear().getCategories());
  row.ground = name_of_value(fact.clear().getRestrictionGround());
  row.set = fact.at();
  row.record = fact.by();
  row.in_force = asked.person().restriction_before(asked.moment(), activity) == &fact;
  return row;
}

} // namespace

std::vector<ConsentRow> consents(const Asked& asked) {
  std::vector<std::string_view> activities;
  for (const Fact& fact : asked.facts())
    if (is_about_consent(fact.type()))
      for (const std::string_view activity : names_of(fact.clear().getActivities()))
        add_once(activities, activity);
  std::vector<ConsentRow> rows;
  for (const std::string_view activity : activities) {
    const Consent consent = asked.person().consent_before(asked.moment(), activity);
    ConsentRow& row = rows.emplace_back();
    row.activity = asked.activity(activity);
    row.standing = word_of(consent.standing);
    if (consent.by == nullptr) continue;
    row.since = consent.by->at();
    row.record = consent.by->by();
    row.method = name_of_value(consent.by->clear().getConsentMethod());
    if (consent.standing == ConsentStanding::kValid)
      row.valid_until = asked.person().consent_end(*consent.by, activity);
  }
  return rows;
}

std::vector<ObjectionRow> objections(const Asked& asked) {
  std::vector<ObjectionRow> rows;
  for (const Fact& fact : asked.facts())
    if (fact.type() == EventType::OBJECTION_LODGED || fact.type() == EventType::MEDIA_OPT_OUT ||
        fact.type() == EventType::MEDIA_REMOVAL_REQUESTED)
      add_objection(asked, fact, rows);
  return rows;
}

std::vector<RestrictionRow> restrictions(const Asked& asked) {
  std::vector<RestrictionRow> rows;
  for (const Fact& fact : asked.facts()) {
    if (fact.type() != EventType::RESTRICTION_SET) continue;
    auto activities = names_of(fact.clear().getActivities());
    if (activities.empty()) activities.emplace_back();
    for (const std::string_view activity : activities)
      rows.push_back(restriction_row(asked, fact, activity));
  }
  return rows;
}

} // namespace ledger::answer
