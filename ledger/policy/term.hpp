// The last day of a term, as days of a calendar without a time zone.
#pragma once

#include "ledger/policy/period.hpp"

#include <chrono>

namespace ledger::policy {

// The day of the event does not count. Months and years lead to the same-numbered day, or to the
// month's last day where there is none; days are added behind them; hours are not looked at
// (Regulation (EEC, Euratom) 1182/71 art. 3).
[[nodiscard]] std::chrono::local_days last_day_of(std::chrono::local_days event,
                                                  const Period& period);

// Easter Sunday of the Gregorian calendar.
[[nodiscard]] std::chrono::local_days easter_of(std::chrono::year year);

} // namespace ledger::policy
