// Any term against a reckoning that is slow and simple: days are walked one by one, and midnight is
// where the C library's clock passes it.
#include "ledger/policy/calendar.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <rapidcheck.h>
#include <tuple>

using namespace ledger;
using namespace ledger::policy;

namespace {

// The C library's time zone, for as long as this lives.
class CLibraryZone {
 public:
  explicit CLibraryZone(const std::string& name) { set(name.c_str()); }
  CLibraryZone(const CLibraryZone&) = delete;
  CLibraryZone& operator=(const CLibraryZone&) = delete;
  ~CLibraryZone() { set(before_.empty() ? nullptr : before_.c_str()); }

 private:
  static void set(const char* name) {
    if (name == nullptr)
      unsetenv("TZ");
    else
      setenv("TZ", name, 1);
    tzset();
  }
  std::string before_ = std::getenv("TZ") == nullptr ? "" : std::getenv("TZ");
};

struct Date {
  int year;
  int month;
  int day;
  int weekday; // from Sunday
};

Date date_at(std::time_t time) {
  std::tm fields{};
  localtime_r(&time, &fields);
  return {fields.tm_year + 1900, fields.tm_mon + 1, fields.tm_mday, fields.tm_wday};
}

int days_in(int year, int month) {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

Date tomorrow(Date date) {
  date.weekday = (date.weekday + 1) % 7;
  if (++date.day <= days_in(date.year, date.month)) return date;
  date.day = 1;
  if (++date.month <= 12) return date;
  date.month = 1;
  ++date.year;
  return date;
}

// Lichtenberg's form of Gauss's rule: the day of March on which Easter falls.
int easter_in_march(int year) {
  const int k = year / 100;
  const int m = 15 + (3 * k + 3) / 4 - (8 * k + 13) / 25;
  const int s = 2 - (3 * k + 3) / 4;
  const int a = year % 19;
  const int d = (19 * a + m) % 30;
  const int r = (d + a / 11) / 29;
  const int og = 21 + d - r;
  const int sz = 7 - (year + year / 4 + s) % 7;
  return og + 7 - (og - sz) % 7;
}

bool is_day_off(const Date& date) {
  if (date.weekday == 0 || date.weekday == 6) return true;
  if ((date.month == 1 && date.day == 1) || (date.month == 12 && date.day >= 25 && date.day <= 26))
    return true;
  const int march = easter_in_march(date.year);
  Date monday{date.year, 3, 1, 0};
  for (int i = 1; i < march + 1; ++i)
    monday = tomorrow(monday);
  return date.month == monday.month && date.day == monday.day;
}

WorkCalendar rules_of(const std::string& zone) {
  WorkCalendar rules;
  rules.time_zone = zone;
  rules.weekend = {Weekday::kSunday, Weekday::kSaturday};
  rules.fixed_holidays = {std::chrono::January / 1, std::chrono::December / 25,
                          std::chrono::December / 26};
  rules.easter_holidays = {1};
  return rules;
}

Date last_day(std::time_t event, const Period& period, Rollover rollover) {
  Date date = date_at(event);
  const int wanted = date.day;
  for (int months = 0; months < period.months;) {
    date = tomorrow(date);
    const bool is_last = date.day == days_in(date.year, date.month);
    if (date.day == wanted || (is_last && date.day < wanted)) ++months;
  }
  for (int days = 0; days < period.days; ++days)
    date = tomorrow(date);
  while (rollover == Rollover::kWorkingDay && is_day_off(date))
    date = tomorrow(date);
  return date;
}

// The first quarter of an hour that shows the next day; every change of the clocks since 2000 that
// the zones below have made fell on one.
std::time_t end_of(const Date& last) {
  const Date next = tomorrow(last);
  std::tm fields{};
  fields.tm_year = next.year - 1900;
  fields.tm_mon = next.month - 1;
  fields.tm_mday = next.day;
  const auto reached = [&next](std::time_t time) {
    const Date shown = date_at(time);
    return std::tie(shown.year, shown.month, shown.day) >=
           std::tie(next.year, next.month, next.day);
  };
  std::time_t time = timegm(&fields) - std::time_t{16} * 3'600;
  while (!reached(time))
    time += 900;
  return time;
}

} // namespace

TEST_CASE("a term of any length, from any time in any zone, ends where walking day by day ends") {
  const std::vector<std::string> zones = {
      "Europe/Brussels", "Europe/Dublin",       "America/Havana",   "Asia/Beirut",
      "Pacific/Apia",    "Australia/Lord_Howe", "America/New_York", "UTC"};
  const auto holds = [&zones] {
    const std::string zone = *rc::gen::elementOf(zones);
    const auto calendar = Calendar::make(rules_of(zone));
    RC_ASSERT(calendar.has_value());
    // From 2001 to 2095, so that terms also cross the end of what the database lists.
    const auto event = *rc::gen::inRange<std::int64_t>(978'307'200, 3'944'678'400);
    const Period period{*rc::gen::inRange(0, 50), *rc::gen::inRange(0, 100), 0};
    const auto rollover = *rc::gen::element(Rollover::kNone, Rollover::kWorkingDay);
    const CLibraryZone same(zone);
    const std::time_t slow = end_of(last_day(event, period, rollover));
    RC_ASSERT(calendar->end_of_term(Timestamp(event * 1'000'000), period, rollover) ==
              Timestamp(slow * 1'000'000));
  };
  CHECK(rc::check("the fast way and the slow way agree", holds));
}

TEST_CASE("a term is never over before its event, and a later event never ends it earlier") {
  const auto calendar = Calendar::make(rules_of("Europe/Brussels"));
  REQUIRE(calendar);
  const auto holds = [&calendar] {
    const auto event = *rc::gen::inRange<std::int64_t>(0, 4'000'000'000);
    const auto later = event + *rc::gen::inRange<std::int64_t>(0, 10'000'000);
    const Period period{*rc::gen::inRange(0, 50), *rc::gen::inRange(0, 100), 0};
    const auto rollover = *rc::gen::element(Rollover::kNone, Rollover::kWorkingDay);
    const Timestamp end = calendar->end_of_term(Timestamp(event * 1'000'000), period, rollover);
    RC_ASSERT(end > Timestamp(event * 1'000'000));
    RC_ASSERT(end <= calendar->end_of_term(Timestamp(later * 1'000'000), period, rollover));
  };
  CHECK(rc::check("terms keep the order of their events", holds));
}
