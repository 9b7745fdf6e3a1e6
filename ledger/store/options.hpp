// Inside ledger/store only: every option of RocksDB that matters here, each with its reason.
#pragma once

#include "ledger/store/engine.hpp"

namespace rocksdb {
struct ColumnFamilyOptions;
struct DBOptions;
struct IngestExternalFileOptions;
struct ReadOptions;
struct WriteOptions;
} // namespace rocksdb

namespace ledger {

// Needs `engine.env`; the listener in it poisons `engine.poison`.
[[nodiscard]] rocksdb::DBOptions database_options(const Engine& engine, bool create);
[[nodiscard]] rocksdb::ColumnFamilyOptions family_options(const Engine& engine,
                                                          const std::string& name);
void make_caches(Engine& engine);

// Through the log and synced before it returns.
[[nodiscard]] rocksdb::WriteOptions durable_write();
// No log, no sync: what is written can be rebuilt.
[[nodiscard]] rocksdb::WriteOptions derived_write();
[[nodiscard]] rocksdb::ReadOptions point_read();
[[nodiscard]] rocksdb::ReadOptions scan_read();
// For a few neighbouring keys that will be wanted again.
[[nodiscard]] rocksdb::ReadOptions prefix_read();
[[nodiscard]] rocksdb::IngestExternalFileOptions ingest_options();

// Whether files in this directory can be written past the page cache.
[[nodiscard]] bool takes_direct_io(const std::filesystem::path& directory);

} // namespace ledger
