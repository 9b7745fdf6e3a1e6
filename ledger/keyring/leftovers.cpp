#include "ledger/keyring/leftovers.hpp"

#include "ledger/store/status.hpp"

#include <algorithm>
#include <rocksdb/file_system.h>

namespace ledger {

Result<std::vector<std::string>> names_beginning(const DurableFiles& files,
                                                 const std::filesystem::path& directory,
                                                 std::string_view prefix) {
  std::vector<std::string> names;
  const rocksdb::IOStatus listed = files.file_system()->GetChildren(directory, {}, &names, nullptr);
  if (listed.IsNotFound() || listed.IsPathNotFound()) return names;
  LEDGER_TRY(storage_status(listed, "the folder could not be listed", directory.string()));
  std::erase_if(names, [prefix](const std::string& name) { return !name.starts_with(prefix); });
  std::ranges::sort(names);
  return names;
}

Status remove_unsynced(const DurableFiles& files, const std::filesystem::path& file) {
  const rocksdb::IOStatus removed = files.file_system()->DeleteFile(file, {}, nullptr);
  if (removed.IsNotFound() || removed.IsPathNotFound()) return {};
  return storage_status(removed, "the file could not be removed", file.string());
}

} // namespace ledger
