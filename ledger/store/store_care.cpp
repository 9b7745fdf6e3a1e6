#include "ledger/store/options.hpp"
#include "ledger/store/status.hpp"
#include "ledger/store/store_impl.hpp"

#include <rocksdb/db.h>
#include <rocksdb/file_system.h>
#include <rocksdb/utilities/checkpoint.h>

namespace ledger {

Status Store::snapshot(const std::filesystem::path& directory) {
  Engine& engine = impl_->engine;
  LEDGER_TRY(engine.writable());
  const DurableFiles files(engine.files);
  if (engine.files->FileExists(directory, {}, nullptr).ok()) {
    return fail(Errc::kExists, "the folder for the snapshot is there already", directory.string(),
                "name one that is not there yet");
  }
  rocksdb::Checkpoint* raw = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(engine.db.get(), &raw);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(raw);
  // Memtables are flushed first, so that the copy is links only and needs no log.
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory, 0);
  LEDGER_TRY(storage_status(status, "the snapshot could not be made", directory.string()));
  std::error_code error;
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  if (!error) return {};
  return fail(Errc::kPermissions, "the snapshot could not be closed to others: " + error.message(),
              directory.string(), "take the right to read it away: chmod 0700");
}

Status Store::verify_file_checksums() const {
  return storage_status(impl_->engine.db->VerifyFileChecksums(scan_read()),
                        "a file is not what was stored", impl_->engine.directory.string());
}

std::uint64_t Store::free_bytes() const {
  std::uint64_t free = 0;
  const rocksdb::IOStatus asked =
      impl_->engine.files->GetFreeSpace(impl_->engine.directory, {}, &free, nullptr);
  return asked.ok() ? free : 0;
}

void Store::fail_from_here(const Error& error) {
  static_cast<void>(impl_->engine.poison->set(error));
}

Status Store::close() {
  Engine& engine = impl_->engine;
  if (engine.mode == StoreMode::kReadOnly) return {};
  LEDGER_TRY(engine.poison->check());
  LEDGER_TRY(impl_->ids->flush());
  LEDGER_TRY(flush_derived());
  // Records are in the log already; flushing them spares the next start the replay.
  const rocksdb::Status flushed = engine.db->Flush({}, engine.records.get());
  if (flushed.ok()) return {};
  return fail(engine.poison->set(
      storage_error(flushed, "the records could not be flushed", engine.directory.string())));
}

} // namespace ledger
