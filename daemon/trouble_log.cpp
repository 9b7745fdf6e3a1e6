#include "daemon/trouble_log.hpp"

namespace ledger {

void TroubleLog::add(LogMessage message, uid_t uid) {
  const bool has_place = rows_.size() < kMostRows || rows_.contains({message, uid});
  ++rows_[{message, has_place ? uid : kManyPeers}].times;
}

std::vector<Troubles> TroubleLog::take_due(Clock::time_point now) {
  std::vector<Troubles> due;
  for (auto entry = rows_.begin(); entry != rows_.end();) {
    auto& [key, row] = *entry;
    const bool waits = row.told && now - *row.told < kBetweenLines;
    if (waits) {
      ++entry;
    } else if (row.times == 0) {
      entry = rows_.erase(entry);
    } else {
      due.push_back({key.first, key.second, std::exchange(row.times, 0)});
      row.told = now;
      ++entry;
    }
  }
  return due;
}

std::vector<Troubles> TroubleLog::take_all() {
  std::vector<Troubles> all;
  for (const auto& [key, row] : std::exchange(rows_, {}))
    if (row.times > 0) all.push_back({key.first, key.second, row.times});
  return all;
}

} // namespace ledger
