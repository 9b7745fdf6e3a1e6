// Keys and values of the projection of statistics. Inside ledger/projection only.
//
// Of a count: its letter, the day on which it happened, the day on which it was recorded, a number
// of four bytes (a type; or a right, and an outcome behind it) and a name; the value is the count
// and the first record. 'd' and a day: the first record of that day. 'D': the last of these days.
// Days are counted from 1970-01-01, moved by half the range so that they sort.
#pragma once

#include "ledger/projection/statistics_projection.hpp"

namespace ledger {

using DayNumber = std::int32_t; // from 1970-01-01

struct StatisticDays {
  DayNumber happened = 0;
  DayNumber recorded = 0;
  friend auto operator<=>(const StatisticDays&, const StatisticDays&) = default;
};

struct StatisticTally {
  std::uint64_t count = 0;
  Sequence first;
};

[[nodiscard]] DayNumber day_number(Timestamp time);
[[nodiscard]] std::chrono::sys_days day_of(DayNumber number);

[[nodiscard]] std::uint32_t as_number(wire::EventType type);
[[nodiscard]] std::uint32_t as_number(wire::Right right,
                                      wire::Outcome outcome = wire::Outcome::UNSTATED);
[[nodiscard]] std::string key_of(StatisticsProjection::Kind kind, const StatisticDays& days,
                                 std::uint32_t number, std::string_view name);
[[nodiscard]] Bytes encode(const StatisticTally& tally);

[[nodiscard]] Bytes day_prefix();
[[nodiscard]] Bytes day_key(DayNumber day);
[[nodiscard]] Bytes last_day_key();
[[nodiscard]] Bytes encode_day(DayNumber day);

// All: kDamaged.
[[nodiscard]] Result<StatisticTally> parse_tally(ByteView value);
[[nodiscard]] Result<DayNumber> parse_day(ByteView bytes);
[[nodiscard]] Result<Statistic> parse_statistic(ByteView key, ByteView value);

} // namespace ledger
