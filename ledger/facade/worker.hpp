// One thread that does what may wait for the disk, one task after the other.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace ledger {

class Worker {
 public:
  Worker();
  ~Worker(); // runs what is queued, then ends
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Any thread. A task posted after stop() is dropped.
  void post(std::function<void()> task);
  // Runs what is queued and joins; a task may still post others, which run too.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_; // under mutex_
  bool stopping_ = false;                   // under mutex_
  std::thread thread_;
};

} // namespace ledger
