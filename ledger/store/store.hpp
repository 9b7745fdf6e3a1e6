// The RocksDB database of one ledger: records, hash tiles, documents, checkpoints, and column
// families for projections. Concrete on purpose: there is one engine, and its semantics matter.
// Faults go in below, through the FileSystem.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/store/durable_files.hpp"
#include "ledger/store/moment.hpp"

#include <functional>
#include <memory>
#include <optional>

namespace ledger {

class IdIndex;

enum class StoreMode { kReadWrite, kReadOnly };

struct StoreOptions {
  std::filesystem::path directory;
  StoreMode mode = StoreMode::kReadWrite;
  bool create = false;       // only `init` may; otherwise a missing database is kNotInitialised
  FileSystemPtr file_system; // null: the machine's own
};

// What one commit writes, all or nothing. Filled by the committer, one thread at a time.
class CommitGroup {
 public:
  CommitGroup();
  ~CommitGroup();
  CommitGroup(CommitGroup&&) noexcept;
  CommitGroup& operator=(CommitGroup&&) noexcept;
  void put_record(Sequence sequence, ByteView record);
  // A full tile of 256 hashes, 8,192 bytes (schemas/FORMAT.md section 5).
  void put_tile(unsigned level, std::uint64_t index, ByteView hashes);
  void put_document(const DocumentHash& hash, std::uint16_t kind, ByteView bytes);
  [[nodiscard]] std::size_t bytes() const;
  void clear();

 private:
  friend class Store;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct Document {
  std::uint16_t kind = 0;
  Bytes bytes;
};

// Called for each record in order; an error ends the scan and is its result.
using RecordVisitor = std::function<Status(Sequence, ByteView record)>;

// All members may be called from any thread, but commit() by the committer only. Whatever writes
// fails with kNoSpace when the file system is nearly full: nothing was stored then, and it may be
// tried again. After the first storage error it fails for ever with kOutcomeUnknown: the process
// must stop. With kPermissions in read-only mode. Reads of damaged blocks fail with kDamaged and
// name the record; they never serve the damaged bytes.
class Store {
 public:
  // kNotInitialised; kLocked: another process owns it; kPermissions: not this user's folder, or
  // others may write in it; kNoSpace; kDamaged: refused, and nothing was written; kMissing: the
  // first record is gone. Read-only takes no lock and writes nothing. A program tries a
  // database that others may have changed before (table_trial.hpp).
  [[nodiscard]] static Result<std::unique_ptr<Store>> open(const StoreOptions& options);
  ~Store();

  // One WriteBatch, one sync. When it returns the group survives a power cut.
  [[nodiscard]] Status commit(CommitGroup& group);

  // Number of records by the last key; checks that the first is record 0. Not a proof of
  // gaplessness.
  [[nodiscard]] Result<TreeSize> size() const;
  // kNotFound when there is no such record.
  [[nodiscard]] Result<Bytes> record(Sequence sequence) const;
  // Visits [from, to) and checks that none is missing (kMissing names the first gap) and that the
  // iterator ended well. One consistent snapshot; does not fill the block cache.
  [[nodiscard]] Status scan(Sequence from, TreeSize to, const RecordVisitor& visit) const;
  // Visits whatever keys are there, in key order, without demanding that they are gapless: for the
  // verifier, which must tell missing from reordered. `key` is the raw key.
  [[nodiscard]] Status
  scan_raw(Sequence from, const std::function<Status(ByteView key, ByteView record)>& visit) const;

  [[nodiscard]] Result<std::optional<Bytes>> tile(unsigned level, std::uint64_t index) const;
  [[nodiscard]] Result<std::optional<Document>> document(const DocumentHash& hash) const;
  // Durable when it returns; for documents that a later record will name.
  [[nodiscard]] Status put_document(const DocumentHash& hash, std::uint16_t kind, ByteView bytes);

  // Signed checkpoints by size, kept for ever. Durable when it returns.
  [[nodiscard]] Status put_checkpoint(TreeSize size, std::string_view signed_text);
  [[nodiscard]] Result<std::optional<std::string>> latest_checkpoint() const;
  [[nodiscard]] Result<std::optional<std::string>> checkpoint(TreeSize size) const;
  [[nodiscard]] Status
  each_checkpoint(const std::function<Status(TreeSize, std::string_view)>& visit) const;

  // Derived state: key-value pairs of one named projection, written without the log and rebuilt
  // from the chain after a crash. The cursor is an ordinary key of the same family, so that it and
  // the state are flushed together. `changes`: an empty optional deletes.
  using Changes = std::vector<std::pair<Bytes, std::optional<Bytes>>>;
  [[nodiscard]] Status write_derived(std::string_view family, const Changes& changes);
  // So that no later write has to: making a family syncs several files.
  [[nodiscard]] Status make_derived(std::string_view family);
  [[nodiscard]] StoreMoment moment() const;
  // `moment`: null reads what is there now. The same below.
  [[nodiscard]] Result<std::optional<Bytes>> read_derived(std::string_view family, ByteView key,
                                                          const StoreMoment& moment = {}) const;
  [[nodiscard]] Status
  each_derived(std::string_view family,
               const std::function<Status(ByteView key, ByteView value)>& visit) const;
  // The same, of the keys that begin with `prefix`, from `from` on if that is behind it.
  [[nodiscard]] Status
  each_derived_in(std::string_view family, ByteView prefix, ByteView from,
                  const std::function<Status(ByteView key, ByteView value)>& visit,
                  const StoreMoment& moment = {}) const;
  // Drops the family and all that is in it.
  [[nodiscard]] Status drop_derived(std::string_view family);
  [[nodiscard]] Status flush_derived();

  // (source, event id) -> record; owned here, rebuilt from the chain above what it covers.
  [[nodiscard]] IdIndex& ids();

  // A consistent copy of the database in a new folder on the same file system (hard links).
  [[nodiscard]] Status snapshot(const std::filesystem::path& directory);
  // Compares every live file with the checksum in the manifest. kDamaged names the file.
  [[nodiscard]] Status verify_file_checksums() const;
  [[nodiscard]] std::uint64_t free_bytes() const;

  // The storage failed elsewhere, in keyring or head: as after an error of its own, nothing is
  // written any more.
  void fail_from_here(const Error& error);

  // Flushes what is derived, the last thing to call; the destructor then closes the files. Without
  // it nothing durable is lost, but what is derived has to be rebuilt.
  [[nodiscard]] Status close();

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
