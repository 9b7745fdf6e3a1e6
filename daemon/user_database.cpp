#include "daemon/user_database.hpp"

#include <array>
#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <vector>

namespace ledger {
namespace {

constexpr std::size_t kEntryBytes = 16'384; // _SC_GETPW_R_SIZE_MAX is a hint; this is beyond it
constexpr std::size_t kMostGroupBytes = 1 << 20;

} // namespace

std::optional<uid_t> uid_named(const std::string& user) {
  std::array<char, kEntryBytes> strings{};
  passwd entry{};
  passwd* found = nullptr;
  const int failed = getpwnam_r(user.c_str(), &entry, strings.data(), strings.size(), &found);
  if (failed != 0 || found == nullptr) return std::nullopt;
  return found->pw_uid;
}

std::optional<gid_t> gid_named(const std::string& group) {
  std::vector<char> strings(kEntryBytes);
  struct group entry {};
  struct group* found = nullptr;
  // A group of many members needs more room.
  while (getgrnam_r(group.c_str(), &entry, strings.data(), strings.size(), &found) == ERANGE &&
         strings.size() < kMostGroupBytes)
    strings.resize(strings.size() * 2);
  if (found == nullptr) return std::nullopt;
  return found->gr_gid;
}

} // namespace ledger
