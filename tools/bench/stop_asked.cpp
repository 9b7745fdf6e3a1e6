#include "tools/bench/stop_asked.hpp"

#include "tools/interrupt.hpp"

namespace ledger::tools {

bool stop_asked() {
  if (interrupted()) return true;
  sigset_t pending;
  sigpending(&pending);
  return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

} // namespace ledger::tools
