// Lengths of time as law writes them: a month is a calendar month, an hour is an hour.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::policy {

// Years are twelve months and weeks seven days; months, days and hours do not turn into each other.
struct Period {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int32_t hours = 0;
  friend bool operator==(const Period&, const Period&) = default;
};

// ISO 8601 durations out of whole years, months, weeks, days and hours: P3Y, P1M, P2W, P1Y6M,
// PT72H. Units in falling order, each number at most 9,999, at least one of them.
[[nodiscard]] std::optional<Period> parse_period(std::string_view text);
// The shortest form of the same length: P36M is written P3Y.
[[nodiscard]] std::string to_text(const Period& period);
// Is there a day from which `period` runs on longer than `bound`? P31D may exceed P1M (from 1
// February), P28D may not.
[[nodiscard]] bool may_exceed(const Period& period, const Period& bound);

} // namespace ledger::policy
