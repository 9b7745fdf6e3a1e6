// One owner at a time: an flock on the state directory itself. A lock file can be deleted and made
// again, and then two processes hold "the" lock; a directory in use cannot.
#pragma once

#include "ledger/base/descriptor.hpp"
#include "ledger/base/result.hpp"

#include <filesystem>

namespace ledger {

// Held until destruction, or until the process ends, however it ends.
class OwnerLock {
 public:
  OwnerLock() = default; // holds nothing
  OwnerLock(OwnerLock&&) noexcept = default;
  OwnerLock& operator=(OwnerLock&&) noexcept = default;
  // Also when a process that was forked meanwhile has the folder open as well.
  ~OwnerLock();
  // kLocked when another process, or another store of this one, holds it; kPermissions, kIo.
  [[nodiscard]] static Result<OwnerLock> take(const std::filesystem::path& directory);

 private:
  explicit OwnerLock(Descriptor folder) : folder_(std::move(folder)) {}
  Descriptor folder_;
};

// kPermissions unless the directory belongs to this user and nobody else may write in it: files of
// another owner would stop the daemon at its next start, and others could put a database there.
[[nodiscard]] Status check_ownership(const std::filesystem::path& directory);

} // namespace ledger
