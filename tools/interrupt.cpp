#include "tools/interrupt.hpp"

namespace ledger::tools {
namespace {

volatile std::sig_atomic_t raised = 0;

extern "C" void note_signal(int) {
  raised = 1;
}

} // namespace

// Outside of ppoll the signals stay blocked, so that none is lost between a check and the wait.
InterruptGuard::InterruptGuard() {
  raised = 0;
  struct sigaction action {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &int_before_);
  sigaction(SIGTERM, &action, &term_before_);
  sigset_t both;
  sigemptyset(&both);
  sigaddset(&both, SIGINT);
  sigaddset(&both, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &both, &mask_before_);
}

InterruptGuard::~InterruptGuard() {
  sigaction(SIGINT, &int_before_, nullptr);
  sigaction(SIGTERM, &term_before_, nullptr);
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

bool interrupted() {
  return raised != 0;
}

sigset_t open_mask() {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  sigdelset(&mask, SIGINT);
  sigdelset(&mask, SIGTERM);
  return mask;
}

} // namespace ledger::tools
