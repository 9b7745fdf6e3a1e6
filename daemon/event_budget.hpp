// How many events each uid has in the ledger's queue, so that none fills it for the others: a batch
// is one request and thousands of events.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <unordered_map>

namespace ledger {

// Any thread: at a stop the ledger drops its last requests on threads of its own.
class EventBudget : public std::enable_shared_from_this<EventBudget> {
 public:
  // What was taken, until the last copy goes; it keeps the budget alive.
  using Share = std::shared_ptr<void>;

  // Made by make_shared. Null when `count` more are too many: a uid may have as many as are free
  // after it. A single event may go somewhat beyond, so that batches do not shut out single events
  // of the same uid.
  [[nodiscard]] Share take(uid_t uid, std::size_t count);

 private:
  [[nodiscard]] bool add(uid_t uid, std::size_t count);
  void give_back(uid_t uid, std::size_t count);

  std::mutex mutex_;
  std::unordered_map<uid_t, std::size_t> by_uid_; // under mutex_
  std::size_t total_ = 0;                         // under mutex_
};

} // namespace ledger
