// When a term is over, by the days of a policy: its time zone, its weekend and its holidays.
#pragma once

#include "ledger/policy/sections.hpp"
#include "ledger/policy/zone.hpp"

#include <array>

namespace ledger::policy {

// What becomes of a term whose last day is no working day. kWorkingDay: it ends with the next one,
// as the terms of GDPR art. 12, 13 and 14 do; kNone: it stays, as with retention maxima.
enum class Rollover : std::uint8_t { kNone, kWorkingDay };

// Immutable; cheap to copy; any thread. A question costs well below a microsecond and allocates
// nothing.
class Calendar {
 public:
  // kNotFound: this machine's zone database does not know the time zone; kInvalidField: every day
  // of the week is weekend.
  [[nodiscard]] static Result<Calendar> make(const WorkCalendar& rules);

  // The first instant at which the term is over, which is when it is exceeded: the day of the event
  // does not count, the last day counts until 24:00. Months and years end on the same-numbered day,
  // or on the month's last where there is none. Hours are plain hours: a period of hours only is
  // over so many hours behind the event, whatever day that is; other hours are added behind the
  // last day.
  [[nodiscard]] Timestamp end_of_term(Timestamp event, const Period& period,
                                      Rollover rollover) const;

  // The day, in the policy's time zone, on which the time falls; and where a day begins.
  [[nodiscard]] std::chrono::local_days day_of(Timestamp time) const { return zone_.day_of(time); }
  [[nodiscard]] Timestamp start_of(std::chrono::local_days day) const {
    return zone_.start_of(day);
  }
  // Neither weekend nor holiday.
  [[nodiscard]] bool is_working_day(std::chrono::local_days day) const;

 private:
  Calendar(Zone zone, const WorkCalendar& rules);
  [[nodiscard]] bool is_holiday(std::chrono::local_days day) const;

  Zone zone_;
  std::array<bool, 7> weekend_{}; // from Sunday
  // Shared, so that copies are cheap.
  std::shared_ptr<const WorkCalendar> rules_;
};

} // namespace ledger::policy
