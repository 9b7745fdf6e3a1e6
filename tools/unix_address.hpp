// Where a daemon listens.
#pragma once

#include "ledger/base/result.hpp"

#include <string>
#include <sys/un.h>

namespace ledger::tools {

// kUsage when the path is empty or longer than the kernel takes.
[[nodiscard]] Result<sockaddr_un> unix_address(const std::string& path);

} // namespace ledger::tools
