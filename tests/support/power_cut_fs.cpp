#include "tests/support/power_cut_fs.hpp"

#include "tests/support/power_cut_files.hpp"

// RocksDB 7.8.3 loses the new memtable when the log for it cannot be made. The leak is the
// library's, and the process is about to end; our own leaks are still found.
// NOLINTBEGIN(bugprone-reserved-identifier): the name is the sanitizer's.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:rocksdb::DBImpl::SwitchMemtable\n";
}
// NOLINTEND(bugprone-reserved-identifier)

namespace ledger::test {
namespace {

using namespace rocksdb;

std::filesystem::path normal(const std::string& name) {
  std::filesystem::path path = std::filesystem::absolute(name).lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

IOStatus dead() {
  return IOStatus::IOError("the power is gone");
}

} // namespace

PowerCutFs::PowerCutFs(const std::filesystem::path& attic)
    : FileSystemWrapper(FileSystem::Default()), disk_(attic) {}

void PowerCutFs::cut() {
  const std::lock_guard lock(mutex_);
  cut_ = true;
}

bool PowerCutFs::is_cut() const {
  const std::lock_guard lock(mutex_);
  return cut_;
}

void PowerCutFs::apply(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  disk_.apply(seed);
}

std::uint64_t PowerCutFs::syncs() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

std::uint64_t PowerCutFs::writes() const {
  const std::lock_guard lock(mutex_);
  return writes_;
}

void PowerCutFs::before_each_sync(std::function<void(std::uint64_t, const std::string&)> callback) {
  const std::lock_guard lock(mutex_);
  before_sync_ = std::move(callback);
}

void PowerCutFs::fail_sync_at(std::uint64_t number, bool persist) {
  const std::lock_guard lock(mutex_);
  failing_sync_ = number;
  failing_sync_persists_ = persist;
}

void PowerCutFs::pretend_free_space(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  free_space_ = bytes;
}

IOStatus PowerCutFs::live(const std::function<IOStatus(PowerCutDisk&)>& operation) {
  const std::lock_guard lock(mutex_);
  return cut_ ? dead() : operation(disk_);
}

IOStatus PowerCutFs::sync(const std::string& name,
                          const std::function<Effect(PowerCutDisk&)>& begin) {
  std::uint64_t number = 0;
  std::function<void(std::uint64_t, const std::string&)> announce;
  Effect make_safe;
  {
    const std::lock_guard lock(mutex_);
    number = ++syncs_;
    announce = before_sync_;
    make_safe = begin(disk_);
  }
  if (announce) announce(number, name);
  const std::lock_guard lock(mutex_);
  if (cut_) return dead();
  const bool fails = number == failing_sync_;
  if (!fails || failing_sync_persists_) make_safe(disk_);
  return fails ? IOStatus::IOError("a sync that fails") : IOStatus::OK();
}

IOStatus PowerCutFs::NewSequentialFile(const std::string& name, const FileOptions& options,
                                       std::unique_ptr<FSSequentialFile>* result,
                                       IODebugContext* debug) {
  return live(
      [&](PowerCutDisk&) { return target()->NewSequentialFile(name, options, result, debug); });
}

IOStatus PowerCutFs::NewRandomAccessFile(const std::string& name, const FileOptions& options,
                                         std::unique_ptr<FSRandomAccessFile>* result,
                                         IODebugContext* debug) {
  return live(
      [&](PowerCutDisk&) { return target()->NewRandomAccessFile(name, options, result, debug); });
}

// One that was there is taken away as if removed; the new one is another file.
IOStatus PowerCutFs::NewWritableFile(const std::string& name, const FileOptions& options,
                                     std::unique_ptr<FSWritableFile>* result,
                                     IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    const std::filesystem::path path = normal(name);
    if (std::filesystem::exists(path)) {
      disk.about_to_remove(path);
      std::filesystem::remove(path);
    }
    std::unique_ptr<FSWritableFile> file;
    IOStatus done = target()->NewWritableFile(name, options, &file, debug);
    if (!done.ok()) return done;
    disk.created(path);
    *result = track(*this, disk.file(path), path, std::move(file));
    return done;
  });
}

IOStatus PowerCutFs::ReopenWritableFile(const std::string& name, const FileOptions& options,
                                        std::unique_ptr<FSWritableFile>* result,
                                        IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    const std::filesystem::path path = normal(name);
    const bool is_new = !std::filesystem::exists(path);
    std::unique_ptr<FSWritableFile> file;
    const DiskFilePtr book = disk.file(path);
    IOStatus done = target()->ReopenWritableFile(name, options, &file, debug);
    if (!done.ok()) return done;
    if (is_new) disk.created(path);
    *result = track(*this, book, path, std::move(file));
    return done;
  });
}

IOStatus PowerCutFs::ReuseWritableFile(const std::string& name, const std::string& old_name,
                                       const FileOptions& options,
                                       std::unique_ptr<FSWritableFile>* result,
                                       IODebugContext* debug) {
  const IOStatus renamed = RenameFile(old_name, name, options.io_options, debug);
  return renamed.ok() ? NewWritableFile(name, options, result, debug) : renamed;
}

IOStatus PowerCutFs::NewRandomRWFile(const std::string& name, const FileOptions& options,
                                     std::unique_ptr<FSRandomRWFile>* result,
                                     IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    std::unique_ptr<FSRandomRWFile> file;
    IOStatus done = target()->NewRandomRWFile(name, options, &file, debug);
    if (done.ok()) *result = track(*this, disk.file(normal(name)), normal(name), std::move(file));
    return done;
  });
}

IOStatus
PowerCutFs::NewMemoryMappedFileBuffer(const std::string& /*name*/,
                                      std::unique_ptr<MemoryMappedFileBuffer>* /*result*/) {
  return IOStatus::NotSupported("mapped files");
}

IOStatus PowerCutFs::NewDirectory(const std::string& name, const IOOptions& options,
                                  std::unique_ptr<FSDirectory>* result, IODebugContext* debug) {
  return live([&](PowerCutDisk&) {
    std::unique_ptr<FSDirectory> directory;
    IOStatus done = target()->NewDirectory(name, options, &directory, debug);
    if (done.ok()) *result = track(*this, normal(name), std::move(directory));
    return done;
  });
}

IOStatus PowerCutFs::FileExists(const std::string& name, const IOOptions& options,
                                IODebugContext* debug) {
  return live([&](PowerCutDisk&) { return target()->FileExists(name, options, debug); });
}

IOStatus PowerCutFs::GetChildren(const std::string& name, const IOOptions& options,
                                 std::vector<std::string>* result, IODebugContext* debug) {
  return live([&](PowerCutDisk&) { return target()->GetChildren(name, options, result, debug); });
}

IOStatus PowerCutFs::DeleteFile(const std::string& name, const IOOptions& options,
                                IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    if (std::filesystem::exists(name)) disk.about_to_remove(normal(name));
    return target()->DeleteFile(name, options, debug);
  });
}

IOStatus PowerCutFs::Truncate(const std::string& name, std::size_t size, const IOOptions& options,
                              IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    const DiskFilePtr book = disk.file(normal(name));
    book->size = size;
    book->synced_size = std::min<std::uint64_t>(book->synced_size, size);
    return target()->Truncate(name, size, options, debug);
  });
}

IOStatus PowerCutFs::CreateDir(const std::string& name, const IOOptions& options,
                               IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    IOStatus done = target()->CreateDir(name, options, debug);
    if (done.ok()) disk.created(normal(name));
    return done;
  });
}

IOStatus PowerCutFs::CreateDirIfMissing(const std::string& name, const IOOptions& options,
                                        IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    const bool is_new = !std::filesystem::exists(name);
    IOStatus done = target()->CreateDirIfMissing(name, options, debug);
    if (done.ok() && is_new) disk.created(normal(name));
    return done;
  });
}

IOStatus PowerCutFs::RenameFile(const std::string& from, const std::string& to,
                                const IOOptions& options, IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    if (std::filesystem::exists(from)) disk.about_to_rename(normal(from), normal(to));
    return target()->RenameFile(from, to, options, debug);
  });
}

IOStatus PowerCutFs::LinkFile(const std::string& from, const std::string& to,
                              const IOOptions& options, IODebugContext* debug) {
  return live([&](PowerCutDisk& disk) {
    IOStatus done = target()->LinkFile(from, to, options, debug);
    if (done.ok()) disk.linked(normal(from), normal(to));
    return done;
  });
}

IOStatus PowerCutFs::GetFreeSpace(const std::string& path, const IOOptions& options,
                                  std::uint64_t* free, IODebugContext* debug) {
  return live([&](PowerCutDisk&) {
    if (!free_space_) return target()->GetFreeSpace(path, options, free, debug);
    *free = *free_space_;
    return IOStatus::OK();
  });
}

} // namespace ledger::test
