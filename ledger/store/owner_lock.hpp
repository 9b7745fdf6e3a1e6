// One owner at a time: an flock on the state directory itself. A lock file can be deleted and made
// again, and then two processes hold "the" lock; a directory in use cannot.
#pragma once

#include "ledger/base/result.hpp"

#include <filesystem>

namespace ledger {

// Held until destruction, or until the process ends, however it ends.
class OwnerLock {
 public:
  OwnerLock() = default; // holds nothing
  // kLocked when another process, or another store of this one, holds it; kPermissions, kIo.
  [[nodiscard]] static Result<OwnerLock> take(const std::filesystem::path& directory);
  OwnerLock(OwnerLock&& other) noexcept;
  OwnerLock& operator=(OwnerLock&& other) noexcept;
  ~OwnerLock();

 private:
  explicit OwnerLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

// kPermissions unless the directory belongs to this user and nobody else may write in it: files of
// another owner would stop the daemon at its next start, and others could put a database there.
[[nodiscard]] Status check_ownership(const std::filesystem::path& directory);

} // namespace ledger
