// Users and groups as the machine knows them (nsswitch.conf). Every call may read files. Any
// thread.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

namespace ledger {

[[nodiscard]] std::optional<uid_t> uid_named(const std::string& user);
[[nodiscard]] std::optional<gid_t> gid_named(const std::string& group);

} // namespace ledger
