// Users and groups as the machine knows them (nsswitch.conf). Every call may read files. Any
// thread.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ledger {

[[nodiscard]] std::optional<uid_t> uid_named(const std::string& user);
[[nodiscard]] std::optional<gid_t> gid_named(const std::string& group);

// The groups of a user, `present` among them; only that one for a uid without an entry.
[[nodiscard]] std::vector<gid_t> groups_of(uid_t uid, gid_t present);

} // namespace ledger
