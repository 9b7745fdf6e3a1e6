// A file system for tests that can lose its power: writes go through to real files, syncs are only
// noted, and apply() then takes away what no sync had made safe (tests/support/power_cut_disk.hpp).
#pragma once

#include "tests/support/power_cut_disk.hpp"

#include <rocksdb/file_system.h>

#include <functional>
#include <mutex>
#include <optional>

namespace ledger::test {

// Any thread. Files are opened for direct I/O when asked; mapped writing is refused.
class PowerCutFs : public rocksdb::FileSystemWrapper {
 public:
  // `attic`: a folder of its own, on the file system of the files under test.
  explicit PowerCutFs(const std::filesystem::path& attic);
  const char* Name() const override { return "PowerCutFs"; }

  // From now on every operation fails. The file system stays dead: reopen through another one.
  void cut();
  [[nodiscard]] bool is_cut() const;
  // After cut(), when all users are closed.
  void apply(std::uint64_t seed);

  // Syncs of files and folders so far.
  [[nodiscard]] std::uint64_t syncs() const;
  // Called before each sync with its number, from 1, and its file or folder; may call cut().
  void before_each_sync(std::function<void(std::uint64_t, const std::string&)> callback);
  // The sync of this number fails; with `persist` it has nevertheless made its data safe.
  void fail_sync_at(std::uint64_t number, bool persist);
  // Appends and overwrites so far.
  [[nodiscard]] std::uint64_t writes() const;
  void pretend_free_space(std::uint64_t bytes);

  rocksdb::IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& name,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* result,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* result,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus
  NewMemoryMappedFileBuffer(const std::string& name,
                            std::unique_ptr<rocksdb::MemoryMappedFileBuffer>* result) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* result,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus FileExists(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& name, const rocksdb::IOOptions& options,
                                std::vector<std::string>* result,
                                rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus Truncate(const std::string& name, std::size_t size,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& name, const rocksdb::IOOptions& options,
                              rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& name, const rocksdb::IOOptions& options,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to,
                             const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 std::uint64_t* free, rocksdb::IODebugContext* debug) override;

  // Runs `operation` unless the power is gone, and not beside any other.
  rocksdb::IOStatus live(const std::function<rocksdb::IOStatus(PowerCutDisk&)>& operation);
  // The same for a sync, which it counts, announces and may fail. `begin` is asked first for what
  // the sync will have made safe when it ends: nothing that is written beside it.
  using Effect = std::function<void(PowerCutDisk&)>;
  rocksdb::IOStatus sync(const std::string& name,
                         const std::function<Effect(PowerCutDisk&)>& begin);
  void count_write() { ++writes_; } // inside live()

 private:
  mutable std::mutex mutex_;
  PowerCutDisk disk_;
  bool cut_ = false;
  std::uint64_t syncs_ = 0;
  std::uint64_t writes_ = 0;
  std::function<void(std::uint64_t, const std::string&)> before_sync_;
  std::uint64_t failing_sync_ = 0;
  bool failing_sync_persists_ = false;
  std::optional<std::uint64_t> free_space_;
};

} // namespace ledger::test
