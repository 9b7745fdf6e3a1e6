// Where days begin in zones with habits of their own.
#include "ledger/policy/zone.hpp"
#include "tests/unit/policy_support.hpp"

#include <algorithm>

using namespace ledger;
using namespace ledger::policy;

namespace {

// 00:00 of the day in the zone, as UTC to the minute.
std::string start_of(std::string_view zone, int year, unsigned month, unsigned day) {
  const auto found = Zone::find(zone);
  REQUIRE(found.has_value());
  const std::chrono::local_days date(std::chrono::year(year) / std::chrono::month(month) /
                                     std::chrono::day(day));
  const Timestamp start = found->start_of(date);
  CHECK(found->day_of(start) >= date);
  CHECK(found->day_of(Timestamp(start.get() - 1)) < date);
  return to_rfc3339(start).substr(0, 16);
}

} // namespace

TEST_CASE("a day begins at 00:00 of its zone, in winter and in summer") {
  CHECK(start_of("Europe/Brussels", 2026, 1, 15) == "2026-01-14T23:00");
  CHECK(start_of("Europe/Brussels", 2026, 7, 15) == "2026-07-14T22:00");
  CHECK(start_of("Europe/Dublin", 2026, 7, 15) == "2026-07-14T23:00");
  CHECK(start_of("Pacific/Kiritimati", 2026, 7, 15) == "2026-07-14T10:00");
  CHECK(start_of("UTC", 2026, 7, 15) == "2026-07-15T00:00");
  CHECK(start_of("UTC", 1850, 7, 15) == "1850-07-15T00:00");
}

TEST_CASE("where the clocks jump over midnight the day begins behind the jump") {
  CHECK(start_of("America/Sao_Paulo", 2017, 10, 15) == "2017-10-15T03:00");
  CHECK(start_of("Asia/Beirut", 2026, 3, 29) == "2026-03-28T22:00");
}

TEST_CASE("where midnight comes twice the day begins with the first") {
  CHECK(start_of("America/Havana", 2026, 11, 1) == "2026-11-01T04:00");
}

TEST_CASE("a day that a zone left out begins with the next one") {
  CHECK(start_of("Pacific/Apia", 2011, 12, 29) == "2011-12-29T10:00");
  CHECK(start_of("Pacific/Apia", 2011, 12, 31) == "2011-12-30T10:00");
  const auto apia = Zone::find("Pacific/Apia");
  REQUIRE(apia);
  const std::chrono::local_days left_out(std::chrono::year(2011) / 12 / 30);
  CHECK(apia->start_of(left_out) == apia->start_of(left_out + std::chrono::days(1)));
}

TEST_CASE("summer time goes on behind the years that the database lists") {
  CHECK(start_of("Europe/Brussels", 2037, 7, 1) == "2037-06-30T22:00");
  CHECK(start_of("Europe/Brussels", 2045, 7, 1) == "2045-06-30T22:00");
  CHECK(start_of("Europe/Brussels", 2199, 12, 1) == "2199-11-30T23:00");
  CHECK(start_of("America/Sao_Paulo", 2050, 1, 1) == "2050-01-01T03:00");
}

TEST_CASE("a zone is found by its whole name only") {
  for (const char* name : {"", "europe/brussels", "Brussels", "Europe/", "../zoneinfo/UTC",
                           "Europe/Brussels/", "/usr/share/zoneinfo/UTC", "CEST"}) {
    CAPTURE(name);
    const auto zone = Zone::find(name);
    REQUIRE_FALSE(zone);
    CHECK(zone.error().code() == Errc::kNotFound);
  }
  const auto names = Zone::names();
  CHECK(std::count(names.begin(), names.end(), "Europe/Amsterdam") == 1);
}
