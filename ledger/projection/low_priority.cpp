#include "ledger/projection/low_priority.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace ledger {

void lower_priority() {
  constexpr int kNice = 10;
  // On Linux the call is about one thread. Lowering is always allowed; without it work is right,
  // only less polite.
  static_cast<void>(::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNice));
}

} // namespace ledger
