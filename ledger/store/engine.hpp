// Inside ledger/store only: the open database and what belongs to it, shared by the store and the
// index of ids.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/store/owner_lock.hpp"
#include "ledger/store/poison.hpp"
#include "ledger/store/store.hpp"

namespace rocksdb {
class Cache;
class ColumnFamilyHandle;
class DB;
class Env;
class Slice;
} // namespace rocksdb

namespace ledger {

// Names on disk.
inline constexpr const char* kMeta = "default"; // RocksDB has it in any case; holds the id cursor
inline constexpr const char* kRecords = "records";
inline constexpr const char* kTiles = "tiles";
inline constexpr const char* kDocuments = "documents";
inline constexpr const char* kCheckpoints = "checkpoints";
inline constexpr const char* kIds = "ids";
inline constexpr const char* kDerivedPrefix = "derived.";

// The handle lives until its last user lets go, so that a family can be dropped under a reader.
using Family = std::shared_ptr<rocksdb::ColumnFamilyHandle>;

struct Engine {
  Engine();
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Whether something may be written: kPermissions in read-only mode, kOutcomeUnknown after the
  // first storage error, kNoSpace when the file system is nearly full (nothing is written then).
  // kPermissions, or the first storage error.
  [[nodiscard]] Status may_write() const;
  // The same, and kNoSpace where little is left.
  [[nodiscard]] Status writable() const;
  // The family of a handle that the database gave out.
  [[nodiscard]] Family adopt(rocksdb::ColumnFamilyHandle* handle) const;

  std::filesystem::path directory;
  StoreMode mode = StoreMode::kReadWrite;
  FileSystemPtr files;
  bool direct_io = false;
  std::shared_ptr<Poison> poison;
  OwnerLock lock; // released after everything below is closed
  std::shared_ptr<rocksdb::Cache> record_cache;
  std::shared_ptr<rocksdb::Cache> id_cache;
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<rocksdb::DB> db;
  Family meta, records, tiles, documents, checkpoints, ids;
};

// Bytes that the file system must have free, so that neither memtables nor index runs hit the end
// of the disk on their way: RocksDB's assertions turn that into an abort.
inline constexpr std::uint64_t kFreeToOpenBytes = 96u << 20;
inline constexpr std::uint64_t kFreeToWriteBytes = 64u << 20;
[[nodiscard]] Status check_space(rocksdb::FileSystem& files, const std::filesystem::path& directory,
                                 std::uint64_t needed);

[[nodiscard]] rocksdb::Slice to_slice(ByteView bytes);
[[nodiscard]] ByteView to_view(const rocksdb::Slice& slice);

} // namespace ledger
