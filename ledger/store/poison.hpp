// After the first storage error nothing more is written. What the disk holds is not known then: a
// failed sync may have stored the data or dropped it, and a second one may wrongly succeed.
#pragma once

#include "ledger/base/result.hpp"

#include <atomic>
#include <mutex>

namespace ledger {

// Any thread.
class Poison {
 public:
  // Only the first error is kept. Returns what the caller has to fail with.
  Error set(const Error& first);
  // kOutcomeUnknown when set.
  [[nodiscard]] Status check() const;

 private:
  [[nodiscard]] Error report() const;

  std::atomic<bool> set_ = false;
  mutable std::mutex mutex_;
  std::string what_;
  std::string where_;
};

} // namespace ledger
