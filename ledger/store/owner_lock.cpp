#include "ledger/store/owner_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ledger {
namespace {

tl::unexpected<Error> system_failure(const std::string& what, const std::filesystem::path& where) {
  const int number = errno;
  return fail(number == EACCES || number == EPERM ? Errc::kPermissions : Errc::kIo,
              what + ": " + std::generic_category().message(number), where.string(),
              "run this as the user that the daemon runs as");
}

} // namespace

OwnerLock::~OwnerLock() {
  if (folder_.is_open()) ::flock(folder_.get(), LOCK_UN);
}

Result<OwnerLock> OwnerLock::take(const std::filesystem::path& directory) {
  Descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return system_failure("the folder could not be opened", directory);
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) == 0) return OwnerLock(std::move(folder));
  if (errno != EWOULDBLOCK) return system_failure("the folder could not be locked", directory);
  return fail(Errc::kLocked, "another process owns this ledger", directory.string(),
              "stop it first (systemctl stop auditledgerd), or ask the running daemon");
}

Status check_ownership(const std::filesystem::path& directory) {
  struct stat status {};
  if (::stat(directory.c_str(), &status) != 0) {
    return system_failure("the folder could not be looked at", directory);
  }
  if (status.st_uid != ::geteuid()) {
    return fail(Errc::kPermissions,
                "the folder belongs to uid " + std::to_string(status.st_uid) +
                    " and this process runs as uid " + std::to_string(::geteuid()),
                directory.string(), "run this as the user that owns the folder");
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return fail(Errc::kPermissions, "others may write in the folder", directory.string(),
                "take that right away: chmod 0700");
  }
  return {};
}

} // namespace ledger
