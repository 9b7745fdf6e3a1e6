// Objection and restriction: GDPR art. 18 and 21.
#include "ledger/findings/names.hpp"
#include "ledger/findings/objections.hpp"
#include "ledger/findings/rules/rules.hpp"

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

bool is_refused_with_ground(const Fact& assessment) {
  return !is_upheld(assessment) &&
         assessment.clear().getCompellingGround() != wire::CompellingGround::UNSTATED;
}

// A refusal that comes later explains what was done in between; it does not undo it.
const Fact* justified_refusal_after(const PersonCase& person, const Fact& lodged) {
  for (const Fact& fact : person.facts()) {
    if (!happened_before(lodged, fact) || fact.type() != EventType::OBJECTION_ASSESSED) continue;
    if (fact.clear().getObjectionScope() != lodged.clear().getObjectionScope()) continue;
    return is_refused_with_ground(fact) ? &fact : nullptr;
  }
  return nullptr;
}

void f05_for(const PersonCase& person, const Fact& fact, const KnownActivity& activity,
             FindingSink& sink) {
  const auto objection = binding_objection(person, fact.moment(), activity);
  if (!objection) return;
  Finding* finding =
      sink.add(Rule::F05, activity.id, fact.at(), fact, {objection->lodged, objection->assessed});
  if (finding == nullptr) return;
  if (!may_be_objected_to(*activity.activity)) finding->breaks = Breaks::kPromise;
  if (objection->assessed != nullptr) return;
  if (const Fact* refusal = justified_refusal_after(person, *objection->lodged))
    finding->words.push_back({refusal->at(), FindingState::kExplained, refusal->by()});
}

void f04(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (!PersonCase::is_processing(fact)) continue;
    for (const KnownActivity& activity : person.activities_of(fact)) {
      if (activity.activity == nullptr || !activity.activity->direct_marketing) continue;
      if (const Fact* objection = person.marketing_objection_before(fact.moment(), activity.id))
        sink.add(Rule::F04, activity.id, fact.at(), fact, {objection});
    }
  }
}

void f05(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (!PersonCase::is_processing(fact)) continue;
    for (const KnownActivity& activity : person.activities_of(fact)) {
      if (activity.activity == nullptr || activity.activity->direct_marketing) continue; // F04
      f05_for(person, fact, activity, sink);
    }
  }
}

void f06(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::OBJECTION_ASSESSED || is_upheld(fact)) continue;
    if (is_refused_with_ground(fact)) continue;
    const auto activities = person.activities_of(fact);
    if (activities.empty()) {
      sink.add(Rule::F06, {}, fact.at(), fact, {});
      continue;
    }
    for (const KnownActivity& activity : activities) {
      if (activity.activity == nullptr) continue;
      const bool statutory =
          may_be_objected_to(*activity.activity) || activity.activity->direct_marketing;
      if (!statutory && !is_objection_promised(activity)) continue;
      Finding* finding = sink.add(Rule::F06, activity.id, fact.at(), fact, {});
      if (finding != nullptr && !statutory) finding->breaks = Breaks::kPromise;
    }
  }
}

void f07(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() == EventType::RESTRICTION_LIFTED &&
        fact.clear().getNoticeBefore() != wire::Answer::YES)
      sink.add(Rule::F07, {}, fact.at(), fact, {});
    if (!PersonCase::is_processing(fact)) continue;
    if (fact.clear().getRestrictionException() != wire::RestrictionException::UNSTATED) continue;
    for (const std::string_view activity : names_of(fact.clear().getActivities()))
      if (const Fact* restriction = person.restriction_before(fact.moment(), activity))
        sink.add(Rule::F07, activity, fact.at(), fact, {restriction});
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F04, Severity::kHigh, "21(3)", f04, nullptr,
     "Reclame voor {about} na bezwaar tegen reclame of uitschrijving.",
     "Prospection pour {about} après opposition ou désinscription.",
     "Direct marketing for {about} after an objection or an unsubscribe."},
    {Rule::F05, Severity::kHigh, "21(1), 18(1)(d)", f05, nullptr,
     "Gegevens zijn gebruikt voor {about} terwijl een bezwaar openstond of aanvaard was.",
     "Des données ont servi à {about} alors qu'une opposition était pendante ou accueillie.",
     "Data was used for {about} while an objection was pending or upheld."},
    {Rule::F06, Severity::kMedium, "21(1)", f06, nullptr,
     "Een bezwaar is geweigerd zonder dwingende reden.",
     "Une opposition a été rejetée sans motif impérieux.",
     "An objection was refused without a compelling ground."},
    {Rule::F07, Severity::kHigh, "18(2), 18(3)", f07, nullptr,
     "Beperkte gegevens zijn gebruikt, of een beperking is opgeheven zonder voorafgaand bericht.",
     "Des données limitées ont été utilisées, ou une limitation a été levée sans avertissement.",
     "Restricted data was used, or a restriction was lifted without telling the person before."},
};

} // namespace

std::span<const RuleInfo> objection_rules() {
  return kRules;
}

} // namespace ledger::rules
