#include "ledger/policy/term.hpp"

namespace ledger::policy {

using std::chrono::days;
using std::chrono::local_days;

local_days last_day_of(local_days event, const Period& period) {
  const std::chrono::year_month_day from(event);
  const auto month = from.year() / from.month() + std::chrono::months(period.months);
  const std::chrono::year_month_day same = month / from.day();
  const local_days day = same.ok() ? local_days(same) : local_days(month / std::chrono::last);
  return day + days(period.days);
}

// The full moon of the church falls on a day between 21 March and 18 April that the year's place in
// the 19-year cycle of the moon decides, corrected by the century; Easter is the Sunday behind it.
local_days easter_of(std::chrono::year year) {
  const int number = static_cast<int>(year);
  const int cycle = number % 19;
  const int century = number / 100;
  const int leap_days_left_out = century - century / 4;
  const int moon_correction = (8 * century + 13) / 25;
  const int moon = (19 * cycle + leap_days_left_out - moon_correction + 15) % 30;
  // 19 April is never the full moon, and in the later half of the cycle 18 April is not either.
  const int late = moon == 29 || (moon == 28 && cycle > 10) ? 1 : 0;
  const local_days full_moon = local_days(year / std::chrono::March / 21) + days(moon - late);
  const days to_sunday = std::chrono::Sunday - std::chrono::weekday(full_moon);
  return full_moon + (to_sunday == days(0) ? days(7) : to_sunday);
}

} // namespace ledger::policy
