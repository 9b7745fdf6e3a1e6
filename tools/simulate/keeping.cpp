// How long data stays: until shortly before its term is over, or what holds it back is gone.
#include "tools/simulate/person.hpp"

#include <utility>

namespace ledger::tools {

using namespace policy;

namespace {

bool runs_after_relation(const RetentionRule& rule) {
  return rule.start == RetentionStart::kRelationEnded || rule.start == RetentionStart::kCaseClosed;
}

std::optional<Timestamp> end_of(const Calendar& calendar, const RetentionRule& rule,
                                Timestamp begin) {
  if (rule.start == RetentionStart::kDocumentYearEnd) return std::nullopt; // many years
  if (!rule.period && !rule.grace) return std::nullopt;
  Period period = rule.period.value_or(Period{});
  if (rule.grace) {
    period.months += rule.grace->months;
    period.days += rule.grace->days;
    period.hours += rule.grace->hours;
  }
  const Timestamp end = calendar.end_of_term(begin, period, Rollover::kNone);
  if (!rule.legal_max) return end;
  return std::min(end, calendar.end_of_term(begin, *rule.legal_max, Rollover::kNone));
}

std::string method_of(const RetentionRule& rule) {
  return rule.action == RetentionAction::kAnonymise ? "anonymise" : "delete";
}

} // namespace

void Acts::keep(const PersonPtr& person, const RetentionRule* rule) {
  if (rule == nullptr) return;
  person->kept.insert(rule);
  if (runs_after_relation(*rule)) return;
  const auto due = end_of(world.calendar(), *rule, world.now());
  if (!due) return;
  if (person->chance.percent(20))
    tell(*person, "retention.scheduled",
         {{"retentionRule", rule->id}, {"dueAt", to_rfc3339(*due)}});
  erase_in_time(person, *rule, *due);
}

void Acts::keep_after_relation(const PersonPtr& person) {
  for (const RetentionRule* rule : person->kept)
    if (runs_after_relation(*rule))
      if (const auto due = end_of(world.calendar(), *rule, world.now()))
        erase_in_time(person, *rule, *due);
}

// One to four days ahead; what was there longest decides for all that is kept under the rule.
void Acts::erase_in_time(const PersonPtr& person, const RetentionRule& rule, Timestamp due) {
  const std::int64_t ahead = kDay + std::int64_t(person->chance.below(3 * 24)) * kHour;
  world.at(after(due, -ahead), [this, person, &rule, due] { run_out(person, rule, due); });
}

void Acts::run_out(const PersonPtr& person, const RetentionRule& rule, Timestamp due) {
  if (!person->kept.contains(&rule)) return;
  if (!person->hold.empty() || person->chance.percent(30))
    tell(*person, "retention.due", {{"retentionRule", rule.id}, {"dueAt", to_rfc3339(due)}});
  if (person->hold.empty()) return execute(person, rule);
  person->overdue.insert(&rule);
  tell(*person, "retention.deferred",
       {{"retentionRule", rule.id}, {"hold", person->hold}, {"holdGround", "legalClaims"}});
}

void Acts::execute(const PersonPtr& person, const RetentionRule& rule) {
  person->kept.erase(&rule);
  tell(*person, "retention.executed",
       {{"retentionRule", rule.id},
        {"erasureMethod", method_of(rule)},
        {"itemsRemoved", 1 + person->chance.below(12)}});
}

void Acts::place_hold(const PersonPtr& person) {
  person->hold = reference_of(person->reference + "/hold/" + to_rfc3339(world.now()));
  tell(*person, "hold.placed", {{"hold", person->hold}, {"holdGround", "legalClaims"}});
}

void Acts::release_hold(const PersonPtr& person) {
  tell(*person, "hold.released", {{"hold", person->hold}});
  person->hold.clear();
  // At once: some of it was put off days before it was due.
  for (const RetentionRule* rule : std::exchange(person->overdue, {}))
    if (person->kept.contains(rule)) execute(person, *rule);
}

void Acts::end_relation(const PersonPtr& person) {
  person->left = true;
  tell(*person, "relation.ended",
       {{"relation", person->role->relation->id}, {"endReason", "bySubject"}});
  keep_after_relation(person);
}

} // namespace ledger::tools
