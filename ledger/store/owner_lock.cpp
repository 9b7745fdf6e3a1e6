#include "ledger/store/owner_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace ledger {
namespace {

tl::unexpected<Error> system_failure(const std::string& what, const std::filesystem::path& where) {
  const int number = errno;
  return fail(number == EACCES || number == EPERM ? Errc::kPermissions : Errc::kIo,
              what + ": " + std::generic_category().message(number), where.string(),
              "run this as the user that the daemon runs as");
}

} // namespace

Result<OwnerLock> OwnerLock::take(const std::filesystem::path& directory) {
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return system_failure("the folder could not be opened", directory);
  OwnerLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return system_failure("the folder could not be locked", directory);
  return fail(Errc::kLocked, "another process owns this ledger", directory.string(),
              "stop it first (systemctl stop auditledgerd), or ask the running daemon");
}

OwnerLock::OwnerLock(OwnerLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

OwnerLock& OwnerLock::operator=(OwnerLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

OwnerLock::~OwnerLock() {
  if (fd_ >= 0) ::close(fd_);
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
