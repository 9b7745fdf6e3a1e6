// What went wrong with peers, summed up by kind and peer: told when it first happens and then at
// most once a minute, so that no client can flood the journal.
#pragma once

#include "daemon/log.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace ledger {

struct Troubles {
  LogMessage message;
  uid_t uid; // TroubleLog::kManyPeers: of several, beyond kMostRows
  std::uint64_t times;
};

// Bounded; one thread.
class TroubleLog {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kMostRows = 64;
  static constexpr std::chrono::minutes kBetweenLines{1};
  static constexpr uid_t kManyPeers = static_cast<uid_t>(-1); // what the kernel never gives a user

  void add(LogMessage message, uid_t uid);
  // Removes and returns what is to be told at `now`.
  [[nodiscard]] std::vector<Troubles> take_due(Clock::time_point now);
  // All that was not told yet: for the stop of the daemon.
  [[nodiscard]] std::vector<Troubles> take_all();
  // Nothing happened within the last minute and everything is told.
  [[nodiscard]] bool empty() const { return rows_.empty(); }

 private:
  struct Row {
    std::uint64_t times = 0; // since it was last told
    std::optional<Clock::time_point> told;
  };
  std::map<std::pair<LogMessage, uid_t>, Row> rows_;
};

} // namespace ledger
