// Syncs the head off the commit path: at most every 10 ms while it is dirty, and at once when a
// checkpoint, an erasure or the stop asks for it.
#pragma once

#include "ledger/base/result.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace ledger {

class Head;

class HeadKeeper {
 public:
  HeadKeeper(Head& head, std::function<void(const Error&)> on_fatal);
  ~HeadKeeper();
  // Any thread: the head was written.
  void mark_dirty();
  // Any thread but the committing one; returns when what was written before the call is synced.
  [[nodiscard]] Status sync_now();
  void stop();

 private:
  void run();
  [[nodiscard]] Status sync();

  Head& head_;
  std::function<void(const Error&)> on_fatal_;
  std::mutex sync_mutex_; // one sync at a time
  std::mutex mutex_;
  std::condition_variable wake_;
  bool dirty_ = false;    // under mutex_
  bool stopping_ = false; // under mutex_
  std::thread thread_;
};

} // namespace ledger
