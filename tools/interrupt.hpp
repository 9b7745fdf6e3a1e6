// Ctrl-C for commands that have something to say before they go.
#pragma once

#include <csignal>

namespace ledger::tools {

// While it lives, SIGINT and SIGTERM end the wait in progress (ppoll with open_mask()) instead of
// the process. One at a time; main thread.
class InterruptGuard {
 public:
  InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();

 private:
  sigset_t mask_before_{};
  struct sigaction int_before_ {};
  struct sigaction term_before_ {};
};

// A signal came while a guard lived.
[[nodiscard]] bool interrupted();
// The thread's signal mask with SIGINT and SIGTERM let through.
[[nodiscard]] sigset_t open_mask();

} // namespace ledger::tools
