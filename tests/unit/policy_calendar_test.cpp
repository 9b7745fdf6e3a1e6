// When terms end, by the days of the example policy: Belgium, Saturday and Sunday off.
#include "ledger/policy/calendar.hpp"
#include "ledger/policy/term.hpp"
#include "tests/unit/policy_support.hpp"

using namespace ledger;
using namespace ledger::policy;

namespace {

constexpr Period kMonth{1, 0, 0};
constexpr Period kYear{12, 0, 0};

Calendar belgian() {
  auto calendar = Calendar::make(example().contents().calendar);
  REQUIRE(calendar.has_value());
  return *calendar;
}

std::chrono::local_days day(int year, unsigned month, unsigned number) {
  return std::chrono::local_days(std::chrono::year(year) / std::chrono::month(month) /
                                 std::chrono::day(number));
}

// The instant, as a text that a failed test can show.
std::string end_of(std::string_view event, const Period& period, Rollover rollover) {
  return to_rfc3339(belgian().end_of_term(at(event), period, rollover)).substr(0, 16);
}

} // namespace

TEST_CASE("a request of 31 January 2026 is due on 2 March, since 28 February is a Saturday") {
  CHECK(end_of("2026-01-31T09:00:00+01:00", kMonth, Rollover::kWorkingDay) == "2026-03-02T23:00");
  CHECK(end_of("2026-01-31T09:00:00+01:00", kMonth, Rollover::kNone) == "2026-02-28T23:00");
}

TEST_CASE("three years behind a collection of 10 January 2021 begin to be exceeded on the 11th") {
  CHECK(end_of("2021-01-10", {36, 0, 0}, Rollover::kNone) == "2024-01-10T23:00");
  // The notice of art. 14 about the same collection: 10 February 2021 is a Wednesday.
  CHECK(end_of("2021-01-10", kMonth, Rollover::kWorkingDay) == "2021-02-10T23:00");
}

TEST_CASE("a month or year without the day of the event ends the term with its last day") {
  CHECK(end_of("2023-05-31T12:00:00Z", kMonth, Rollover::kNone) == "2023-06-30T22:00");
  CHECK(end_of("2024-01-31T12:00:00Z", kMonth, Rollover::kNone) == "2024-02-29T23:00");
  CHECK(end_of("2023-01-31T12:00:00Z", kMonth, Rollover::kNone) == "2023-02-28T23:00");
  CHECK(end_of("2024-02-29T12:00:00Z", kYear, Rollover::kNone) == "2025-02-28T23:00");
  CHECK(end_of("2024-02-29T12:00:00Z", {48, 0, 0}, Rollover::kNone) == "2028-02-29T23:00");
  // The same-numbered day, not the last one.
  CHECK(end_of("2023-02-28T12:00:00Z", kYear, Rollover::kNone) == "2024-02-28T23:00");
  CHECK(end_of("2026-11-30T12:00:00Z", {3, 0, 0}, Rollover::kNone) == "2027-02-28T23:00");
}

TEST_CASE("days are those of the policy's time zone, and the day of the event does not count") {
  // Half an hour into 1 February in Brussels.
  CHECK(end_of("2026-01-31T23:30:00Z", kMonth, Rollover::kNone) == "2026-03-01T23:00");
  CHECK(end_of("2026-01-31T22:59:59Z", kMonth, Rollover::kNone) == "2026-02-28T23:00");
  CHECK(end_of("2026-06-01T00:00:00+02:00", {0, 7, 0}, Rollover::kNone) == "2026-06-08T22:00");
  CHECK(end_of("2026-06-01T23:59:59+02:00", {0, 7, 0}, Rollover::kNone) == "2026-06-08T22:00");
  CHECK(end_of("2026-06-01T12:00:00+02:00", {}, Rollover::kNone) == "2026-06-01T22:00");
  // Days come behind months: the last day of February, and one more.
  CHECK(end_of("2026-01-31T12:00:00Z", {1, 1, 0}, Rollover::kNone) == "2026-03-01T23:00");
}

TEST_CASE("on the days on which the clocks change a term still ends at midnight") {
  CHECK(end_of("2026-03-28T12:00:00Z", {0, 1, 0}, Rollover::kNone) == "2026-03-29T22:00");
  CHECK(end_of("2026-02-28T12:00:00Z", kMonth, Rollover::kNone) == "2026-03-28T23:00");
  CHECK(end_of("2026-10-24T12:00:00Z", {0, 1, 0}, Rollover::kNone) == "2026-10-25T23:00");
  CHECK(end_of("2026-09-24T12:00:00Z", kMonth, Rollover::kNone) == "2026-10-24T22:00");
  // 25 October 2026 is a Sunday.
  CHECK(end_of("2026-09-25T12:00:00Z", kMonth, Rollover::kWorkingDay) == "2026-10-26T23:00");
}

TEST_CASE("72 hours are 72 hours, over a change of the clocks and over a weekend of holidays") {
  constexpr Period kHours{0, 0, 72};
  CHECK(end_of("2026-03-28T12:00:00+01:00", kHours, Rollover::kWorkingDay) == "2026-03-31T11:00");
  CHECK(end_of("2026-10-23T12:00:00+02:00", kHours, Rollover::kNone) == "2026-10-26T10:00");
  CHECK(end_of("2026-04-03T17:30:00+02:00", kHours, Rollover::kWorkingDay) == "2026-04-06T15:30");
  // Hours beside days begin where the last day ends.
  CHECK(end_of("2026-06-01T12:00:00Z", {0, 1, 4}, Rollover::kNone) == "2026-06-03T02:00");
}

TEST_CASE("a term that ends on a Saturday before a Monday off ends on Tuesday") {
  // 4 April 2026 is the Saturday before Easter.
  CHECK(end_of("2026-03-04T12:00:00Z", kMonth, Rollover::kWorkingDay) == "2026-04-07T22:00");
  // 25 December 2026 is a Friday.
  CHECK(end_of("2026-11-25T12:00:00Z", kMonth, Rollover::kWorkingDay) == "2026-12-28T23:00");
  // 1 May 2026 is a Friday, but neither is Thursday a holiday nor does a retention term move.
  CHECK(end_of("2026-03-30T12:00:00Z", kMonth, Rollover::kWorkingDay) == "2026-04-30T22:00");
  CHECK(end_of("2026-04-01T12:00:00Z", kMonth, Rollover::kNone) == "2026-05-01T22:00");
}

TEST_CASE("Easter falls where the church had and will have it") {
  struct Sunday {
    int year;
    unsigned month;
    unsigned day;
  };
  // The years of the product, the earliest and latest dates there are, and both exceptions.
  constexpr Sunday kSundays[] = {{2018, 4, 1},  {2019, 4, 21}, {2020, 4, 12}, {2021, 4, 4},
                                 {2022, 4, 17}, {2023, 4, 9},  {2024, 3, 31}, {2025, 4, 20},
                                 {2026, 4, 5},  {2027, 3, 28}, {2028, 4, 16}, {1818, 3, 22},
                                 {1943, 4, 25}, {2038, 4, 25}, {2285, 3, 22}, {1981, 4, 19},
                                 {2076, 4, 19}, {1954, 4, 18}, {2049, 4, 18}};
  for (const Sunday& sunday : kSundays) {
    CAPTURE(sunday.year);
    CHECK(easter_of(std::chrono::year(sunday.year)) == day(sunday.year, sunday.month, sunday.day));
  }
}

TEST_CASE("the public holidays of Belgium are no working days, and their neighbours are") {
  const Calendar calendar = belgian();
  const std::chrono::local_days kHolidays[] = {
      day(2024, 1, 1),  day(2024, 4, 1),  day(2024, 5, 1),   day(2024, 5, 9),   day(2024, 5, 20),
      day(2024, 8, 15), day(2024, 11, 1), day(2024, 11, 11), day(2024, 12, 25), day(2025, 4, 21),
      day(2025, 5, 29), day(2025, 6, 9),  day(2025, 7, 21),  day(2026, 4, 6),   day(2026, 5, 14),
      day(2026, 5, 25), day(2027, 3, 29), day(2027, 5, 6),   day(2027, 5, 17)};
  for (const auto holiday : kHolidays) {
    CAPTURE(holiday.time_since_epoch().count());
    CHECK_FALSE(calendar.is_working_day(holiday));
  }
  CHECK(calendar.is_working_day(day(2024, 3, 29))); // Good Friday
  CHECK(calendar.is_working_day(day(2024, 5, 10)));
  CHECK(calendar.is_working_day(day(2025, 4, 22)));
  CHECK(calendar.is_working_day(day(2026, 7, 20)));
  CHECK_FALSE(calendar.is_working_day(day(2026, 7, 19))); // a Sunday
}

TEST_CASE("holidays are those of the policy: a list of its own, days before Easter, 29 February") {
  WorkCalendar rules;
  rules.weekend = {Weekday::kFriday};
  rules.fixed_holidays = {std::chrono::February / 29};
  rules.easter_holidays = {-100, -2, 250};
  const auto calendar = Calendar::make(rules);
  REQUIRE(calendar);
  CHECK_FALSE(calendar->is_working_day(day(2026, 1, 2)));
  CHECK(calendar->is_working_day(day(2026, 1, 3)));
  CHECK_FALSE(calendar->is_working_day(day(2028, 2, 29)));
  CHECK(calendar->is_working_day(day(2027, 2, 28)));
  CHECK(calendar->is_working_day(day(2027, 3, 1)));
  CHECK_FALSE(calendar->is_working_day(day(2025, 12, 26))); // a hundred days before 5 April 2026
  CHECK_FALSE(calendar->is_working_day(day(2026, 4, 3)));
  CHECK_FALSE(calendar->is_working_day(day(2026, 12, 11)));
  // Without a list every day is a working day.
  const auto plain = Calendar::make(WorkCalendar());
  REQUIRE(plain);
  CHECK(plain->is_working_day(day(2026, 12, 25)));
}

TEST_CASE("a week of weekend is refused, and so is a zone that nobody knows") {
  WorkCalendar rules;
  rules.weekend = {Weekday::kMonday, Weekday::kTuesday,  Weekday::kWednesday, Weekday::kThursday,
                   Weekday::kFriday, Weekday::kSaturday, Weekday::kSunday};
  const auto idle = Calendar::make(rules);
  REQUIRE_FALSE(idle);
  CHECK(idle.error().code() == Errc::kInvalidField);
  rules.weekend.clear();
  rules.time_zone = "Europe/Atlantis";
  const auto nowhere = Calendar::make(rules);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code() == Errc::kNotFound);
}

TEST_CASE("times that nobody means are reckoned with, and do not overflow") {
  const Calendar calendar = belgian();
  constexpr Timestamp kNever(std::numeric_limits<std::int64_t>::max());
  constexpr Timestamp kBefore(std::numeric_limits<std::int64_t>::min());
  const Timestamp last =
      calendar.end_of_term(kNever, {119'988, 9'999, 9'999}, Rollover::kWorkingDay);
  CHECK(last > calendar.end_of_term(at("9999-12-31"), {}, Rollover::kNone));
  CHECK(calendar.end_of_term(kBefore, {0, 0, 9'999}, Rollover::kNone) < at("0003-01-01"));
  CHECK(calendar.end_of_term(kBefore, kYear, Rollover::kWorkingDay) < at("0003-01-01"));
}
