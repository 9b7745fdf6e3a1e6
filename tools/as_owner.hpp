// Root that works on somebody else's folder does it as that somebody: what it makes there is theirs
// then, and the service that runs as them finds nothing that it may not read.
#pragma once

#include "ledger/base/result.hpp"

#include <filesystem>
#include <sys/types.h>

namespace ledger::tools {

// While it lives, the process has the effective user and group of the folder's owner. For a process
// that is not root, and for a folder of root's, nothing changes. All threads; one at a time.
class AsOwner {
 public:
  // A folder that is not there belongs to nobody: nothing changes. kPermissions.
  [[nodiscard]] static Result<AsOwner> of(const std::filesystem::path& folder);
  AsOwner(AsOwner&& other) noexcept;
  AsOwner& operator=(AsOwner&& other) = delete;
  AsOwner(const AsOwner&) = delete;
  AsOwner& operator=(const AsOwner&) = delete;
  ~AsOwner();

 private:
  explicit AsOwner(bool changed) : changed_(changed) {}
  bool changed_;
};

} // namespace ledger::tools
