#include "ledger/sequencer/ledger_time.hpp"

#include "ledger/chain/record.hpp"

#include <cstdlib>

namespace ledger {
namespace {

// A step of more than this between two groups is a departure; less is what time daemons do.
constexpr std::int64_t kStepMicroseconds = 5'000'000;

} // namespace

LedgerTime::LedgerTime(const Clock& clock, Timestamp last)
    : clock_(clock), last_(last), offset_(clock.now().get() - clock.monotonic().count()) {}

TimeStamp LedgerTime::stamp() {
  const std::int64_t monotonic = clock_.monotonic().count();
  const std::int64_t wall = clock_.now().get();
  const std::int64_t offset = wall - monotonic;
  TimeStamp stamp;
  if (std::llabs(offset - offset_) <= kStepMicroseconds) {
    offset_ = offset; // followed, slews included
    refused_offset_ = offset;
  } else if (std::llabs(offset - refused_offset_) > kStepMicroseconds) {
    departure_ = ClockDeparture{Timestamp(monotonic + offset_), Timestamp(wall)};
    refused_offset_ = offset;
  }
  stamp.time = Timestamp(monotonic + offset_);
  if (stamp.time < last_) {
    stamp.time = last_;
    stamp.flags |= kClockClamped;
  }
  if (!clock_.synchronised()) stamp.flags |= kClockUnsynchronised;
  last_ = stamp.time;
  return stamp;
}

std::optional<ClockDeparture> LedgerTime::take_departure() {
  return std::exchange(departure_, std::nullopt);
}

} // namespace ledger
