// Makes things side by side and takes them in order.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace ledger {

// make(i) for 0 <= i < count, on `threads` threads; take(made) on the calling thread, in order.
// take returns false to end it early. At most two made things a thread wait to be taken. What make
// throws is thrown here. With one thread everything happens on the calling one.
template <class Make, class Take>
void in_order(std::uint64_t count, unsigned threads, const Make& make, const Take& take) {
  if (threads <= 1 || count <= 1) {
    for (std::uint64_t i = 0; i < count; ++i)
      if (!take(make(i))) return;
    return;
  }
  using Made = decltype(make(std::uint64_t{}));
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::uint64_t, Made> made; // and all below under the mutex
  std::uint64_t next = 0;
  std::uint64_t taken = 0;
  bool stop = false;
  std::exception_ptr problem;

  const auto work = [&] {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return stop || next >= count || next < taken + 2 * threads; });
      if (stop || next >= count) return;
      const std::uint64_t mine = next++;
      lock.unlock();
      try {
        Made thing = make(mine);
        lock.lock();
        made.emplace(mine, std::move(thing));
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        problem = std::current_exception();
        stop = true;
      }
      changed.notify_all();
    }
  };
  std::vector<std::thread> workers;
  workers.reserve(threads);
  for (unsigned i = 0; i < threads; ++i)
    workers.emplace_back(work);

  std::unique_lock lock(mutex);
  try {
    while (taken < count) {
      changed.wait(lock, [&] { return stop || made.contains(taken); });
      if (stop) break;
      auto node = made.extract(taken++);
      changed.notify_all();
      lock.unlock();
      const bool go_on = take(std::move(node.mapped()));
      lock.lock();
      if (!go_on) break;
    }
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    problem = std::current_exception();
  }
  stop = true;
  lock.unlock();
  changed.notify_all();
  for (std::thread& worker : workers)
    worker.join();
  if (problem) std::rethrow_exception(problem);
}

} // namespace ledger
