// Threads that give way.
#pragma once

#include <optional>
#include <thread>
#include <type_traits>

namespace ledger {

// Of the calling thread, for good: an unprivileged thread cannot raise itself again. There may be
// two cores, and appends come first. A nice value, not SCHED_IDLE: readers wait for the locks that
// folding holds, and an idle thread may hold one for as long as others are busy.
void lower_priority();

// Runs `work` on a thread of its own and returns what it returns; blocks the caller.
template <class Work>
std::invoke_result_t<Work&> run_low_priority(Work work) {
  std::optional<std::invoke_result_t<Work&>> result;
  std::thread([&] {
    lower_priority();
    result.emplace(work());
  }).join();
  return std::move(*result);
}

} // namespace ledger
