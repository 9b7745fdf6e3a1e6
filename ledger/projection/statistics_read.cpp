#include "ledger/projection/statistics_keys.hpp"

#include <algorithm>

namespace ledger {
namespace {

using Kind = StatisticsProjection::Kind;

// The day on which the last of the first `as_of` records was recorded: it may go on.
Result<std::optional<DayNumber>> running_day(const StateCopy& statistics, TreeSize as_of) {
  std::optional<DayNumber> running;
  LEDGER_TRY(statistics.each_in(day_prefix(), [&](ByteView key, ByteView value) -> Status {
    LEDGER_ASSIGN(const StatisticTally tally, parse_tally(value));
    LEDGER_ASSIGN(const DayNumber day, parse_day(key.subspan(1)));
    if (contains(as_of, tally.first)) running = day;
    return {};
  }));
  return running;
}

void add_to(DayCounts& counts, const Statistic& statistic) {
  if (counts.empty() || counts.back().day != statistic.day) {
    counts.push_back({statistic.day, statistic.count, statistic.first});
    return;
  }
  counts.back().count += statistic.count;
  counts.back().first = std::min(counts.back().first, statistic.first);
}

} // namespace

Status each_statistic(const StateCopy& statistics, Kind kind,
                      const std::function<Status(const Statistic&)>& visit) {
  const char letter = static_cast<char>(kind);
  LEDGER_TRY(statistics.each_in(as_bytes(std::string_view(&letter, 1)),
                                [&](ByteView key, ByteView value) -> Status {
                                  LEDGER_ASSIGN(const Statistic found, parse_statistic(key, value));
                                  return visit(found);
                                }));
  return {};
}

Result<HouseCounts> read_counts(const StateCopy& statistics, TreeSize as_of) {
  HouseCounts counts;
  LEDGER_ASSIGN(const auto running, running_day(statistics, as_of));
  if (!running) return counts;
  const std::chrono::sys_days today = day_of(*running);
  const auto gather = [&](Kind kind, const auto& into) {
    return each_statistic(statistics, kind, [&](const Statistic& statistic) -> Status {
      if (statistic.recorded < today) add_to(into(statistic), statistic);
      return {};
    });
  };
  LEDGER_TRY(
      gather(Kind::kRequest, [&](const Statistic&) -> DayCounts& { return counts.requests; }));
  LEDGER_TRY(gather(Kind::kIdentityCopy,
                    [&](const Statistic&) -> DayCounts& { return counts.id_copies; }));
  LEDGER_TRY(gather(Kind::kLookUp, [&](const Statistic& of_role) -> DayCounts& {
    return counts.look_ups[of_role.name];
  }));
  return counts;
}

} // namespace ledger
