// How often something was told, day by day and over everybody: what rules about the whole house
// compare. No person is in it. Days are those of UTC, by when it happened.
#pragma once

#include "ledger/base/ids.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace ledger {

struct DayCount {
  std::chrono::sys_days day;
  std::uint64_t count = 0;
  Sequence first; // the first record of these
};
// By day; days without any are left out.
using DayCounts = std::vector<DayCount>;

// What a correction takes back is still counted: these say what was told.
struct HouseCounts {
  DayCounts requests;  // received, of any right
  DayCounts id_copies; // of an identity document, demanded
  // People who were looked up, by staff role.
  std::map<std::string, DayCounts, std::less<>> look_ups;
};

// The day of UTC on which the time falls, and its first instant.
[[nodiscard]] inline std::chrono::sys_days utc_day_of(Timestamp time) {
  using std::chrono::microseconds;
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_time<microseconds>(microseconds(time.get())));
}
[[nodiscard]] inline Timestamp start_of(std::chrono::sys_days day) {
  return Timestamp(std::chrono::microseconds(day.time_since_epoch()).count());
}

} // namespace ledger
