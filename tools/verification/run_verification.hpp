// Verification as the commands run it: with progress, with what was remembered, over a folder or
// over the socket.
#pragma once

#include "ledger/verify/verify_state.hpp"
#include "tools/context.hpp"

namespace ledger::tools {

struct VerificationRequest {
  std::string state; // empty: over the socket
  Evidence evidence; // from the command line
  unsigned threads = 1;
  bool remember = false; // also without a key that was brought
};

// After a verification that succeeded, the key and the last checkpoint are remembered when a key
// was brought or remember is set. An error: the ledger could not be asked.
[[nodiscard]] Result<VerifyReport> run_verification(const Context& context,
                                                    VerificationRequest request);

} // namespace ledger::tools
