// Descriptors for connections end before those that the ledger needs: a database that cannot open a
// file has failed, and a failed database stops the daemon.
#pragma once

#include "daemon/config.hpp"
#include "ledger/base/result.hpp"

namespace ledger {

// Once, before anything is opened: raises the limit of this process to its hard limit, and lowers
// `limits.connections` to what that leaves beside limits::kDescriptorsKept. kConfig when that is
// next to nothing.
[[nodiscard]] Status keep_descriptors(ConnectionLimits& limits);

} // namespace ledger
