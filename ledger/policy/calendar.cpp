#include "ledger/policy/calendar.hpp"

#include "ledger/base/time_range.hpp"
#include "ledger/policy/term.hpp"

#include <algorithm>

namespace ledger::policy {
namespace {

using std::chrono::days;
using std::chrono::local_days;

// No list of holidays that a policy can write is longer; a bound for the search only.
constexpr int kMostDaysOff = 1'000;

template <class T>
bool holds(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

} // namespace

Result<Calendar> Calendar::make(const WorkCalendar& rules) {
  LEDGER_ASSIGN(Zone zone, Zone::find(rules.time_zone));
  Calendar calendar(std::move(zone), rules);
  if (std::all_of(calendar.weekend_.begin(), calendar.weekend_.end(), [](bool off) { return off; }))
    return fail(Errc::kInvalidField, "every day of the week is weekend", "calendar.weekend",
                "leave out the days on which work is done");
  return calendar;
}

Calendar::Calendar(Zone zone, const WorkCalendar& rules)
    : zone_(std::move(zone)), rules_(std::make_shared<const WorkCalendar>(rules)) {
  for (const Weekday day : rules.weekend)
    weekend_[static_cast<std::size_t>(day)] = true;
}

Timestamp Calendar::end_of_term(Timestamp event, const Period& period, Rollover rollover) const {
  const std::chrono::microseconds hours = std::chrono::hours(period.hours);
  if (period.months == 0 && period.days == 0 && period.hours != 0)
    return Timestamp(std::clamp(event, kEarliestTime, kLatestTime).get() + hours.count());
  local_days last = last_day_of(zone_.day_of(event), period);
  if (rollover == Rollover::kWorkingDay)
    for (int i = 0; i < kMostDaysOff && !is_working_day(last); ++i)
      last += days(1);
  return Timestamp(zone_.start_of(last + days(1)).get() + hours.count());
}

bool Calendar::is_working_day(local_days day) const {
  return !weekend_[std::chrono::weekday(day).c_encoding()] && !is_holiday(day);
}

// Days are counted from Easter of the same year, or, before it, of the next: that of a list may lie
// up to a hundred days before Easter.
bool Calendar::is_holiday(local_days day) const {
  const std::chrono::year_month_day date(day);
  if (holds(rules_->fixed_holidays, date.month() / date.day())) return true;
  if (rules_->easter_holidays.empty()) return false;
  const auto from = [day](std::chrono::year year) {
    return static_cast<int>((day - easter_of(year)).count());
  };
  return holds(rules_->easter_holidays, from(date.year())) ||
         holds(rules_->easter_holidays, from(date.year() + std::chrono::years(1)));
}

} // namespace ledger::policy
