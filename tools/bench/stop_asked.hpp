// Ctrl-C for loops that hardly ever wait.
#pragma once

namespace ledger::tools {

// A signal came while an InterruptGuard lived, or is pending: one that finds its wait already over
// is not delivered by ppoll. Costs a system call.
[[nodiscard]] bool stop_asked();

} // namespace ledger::tools
