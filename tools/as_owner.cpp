#include "tools/as_owner.hpp"

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace ledger::tools {

Result<AsOwner> AsOwner::of(const std::filesystem::path& folder) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &status) != 0 || status.st_uid == 0)
    return AsOwner(false);
  // The group first: afterwards there is no right to change it.
  if (::setegid(status.st_gid) == 0) {
    if (::seteuid(status.st_uid) == 0) return AsOwner(true);
    if (::setegid(::getgid()) != 0) std::abort();
  }
  return fail(Errc::kPermissions, "the rights of the folder's owner cannot be taken",
              folder.string(), "run this as the user that owns the folder");
}

AsOwner::AsOwner(AsOwner&& other) noexcept : changed_(std::exchange(other.changed_, false)) {}

AsOwner::~AsOwner() {
  if (!changed_) return;
  // Whoever cannot be root again must not go on as if they were.
  if (::seteuid(::getuid()) != 0 || ::setegid(::getgid()) != 0) std::abort();
}

} // namespace ledger::tools
