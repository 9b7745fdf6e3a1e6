#include "ledger/findings/retention_clock.hpp"

#include "ledger/findings/names.hpp"
#include "ledger/findings/relation_marks.hpp"

#include <algorithm>

namespace ledger {
namespace {

using policy::Period;
using policy::RetentionRule;
using policy::RetentionStart;
using policy::Rollover;
using wire::EventType;

constexpr Timestamp kNever(std::numeric_limits<std::int64_t>::max());

bool is_consent(const Fact& fact) {
  return fact.type() == EventType::CONSENT_GIVEN || fact.type() == EventType::CONSENT_RENEWED;
}

bool is_from_the_person(const Fact& collection) {
  const auto source = collection.clear().getDataSource();
  return collection.type() == EventType::COLLECTION &&
         (source == wire::DataSource::DATA_SUBJECT || source == wire::DataSource::OBSERVED);
}

bool counts_from_document(const RetentionRule& rule) {
  return rule.start == RetentionStart::kDocumentDate ||
         rule.start == RetentionStart::kDocumentYearEnd;
}

// Starts when the data comes in, whether or not something starts it again later.
bool counts_from_collection(const RetentionRule& rule) {
  return rule.start != RetentionStart::kRelationEnded && rule.start != RetentionStart::kCaseClosed;
}

Timestamp document_date(const Fact& fact) {
  const std::int64_t stated = fact.clear().getDocumentDate();
  return stated == 0 ? fact.at() : Timestamp(stated);
}

// The day behind which the term runs; it does not count itself.
Timestamp begin_of(const RetentionRule& rule, const policy::Calendar& calendar, const Fact& start) {
  if (!counts_from_document(rule)) return start.at();
  const Timestamp date = document_date(start);
  if (rule.start == RetentionStart::kDocumentDate) return date;
  const auto year = std::chrono::year_month_day(calendar.day_of(date)).year();
  return calendar.start_of(std::chrono::local_days(year / std::chrono::December / 31));
}

Period operator+(const Period& a, const Period& b) {
  return {a.months + b.months, a.days + b.days, a.hours + b.hours};
}

// That of a document from before a change of law, else the given one.
Period period_of(const RetentionRule& rule, const Fact& start, const Period& period) {
  if (!counts_from_document(rule)) return period;
  const RetentionRule::Earlier* found = nullptr;
  for (const auto& each : rule.earlier)
    if (document_date(start) < each.before && (found == nullptr || each.before < found->before))
      found = &each;
  return found == nullptr ? period : found->period;
}

// Empty: the rule has neither a period nor a time of grace to go by.
std::optional<Timestamp> due(const Holding& holding, const Fact& start) {
  const RetentionRule& rule = *holding.rule;
  if (!rule.period && !rule.grace) return std::nullopt;
  const policy::Calendar& calendar = holding.policy->calendar;
  const Timestamp begin = begin_of(rule, calendar, start);
  Period period = rule.period ? period_of(rule, start, *rule.period) : Period{};
  if (rule.grace) period = period + *rule.grace;
  const Timestamp end = calendar.end_of_term(begin, period, Rollover::kNone);
  if (!rule.legal_max) return end;
  return std::min(end, calendar.end_of_term(begin, *rule.legal_max, Rollover::kNone));
}

void add_if_exceeded(const Holding& holding, const Fact* start, const Fact* stopped,
                     std::vector<ExceededTerm>& terms) {
  if (start == nullptr) return;
  const auto end = due(holding, *start);
  if (end && (stopped == nullptr || *end < stopped->at())) terms.push_back({start, *end, stopped});
}

// To a certain one, not to whatever relation the person is in.
bool belongs_to_relation(const Holding& holding) {
  if (holding.by->clear().getRelation().size() != 0) return true;
  const policy::Activity* activity = holding.policy->policy.activity(holding.activity);
  return activity != nullptr && !activity->relations.empty();
}

// Of a relation all of whose activities are kept alike.
const RetentionRule* retention_of_relation(std::string_view relation, const Policy& policy) {
  const std::string* id = nullptr;
  for (const policy::Activity& activity : policy.contents().activities) {
    if (activity.relations.empty() || !activity.serves(relation)) continue;
    if (id != nullptr && *id != activity.retention) return nullptr;
    id = &activity.retention;
  }
  return id == nullptr ? nullptr : policy.retention(*id);
}

} // namespace

const RetentionRule* retention_of(const Fact& fact, std::string_view activity,
                                  const Policy& policy) {
  const RetentionRule* rule = nullptr;
  if (const policy::Activity* known = policy.activity(activity))
    rule = policy.retention(known->retention);
  else if (activity.empty() && fact.clear().getRelation().size() != 0)
    rule = retention_of_relation(name_of(fact.clear().getRelation()), policy);
  const std::string_view stated = name_of(fact.clear().getRetentionClass());
  if (stated.empty() || (rule != nullptr && rule->key_class == stated)) return rule;
  for (const RetentionRule& each : policy.contents().retention)
    if (each.key_class == stated) return &each;
  return nullptr;
}

void RetentionClock::mark_contacts(const RetentionRule& rule, bool consents_only,
                                   std::vector<Mark>& marks) const {
  for (const Fact& fact : person_.facts()) {
    const bool contact = is_consent(fact) || (!consents_only && is_from_the_person(fact));
    const PolicyVersion* version = contact ? person_.policies().near(fact.at()) : nullptr;
    if (version == nullptr) continue;
    auto activities = names_of(fact.clear().getActivities());
    if (activities.empty()) activities.push_back({});
    for (const std::string_view activity : activities) {
      const RetentionRule* other = retention_of(fact, activity, version->policy);
      if (other == nullptr || other->id != rule.id) continue;
      marks.push_back({&fact, true});
      break;
    }
  }
}

void RetentionClock::mark_relations(const Holding& holding, std::vector<Mark>& marks) const {
  for (const RelationMark& mark : relation_marks(person_, *holding.by, holding.activity))
    marks.push_back({mark.by, mark.over});
}

void RetentionClock::mark_cases(const Holding& holding, std::vector<Mark>& marks) const {
  // Without a case of its own, what belongs to a relation is closed with that alone.
  const bool of_relation = belongs_to_relation(holding);
  if (of_relation) mark_relations(holding, marks);
  const auto own = holding.by->clear().getCorrelation();
  if (own.size() == 0 && of_relation) return;
  for (const Fact& fact : person_.facts()) {
    if (fact.clear().getCorrelation() != own) continue;
    switch (fact.type()) {
    case EventType::REQUEST_ANSWERED:
    case EventType::COMPLAINT_CLOSED:
    case EventType::CLAIM_CLOSED:
      marks.push_back({&fact, true});
      break;
    case EventType::REQUEST_RECEIVED:
    case EventType::COMPLAINT_RECEIVED:
    case EventType::CLAIM_RECEIVED:
      marks.push_back({&fact, false});
      break;
    default:
      break;
    }
  }
  std::sort(marks.begin(), marks.end(),
            [](const Mark& a, const Mark& b) { return happened_before(*a.by, *b.by); });
}

const RetentionClock::Course& RetentionClock::course_of(const Holding& holding) {
  const RetentionStart start = holding.rule->start;
  const bool of_relation = !counts_from_collection(*holding.rule);
  const auto correlation = holding.by->clear().getCorrelation().asChars();
  Key key{holding.rule, {}, {}, {}};
  if (of_relation)
    key = {holding.rule, holding.activity, name_of(holding.by->clear().getRelation()),
           std::string_view(correlation.begin(), correlation.size())};
  const auto [place, fresh] = courses_.try_emplace(key);
  Course& course = place->second;
  if (!fresh) return course;
  if (start == RetentionStart::kLastContact || start == RetentionStart::kLastOptIn)
    mark_contacts(*holding.rule, start == RetentionStart::kLastOptIn, course.marks);
  if (start == RetentionStart::kRelationEnded) mark_relations(holding, course.marks);
  if (start == RetentionStart::kCaseClosed) mark_cases(holding, course.marks);
  for (std::size_t i = 0; i < course.marks.size(); ++i) {
    const Fact* next = i + 1 < course.marks.size() ? course.marks[i + 1].by : nullptr;
    if (course.marks[i].runs) add_if_exceeded(holding, course.marks[i].by, next, course.exceeded);
  }
  return course;
}

const Fact* RetentionClock::running_before(const Holding& holding, const Course& course,
                                           const Moment& moment) {
  const auto after =
      std::partition_point(course.marks.begin(), course.marks.end(),
                           [&](const Mark& mark) { return mark.by->moment() < moment; });
  const Fact* by_itself = counts_from_collection(*holding.rule) ? holding.by : nullptr;
  if (after == course.marks.begin()) return by_itself;
  const Mark& last = *(after - 1);
  if (!last.runs) return nullptr;
  // What came in after the end of a relation is kept from then on.
  return happened_before(*last.by, *holding.by) ? holding.by : last.by;
}

std::vector<ExceededTerm> RetentionClock::exceeded(const Holding& holding) {
  std::vector<ExceededTerm> terms;
  if (holding.rule == nullptr) return terms;
  const Course& course = course_of(holding);
  const Moment just_after{holding.by->at(), Sequence(holding.by->by().get() + 1)};
  const auto next =
      std::partition_point(course.marks.begin(), course.marks.end(),
                           [&](const Mark& mark) { return mark.by->moment() < just_after; });
  add_if_exceeded(holding, running_before(holding, course, just_after),
                  next == course.marks.end() ? nullptr : next->by, terms);
  for (const ExceededTerm& term : course.exceeded)
    if (happened_before(*holding.by, *term.start)) terms.push_back(term);
  return terms;
}

std::optional<Timestamp> RetentionClock::due_at(const Holding& holding, const Moment& moment) {
  if (holding.rule == nullptr) return std::nullopt;
  const Fact* start = running_before(holding, course_of(holding), moment);
  return start == nullptr ? std::nullopt : due(holding, *start);
}

std::optional<Timestamp> RetentionClock::legal_min_end(const Holding& holding,
                                                       const Moment& moment) {
  if (holding.rule == nullptr || !holding.rule->legal_min) return std::nullopt;
  const Fact* start = running_before(holding, course_of(holding), moment);
  if (start == nullptr) return kNever;
  const policy::Calendar& calendar = holding.policy->calendar;
  return calendar.end_of_term(begin_of(*holding.rule, calendar, *start),
                              period_of(*holding.rule, *start, *holding.rule->legal_min),
                              Rollover::kNone);
}

} // namespace ledger
