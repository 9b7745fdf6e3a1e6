// Small files that are written whole and are there after a power cut, or are not there at all.
// They go through RocksDB's FileSystem, so that the tests can cut the power under keyring, head and
// database alike.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/result.hpp"

#include <filesystem>
#include <memory>
#include <vector>

namespace rocksdb {
class FileSystem;
}

namespace ledger {

// Shared by store, head and keyring of one process. Null means the machine's own file system.
using FileSystemPtr = std::shared_ptr<rocksdb::FileSystem>;

// Any thread; no state but the file system. Errors: kIo, kNoSpace, kPermissions, kNotFound,
// kExists, kTooLarge. Paths are named in errors; no file of ours has personal data in its name.
// A write that did not end leaves `<file>.unfinished`: list() does not show it, the next write of
// the same file replaces it, remove() removes it too.
class DurableFiles {
 public:
  explicit DurableFiles(FileSystemPtr file_system);

  // Creates the folder with mode 0700, and syncs its parent, which must be there. A folder that is
  // there already is left as it is.
  [[nodiscard]] Status create_directory(const std::filesystem::path& directory) const;
  // Fails with kExists when the file is there. Returns when bytes and directory entry are synced.
  // Mode 0600.
  [[nodiscard]] Status write_new(const std::filesystem::path& file, ByteView bytes) const;
  // Writes beside it, syncs, renames over it, syncs the directory. Mode 0600.
  [[nodiscard]] Status replace(const std::filesystem::path& file, ByteView bytes) const;
  // kTooLarge when the file has more than `max_bytes`.
  [[nodiscard]] Result<Bytes> read(const std::filesystem::path& file, std::size_t max_bytes) const;
  // Removes and syncs the directory. Not being there is no error.
  [[nodiscard]] Status remove(const std::filesystem::path& file) const;
  // Names, sorted; without "." and "..".
  [[nodiscard]] Result<std::vector<std::string>> list(const std::filesystem::path& directory) const;

  // Never null.
  [[nodiscard]] const FileSystemPtr& file_system() const { return file_system_; }

 private:
  FileSystemPtr file_system_;
};

} // namespace ledger
