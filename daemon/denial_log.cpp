#include "daemon/denial_log.hpp"

#include <limits>

namespace ledger {
namespace {

constexpr std::int64_t kMicrosecondsPerMinute = 60'000'000;

} // namespace

Minute minute_of(Timestamp time) {
  const std::int64_t whole = time.get() / kMicrosecondsPerMinute;
  return Minute(time.get() % kMicrosecondsPerMinute < 0 ? whole - 1 : whole);
}

void DenialLog::add(uid_t uid, Operation operation, Minute minute, std::uint64_t count) {
  Key key{minute, uid, operation};
  if (const auto found = rows_.find(key); found != rows_.end()) {
    found->second += count;
    return;
  }
  if (rows_.size() >= kMostRows) {
    // The newest row's minute, so that these rows too are bounded: one for each operation.
    key.minute = rows_.rbegin()->first.minute;
    key.uid = kManyPeers;
  }
  rows_[key] += count;
}

std::vector<Denials> DenialLog::take_due(Minute now) {
  std::vector<Denials> due;
  while (!rows_.empty() && rows_.begin()->first.minute < now) {
    const auto& [key, count] = *rows_.begin();
    due.push_back({key.minute, key.uid, key.operation, count});
    rows_.erase(rows_.begin());
  }
  return due;
}

std::vector<Denials> DenialLog::take_all() {
  return take_due(Minute(std::numeric_limits<std::int64_t>::max()));
}

} // namespace ledger
