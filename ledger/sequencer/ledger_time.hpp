// Recorded time: one stamp per group, never decreasing. A wall clock that suddenly departs from the
// monotonic clock is not followed; the departure is recorded.
#pragma once

#include "ledger/base/clock.hpp"

#include <optional>
#include <utility>

namespace ledger {

struct TimeStamp {
  Timestamp time;
  std::uint16_t flags = 0; // RecordFlags about the clock
};

struct ClockDeparture {
  Timestamp expected;
  Timestamp found;
};

// The committer only.
class LedgerTime {
 public:
  // `last`: recorded time of the last record.
  LedgerTime(const Clock& clock, Timestamp last);
  [[nodiscard]] TimeStamp stamp();
  // The departure that stamp() met, once.
  [[nodiscard]] std::optional<ClockDeparture> take_departure();

 private:
  const Clock& clock_;
  Timestamp last_;
  std::int64_t offset_ = 0;         // wall minus monotonic time that is followed, microseconds
  std::int64_t refused_offset_ = 0; // the last departure that was reported
  std::optional<ClockDeparture> departure_;
};

} // namespace ledger
