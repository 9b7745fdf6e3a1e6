// A listening Unix socket in the file system.
#pragma once

#include "daemon/config.hpp"
#include "ledger/base/result.hpp"

namespace ledger {

// Returns its descriptor, close-on-exec and non-blocking, which the caller closes; whoever may not
// connect could not at any moment. kLocked: somebody listens there already; kExists: something else
// lies there; kPermissions, kIo.
[[nodiscard]] Result<int> open_listening_socket(const SocketConfig& socket);

} // namespace ledger
