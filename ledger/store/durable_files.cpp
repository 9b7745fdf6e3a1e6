#include "ledger/store/durable_files.hpp"

#include "ledger/store/status.hpp"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

namespace ledger {
namespace {

using std::filesystem::path;

constexpr std::string_view kUnfinished = ".unfinished";

path unfinished(const path& file) {
  return path(file) += kUnfinished;
}
path folder_of(const path& file) {
  return file.has_parent_path() ? file.parent_path() : path(".");
}
rocksdb::Slice slice(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The library creates files for everyone to read; these hold keys. It is done before the first
// byte is written.
Status set_mode(const path& where, mode_t mode) {
  if (::chmod(where.c_str(), mode) == 0) return {};
  return storage_status(rocksdb::IOStatus::IOError("chmod", std::generic_category().message(errno)),
                        "the access rights could not be set", where.string());
}

Status sync_directory(rocksdb::FileSystem& files, const path& directory) {
  std::unique_ptr<rocksdb::FSDirectory> handle;
  rocksdb::IOStatus done = files.NewDirectory(directory, {}, &handle, nullptr);
  if (done.ok()) done = handle->Fsync({}, nullptr);
  return storage_status(done, "the folder could not be synced", directory.string());
}

rocksdb::IOStatus write_and_sync(rocksdb::FSWritableFile& file, ByteView bytes) {
  rocksdb::IOStatus done = file.Append(slice(bytes), {}, nullptr);
  // Not fdatasync: the file is new and so is its mode.
  if (done.ok()) done = file.Fsync({}, nullptr);
  const rocksdb::IOStatus closed = file.Close({}, nullptr);
  return done.ok() ? closed : done;
}

Status write_whole(rocksdb::FileSystem& files, const path& file, ByteView bytes) {
  const path beside = unfinished(file);
  std::unique_ptr<rocksdb::FSWritableFile> handle;
  LEDGER_TRY(storage_status(files.NewWritableFile(beside, {}, &handle, nullptr),
                            "the file could not be created", beside.string()));
  LEDGER_TRY(set_mode(beside, S_IRUSR | S_IWUSR));
  LEDGER_TRY(storage_status(write_and_sync(*handle, bytes), "the file could not be written",
                            beside.string()));
  LEDGER_TRY(storage_status(files.RenameFile(beside, file, {}, nullptr),
                            "the file could not be put in its place", file.string()));
  return sync_directory(files, folder_of(file));
}

// True when there was something to remove.
Result<bool> remove_one(rocksdb::FileSystem& files, const path& file) {
  const rocksdb::IOStatus removed = files.DeleteFile(file, {}, nullptr);
  if (removed.ok()) return true;
  if (removed.IsPathNotFound() || removed.IsNotFound()) return false;
  return fail(storage_error(removed, "the file could not be removed", file.string()));
}

} // namespace

DurableFiles::DurableFiles(FileSystemPtr file_system)
    : file_system_(file_system ? std::move(file_system) : rocksdb::FileSystem::Default()) {}

Status DurableFiles::create_directory(const path& directory) const {
  rocksdb::FileSystem& files = *file_system_;
  if (files.FileExists(directory, {}, nullptr).ok()) {
    bool is_directory = false;
    const rocksdb::IOStatus asked = files.IsDirectory(directory, {}, &is_directory, nullptr);
    LEDGER_TRY(storage_status(asked, "the folder could not be looked at", directory.string()));
    if (is_directory) return {};
    return fail(Errc::kExists, "a file stands where a folder is to be made", directory.string(),
                "move the file away, or name another folder");
  }
  LEDGER_TRY(storage_status(files.CreateDir(directory, {}, nullptr),
                            "the folder could not be created", directory.string()));
  LEDGER_TRY(set_mode(directory, S_IRWXU));
  return sync_directory(files, folder_of(directory));
}

Status DurableFiles::write_new(const path& file, ByteView bytes) const {
  const rocksdb::IOStatus exists = file_system_->FileExists(file, {}, nullptr);
  if (exists.ok()) {
    return fail(Errc::kExists, "the file is there already", file.string(),
                "nothing was written; remove it first if it is not wanted");
  }
  if (!exists.IsNotFound()) {
    return storage_status(exists, "the file could not be looked at", file.string());
  }
  return write_whole(*file_system_, file, bytes);
}

Status DurableFiles::replace(const path& file, ByteView bytes) const {
  return write_whole(*file_system_, file, bytes);
}

Result<Bytes> DurableFiles::read(const path& file, std::size_t max_bytes) const {
  std::unique_ptr<rocksdb::FSRandomAccessFile> handle;
  std::uint64_t size = 0;
  LEDGER_TRY(storage_status(file_system_->GetFileSize(file, {}, &size, nullptr),
                            "the file could not be opened", file.string()));
  if (size > max_bytes) {
    return fail(Errc::kTooLarge,
                "the file has " + std::to_string(size) + " bytes, more than the " +
                    std::to_string(max_bytes) + " that it may have",
                file.string(), "check that this is the file that was meant");
  }
  LEDGER_TRY(storage_status(file_system_->NewRandomAccessFile(file, {}, &handle, nullptr),
                            "the file could not be opened", file.string()));
  Bytes bytes(size);
  if (bytes.empty()) return bytes;
  rocksdb::Slice got;
  LEDGER_TRY(storage_status(
      handle->Read(0, bytes.size(), {}, &got, reinterpret_cast<char*>(bytes.data()), nullptr),
      "the file could not be read", file.string()));
  // The library may answer from memory of its own instead of filling ours.
  if (got.data() != reinterpret_cast<const char*>(bytes.data())) {
    std::copy(got.data(), got.data() + got.size(), bytes.begin());
  }
  bytes.resize(got.size());
  return bytes;
}

Status DurableFiles::remove(const path& file) const {
  LEDGER_ASSIGN(const bool whole, remove_one(*file_system_, file));
  LEDGER_ASSIGN(const bool part, remove_one(*file_system_, unfinished(file)));
  if (!whole && !part) return {};
  return sync_directory(*file_system_, folder_of(file));
}

Result<std::vector<std::string>> DurableFiles::list(const path& directory) const {
  std::vector<std::string> names;
  LEDGER_TRY(storage_status(file_system_->GetChildren(directory, {}, &names, nullptr),
                            "the folder could not be listed", directory.string()));
  std::erase_if(names, [](const std::string& name) {
    return name == "." || name == ".." || name.ends_with(kUnfinished);
  });
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace ledger
