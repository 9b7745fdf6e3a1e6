#include "ledger/store/options.hpp"

#include "ledger/base/descriptor.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/store/status.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/table.h>

#include <fcntl.h>

namespace ledger {
namespace {

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;

// The library's log is one more file that grows, that can fill the disk and that holds keys. What
// it has to say that matters arrives as a status.
class SilentLogger : public rocksdb::Logger {
 public:
  SilentLogger() : Logger(rocksdb::InfoLogLevel::FATAL_LEVEL) {}
  using Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

// Flushes and compactions fail on threads of the library; the next commit must not be accepted.
class PoisonOnError : public rocksdb::EventListener {
 public:
  PoisonOnError(std::shared_ptr<Poison> poison, std::string where)
      : poison_(std::move(poison)), where_(std::move(where)) {}
  void OnBackgroundError(rocksdb::BackgroundErrorReason /*reason*/,
                         rocksdb::Status* status) override {
    static_cast<void>(
        poison_->set(storage_error(*status, "work in the background failed", where_)));
  }

 private:
  std::shared_ptr<Poison> poison_;
  std::string where_;
};

void set_integrity(rocksdb::DBOptions& options) {
  // The default drops everything behind a flipped bit, acknowledged records too, and opens well.
  // This one accepts a torn end, which every power cut leaves, and refuses all else.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.paranoid_checks = true;
  // A closed log that is missing or shorter than its last sync refuses to open.
  options.track_and_verify_wals_in_manifest = true;
  // A table file that was swapped for another refuses to open.
  options.verify_sst_unique_id_in_manifest = true;
  // Whole files get a checksum in the manifest, for verify_file_checksums().
  options.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  // Never clear an error by itself: the first one stops the process.
  options.max_bgerror_resume_count = 0;
  // A recycled log holds records of an earlier life, which the recovery mode could not tell from
  // damage; the library refuses the combination.
  options.recycle_log_file_num = 0;
}

void set_size(rocksdb::DBOptions& options) {
  // Descriptors and table readers are bounded however large the ledger grows.
  options.max_open_files = limits::kDatabaseFiles;
  options.max_background_jobs = 2;
  // The default starts sixteen threads for each family at each opening, also for an empty one.
  options.max_file_opening_threads = 2;
  // All memtables together. Each family flushes its own before: over this one, the library flushes
  // the oldest, however small, and leaves tiny files.
  options.db_write_buffer_size = 64 * kMiB;
  // Bounds what a start has to replay. Small families would hold old logs for ever otherwise.
  options.max_total_wal_size = 64 * kMiB;
  options.max_manifest_file_size = 16 * kMiB;
  // The default reserves 4 MiB at once; a small disk is to start with.
  options.manifest_preallocation_size = 64 * kKiB;
  // Statistics dumps are a thread, memory and a log that nobody reads.
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
}

void set_writing(rocksdb::DBOptions& options, bool direct_io) {
  // Flushed files past the page cache: else the file system writes them back inside the sync of
  // the log, and every commit behind a flush waits ten times longer.
  options.use_direct_io_for_flush_and_compaction = direct_io;
  options.compaction_readahead_size = 2 * kMiB;
  // One writer: the ways for many writers at once only cost here.
  options.allow_concurrent_memtable_write = false;
  options.enable_pipelined_write = false;
  options.unordered_write = false;
  // write() must have reached the kernel when the commit returns, for kill -9 as for a power cut.
  options.manual_wal_flush = false;
  // Derived families are flushed by close(); a store that failed must not write while it is closed.
  options.avoid_flush_during_shutdown = true;
}

rocksdb::BlockBasedTableOptions table_options(std::shared_ptr<rocksdb::Cache> cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = std::move(cache);
  table.checksum = rocksdb::ChecksumType::kXXH3;
  table.block_size = 4 * kKiB;
  return table;
}

// Index blocks live in the cache, in parts: the memory of a ledger of any age is the cache.
void keep_index_in_cache(rocksdb::BlockBasedTableOptions& table) {
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
}

void set_filter(rocksdb::BlockBasedTableOptions& table) {
  constexpr double kBitsPerKey = 10; // one false positive in a hundred
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBitsPerKey));
}

void set_records(rocksdb::ColumnFamilyOptions& options, rocksdb::BlockBasedTableOptions& table) {
  options.write_buffer_size = 16 * kMiB; // the log is preallocated by this much, too
  options.max_write_buffer_number = 3;   // one fills, one is flushed, one waits for the disk
  table.block_size = 16 * kKiB;          // read in order by every audit, at random by a few
  keep_index_in_cache(table);
}

// Nearly every look-up is for an id that is not there, and asks the filter of every run. Filters in
// the cache cost ten times as much; outside of it they take 1.6 bytes an id, with the index.
void set_ids(rocksdb::BlockBasedTableOptions& table) {
  table.block_size = 8 * kKiB;
  set_filter(table);
}

// What is derived is small, but for what is kept of every person. Memory for writing is taken in
// arenas: of the default size, each such family would hold half a MiB for a few keys.
void set_derived(rocksdb::ColumnFamilyOptions& options, const std::string& name) {
  constexpr std::string_view kOfPeople = "derived.subjects.";
  if (name.starts_with(kOfPeople)) {
    options.write_buffer_size = 16 * kMiB;
    return;
  }
  options.write_buffer_size = 1 * kMiB;
  options.arena_block_size = 32 * kKiB;
}

} // namespace

rocksdb::DBOptions database_options(const Engine& engine, bool create) {
  rocksdb::DBOptions options;
  options.env = engine.env.get();
  options.create_if_missing = create;
  options.create_missing_column_families = create;
  options.info_log = std::make_shared<SilentLogger>();
  options.info_log_level = rocksdb::InfoLogLevel::FATAL_LEVEL;
  options.listeners.push_back(
      std::make_shared<PoisonOnError>(engine.poison, engine.directory.string()));
  set_integrity(options);
  set_size(options);
  set_writing(options, engine.direct_io);
  return options;
}

rocksdb::ColumnFamilyOptions family_options(const Engine& engine, const std::string& name) {
  rocksdb::ColumnFamilyOptions options;
  rocksdb::BlockBasedTableOptions table =
      table_options(name == kIds ? engine.id_cache : engine.record_cache);
  // Sealed bytes and hashes do not compress.
  options.compression = rocksdb::CompressionType::kNoCompression;
  // Keys that only grow are moved from level to level without being written again; by age, the
  // library would rewrite everything every 30 days.
  options.ttl = 0;
  options.periodic_compaction_seconds = 0;
  options.write_buffer_size = 4 * kMiB;
  options.max_write_buffer_number = 2;
  if (name == kRecords) {
    set_records(options, table);
  } else if (name == kIds) {
    set_ids(table);
  } else {
    keep_index_in_cache(table);
    if (name != kTiles && name != kCheckpoints) set_filter(table);
    if (name.starts_with(kDerivedPrefix)) set_derived(options, name);
  }
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

void make_caches(Engine& engine) {
  // Apart, so that a stream of unknown ids does not throw out records, nor the other way round.
  constexpr std::size_t kRecordCacheBytes = 16 * kMiB;
  constexpr std::size_t kIdCacheBytes = 8 * kMiB;
  engine.record_cache = rocksdb::NewLRUCache(kRecordCacheBytes);
  engine.id_cache = rocksdb::NewLRUCache(kIdCacheBytes);
}

rocksdb::WriteOptions durable_write() {
  rocksdb::WriteOptions options;
  options.sync = true;
  // From here to memtable and log, each entry carries a checksum: a bit that flips in memory on the
  // way is found before it is stored.
  options.protection_bytes_per_key = 8;
  return options;
}

rocksdb::WriteOptions derived_write() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return options;
}

rocksdb::ReadOptions point_read() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

rocksdb::ReadOptions scan_read() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  options.fill_cache = false; // a verifier would throw out what the daemon needs
  options.readahead_size = kMiB;
  return options;
}

rocksdb::ReadOptions prefix_read() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  return options;
}

rocksdb::IngestExternalFileOptions ingest_options() {
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;          // it was written beside the database
  options.write_global_seqno = false; // never overwrite a finished file
  return options;
}

bool takes_direct_io(const std::filesystem::path& directory) {
  const Descriptor file(
      ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_DIRECT | O_CLOEXEC, S_IRUSR));
  return file.is_open();
}

} // namespace ledger
