// Denied requests, summed up by peer, operation and minute, so that each is recorded in the ledger
// and none of them can flood it.
#pragma once

#include "daemon/operation.hpp"
#include "ledger/base/ids.hpp"

#include <map>
#include <sys/types.h>
#include <vector>

namespace ledger {

// Minutes since 1970-01-01T00:00Z.
using Minute = Strong<struct MinuteTag, std::int64_t>;
[[nodiscard]] Minute minute_of(Timestamp time);

struct Denials {
  Minute minute;
  uid_t uid; // kManyPeers: of several, beyond kMostRows
  Operation operation;
  std::uint64_t count;
};

// Bounded; one thread at a time.
class DenialLog {
 public:
  static constexpr std::size_t kMostRows = 1'024;
  static constexpr uid_t kManyPeers = static_cast<uid_t>(-1); // what the kernel never gives a user

  void add(uid_t uid, Operation operation, Minute minute, std::uint64_t count = 1);
  // Removes and returns the rows of the minutes before `now`, oldest first: those are final.
  [[nodiscard]] std::vector<Denials> take_due(Minute now);
  // All rows, the running minute included: for the stop of the daemon.
  [[nodiscard]] std::vector<Denials> take_all();

 private:
  struct Key {
    Minute minute;
    uid_t uid;
    Operation operation;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  std::map<Key, std::uint64_t> rows_;
};

} // namespace ledger
