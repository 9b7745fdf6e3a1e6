#include "ledger/report/retention_schedule.hpp"

#include <algorithm>
#include <limits>

namespace ledger {
namespace {

// Behind everything that happened until then.
Moment end_of(Timestamp time) {
  return {time, Sequence(std::numeric_limits<std::uint64_t>::max())};
}

RetentionTerm term_of(const Holding& holding, bool dated) {
  if (holding.rule == nullptr) return RetentionTerm::kNoRule;
  if (!holding.rule->period && !holding.rule->grace) return RetentionTerm::kNoEnd;
  return dated ? RetentionTerm::kDated : RetentionTerm::kNotBegun;
}

std::chrono::year_month month_of(const Holding& holding, Timestamp due) {
  const std::chrono::year_month_day day(holding.policy->calendar.day_of(due));
  return day.year() / day.month();
}

// As F18 goes from one thing that lets it be kept to the next: behind a hold, what nothing else
// keeps on is F35's.
bool met_hold(const PersonCase& person, std::span<const Keeping> keepings, const Holding& holding,
              Timestamp from, Timestamp as_of) {
  for (Timestamp time = from; time <= as_of;) {
    if (const Keeping* keeping = keeping_at(keepings, holding, time)) {
      if (!keeping->to) return keeping->by_hold;
      time = *keeping->to;
      if (!keeping->by_hold) continue;
      const auto kept_on = kept_on_from(person, keepings, holding, *keeping->released);
      if (!kept_on || as_of < *kept_on) return true;
      time = *kept_on;
      continue;
    }
    const Fact* next = next_keeping(keepings, holding, time);
    if (next == nullptr) return false;
    time = next->at();
  }
  return false;
}

bool comes_before(const RetentionLine& a, const RetentionLine& b) {
  const auto place = [](const RetentionLine& line) {
    constexpr Timestamp kNever(std::numeric_limits<std::int64_t>::max());
    return std::tuple(!is_overdue(line), line.first_due.value_or(kNever), line.term,
                      std::string_view(line.rule), std::string_view(line.category));
  };
  return place(a) < place(b);
}

} // namespace

void RetentionSchedule::add(const PersonCase& whom) {
  ++seen_;
  Person person{Holdings(whom), std::nullopt};
  for (const Holding& holding : person.holdings.all())
    if (is_held(holding)) add(whom, person, holding);
  people_ += person.counted ? 1 : 0;
  overdue_people_ += person.overdue ? 1 : 0;
}

bool RetentionSchedule::is_held(const Holding& holding) const {
  return holding.by->at() <= as_of_ && (holding.ended == nullptr || as_of_ < holding.ended->at());
}

void RetentionSchedule::add(const PersonCase& whom, Person& person, const Holding& holding) {
  RetentionClock& clock = person.holdings.clock();
  const auto due = clock.due_at(holding, end_of(as_of_));
  if (until_ && (!due || *until_ < *due)) return;
  person.counted = true;
  std::optional<std::chrono::year_month> month;
  if (due) month = month_of(holding, *due);
  Entry& found = entry(holding, term_of(holding, due.has_value()), month);
  RetentionLine& line = found.line;
  if (found.last_person != seen_) ++line.people;
  found.last_person = seen_;
  ++line.holdings;
  line.first_record = std::min(line.first_record, holding.by->by());
  const auto legal_min = clock.legal_min_end(holding, end_of(as_of_));
  if (legal_min && as_of_ < *legal_min) ++line.bound_by_law;
  if (!due) return;
  line.first_due = std::min(line.first_due.value_or(*due), *due);
  const Timestamp from = counts_from(holding, *due);
  if (as_of_ < from) return;
  if (!person.keepings) person.keepings = keepings_of(whom);
  ++line.overdue;
  if (keeping_at(*person.keepings, holding, as_of_) != nullptr) {
    ++line.kept;
    return;
  }
  person.overdue = true;
  if (met_hold(whom, *person.keepings, holding, from, as_of_)) ++line.after_hold;
}

RetentionSchedule::Entry& RetentionSchedule::entry(const Holding& holding, RetentionTerm term,
                                                   std::optional<std::chrono::year_month> month) {
  const std::string_view rule = holding.rule == nullptr ? std::string_view() : holding.rule->id;
  const auto in = month.value_or(std::chrono::year_month());
  const auto found = entries_.find(KeyOf<std::string_view>(term, rule, holding.category, in));
  if (found != entries_.end()) return found->second;
  RetentionLine line;
  line.term = term;
  line.rule = rule;
  line.category = holding.category;
  line.month = month;
  line.first_record = holding.by->by();
  return entries_
      .emplace(KeyOf<std::string>(term, rule, holding.category, in), Entry{std::move(line), 0})
      .first->second;
}

std::vector<RetentionLine> RetentionSchedule::lines() const {
  std::vector<RetentionLine> lines;
  for (const auto& [key, entry] : entries_)
    lines.push_back(entry.line);
  std::sort(lines.begin(), lines.end(), comes_before);
  return lines;
}

std::string_view word_of(RetentionTerm term) {
  switch (term) {
  case RetentionTerm::kDated:
    return "dated";
  case RetentionTerm::kNotBegun:
    return "notBegun";
  case RetentionTerm::kNoEnd:
    return "noEnd";
  case RetentionTerm::kNoRule:
    return "noRule";
  }
  return {};
}

} // namespace ledger
