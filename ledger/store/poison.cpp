#include "ledger/store/poison.hpp"

namespace ledger {

Error Poison::set(const Error& first) {
  {
    const std::lock_guard lock(mutex_);
    if (!set_.load(std::memory_order_relaxed)) {
      what_ = first.what();
      where_ = first.where();
      set_.store(true, std::memory_order_release);
    }
  }
  return report();
}

Status Poison::check() const {
  if (!set_.load(std::memory_order_acquire)) return {};
  return fail(report());
}

Error Poison::report() const {
  const std::lock_guard lock(mutex_);
  return {Errc::kOutcomeUnknown, "the storage failed, and nothing is written any more: " + what_,
          where_, "the daemon has to stop; start it again and send again with the same ids"};
}

} // namespace ledger
