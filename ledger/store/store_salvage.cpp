#include "ledger/store/options.hpp"
#include "ledger/store/salvage.hpp"
#include "ledger/store/status.hpp"
#include "ledger/store/store_impl.hpp"

#include "ledger/chain/tile_stack.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/write_batch.h>

#include <algorithm>

namespace ledger {
namespace {

constexpr std::size_t kBatchBytes = 4u << 20;

constexpr const char* kFamilies[] = {kMeta, kRecords, kTiles, kDocuments, kCheckpoints, kIds};

void prepare(Engine& engine, const std::filesystem::path& directory, const FileSystemPtr& files) {
  engine.directory = directory;
  engine.files = DurableFiles(files).file_system();
  make_caches(engine);
  engine.env = rocksdb::NewCompositeEnv(engine.files);
}

std::vector<rocksdb::ColumnFamilyDescriptor> descriptors(const Engine& engine,
                                                         const std::vector<std::string>& names) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(names.size());
  for (const std::string& name : names)
    families.emplace_back(name, family_options(engine, name));
  return families;
}

void keep_families(Engine& engine, const std::vector<std::string>& names,
                   const std::vector<rocksdb::ColumnFamilyHandle*>& handles) {
  Family* const own[] = {&engine.meta,      &engine.records,     &engine.tiles,
                         &engine.documents, &engine.checkpoints, &engine.ids};
  for (std::size_t i = 0; i < handles.size(); ++i) {
    const Family family = engine.adopt(handles[i]);
    const auto* const at = std::find(std::begin(kFamilies), std::end(kFamilies), names[i]);
    if (at != std::end(kFamilies)) *own[at - std::begin(kFamilies)] = family;
  }
}

Status open_for_reading(Engine& engine) {
  const std::string where = engine.directory.string();
  rocksdb::DBOptions options = database_options(engine, false);
  // The one place where damage in the log is passed over: reading only, and the chain of the
  // records shows every gap. What is behind the damage helps to tell how much there is of it.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
  std::vector<std::string> names;
  LEDGER_TRY(storage_status(
      rocksdb::DB::ListColumnFamilies(options, engine.directory, &names),
      "nothing says any more what belongs to the database; nothing was written", where));
  for (const char* needed : {kRecords, kDocuments, kCheckpoints})
    if (std::find(names.begin(), names.end(), needed) == names.end())
      return fail(Errc::kDamaged, "the database holds no ledger; nothing was written", where,
                  "restore a backup of the whole folder");
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(
      options, engine.directory, descriptors(engine, names), &handles, &raw);
  engine.db.reset(raw);
  LEDGER_TRY(storage_status(status, "the database cannot be opened; nothing was written", where));
  keep_families(engine, names, handles);
  return {};
}

Status create_new(Engine& engine) {
  const std::vector<std::string> names(std::begin(kFamilies), std::end(kFamilies));
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(database_options(engine, true), engine.directory,
                                                   descriptors(engine, names), &handles, &raw);
  engine.db.reset(raw);
  LEDGER_TRY(
      storage_status(status, "the new database could not be made", engine.directory.string()));
  keep_families(engine, names, handles);
  return {};
}

// Writes without the log, in batches; nothing counts before finish() has flushed all of it.
class Writer {
 public:
  explicit Writer(Engine& engine) : engine_(engine) {}

  Status put(const Family& family, const rocksdb::Slice& key, const rocksdb::Slice& value) {
    const rocksdb::Status put = batch_.Put(family.get(), key, value);
    if (!put.ok() || batch_.GetDataSize() >= kBatchBytes) return write();
    return {};
  }
  Status finish() {
    LEDGER_TRY(write());
    for (const Family* family :
         {&engine_.documents, &engine_.tiles, &engine_.checkpoints, &engine_.records})
      LEDGER_TRY(check(engine_.db->Flush({}, family->get())));
    return engine_.poison->check();
  }

 private:
  Status write() {
    LEDGER_TRY(check_space(*engine_.files, engine_.directory, kFreeToWriteBytes));
    LEDGER_TRY(check(engine_.db->Write(derived_write(), &batch_)));
    batch_.Clear();
    return {};
  }
  [[nodiscard]] Status check(const rocksdb::Status& status) const {
    return storage_status(status, "the new database could not be written",
                          engine_.directory.string());
  }

  Engine& engine_;
  rocksdb::WriteBatch batch_;
};

using EntryVisitor = std::function<Status(const rocksdb::Slice& key, const rocksdb::Slice& value)>;

Status each(const Engine& engine, const Family& family, const char* what,
            const EntryVisitor& visit) {
  const std::unique_ptr<rocksdb::Iterator> iterator(
      engine.db->NewIterator(scan_read(), family.get()));
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next())
    LEDGER_TRY(visit(iterator->key(), iterator->value()));
  return storage_status(iterator->status(), "the storage could not be read", what);
}

Status copy_records(const Engine& from, Engine& to, Writer& writer, TreeSize intact) {
  const NumberKey end = number_key(intact.get());
  const rocksdb::Slice end_slice = to_slice(end);
  rocksdb::ReadOptions options = scan_read();
  options.iterate_upper_bound = &end_slice;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      from.db->NewIterator(options, from.records.get()));
  TileStack tiles;
  Status kept;
  const TileStack::TileSink keep_tile = [&](unsigned level, std::uint64_t index,
                                            std::span<const NodeHash> hashes) {
    Bytes key;
    append_be(key, level, 1);
    append_be(key, index, 8);
    const Bytes tile = encode_tile(hashes);
    if (kept) kept = writer.put(to.tiles, to_slice(key), to_slice(tile));
  };
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    LEDGER_TRY(writer.put(to.records, iterator->key(), iterator->value()));
    tiles.append(hash_leaf(to_view(iterator->value())), keep_tile);
    LEDGER_TRY(kept);
  }
  LEDGER_TRY(storage_status(iterator->status(), "the storage could not be read", "the records"));
  if (tiles.size() == intact) return {};
  return fail(Errc::kDamaged, "the records are not what they were a moment ago",
              from.directory.string(), "let nobody work on this folder, then try again");
}

} // namespace

struct Salvage::Impl {
  Engine engine;
};

Salvage::Salvage(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Salvage::~Salvage() = default;

Result<std::unique_ptr<Salvage>> Salvage::open(const std::filesystem::path& directory,
                                               const FileSystemPtr& file_system) {
  auto impl = std::make_unique<Impl>();
  impl->engine.mode = StoreMode::kReadOnly;
  prepare(impl->engine, directory, file_system);
  const Status opened = open_for_reading(impl->engine);
  if (opened) return std::unique_ptr<Salvage>(new Salvage(std::move(impl)));
  return fail(Errc::kDamaged, opened.error().what(), opened.error().where(),
              "keep the folder as it is; restore a backup of it, and compare it with receipts");
}

Status Salvage::scan(const Visitor& visit) const {
  return each(impl_->engine, impl_->engine.records, "the records",
              [&visit](const rocksdb::Slice& key, const rocksdb::Slice& record) {
                return visit(to_view(key), to_view(record));
              });
}

Status Salvage::check_rest() const {
  const Engine& engine = impl_->engine;
  const EntryVisitor read = [](const rocksdb::Slice&, const rocksdb::Slice&) { return Status(); };
  Status checked = each(engine, engine.documents, "the documents", read);
  if (checked) checked = each(engine, engine.checkpoints, "the checkpoints", read);
  if (checked) return {};
  return fail(Errc::kDamaged, checked.error().what() + "; nothing was changed",
              checked.error().where(),
              "keep the folder as it is and restore a backup that reaches to the head");
}

Status Salvage::rebuild(const std::filesystem::path& directory, TreeSize intact) const {
  const Engine& from = impl_->engine;
  const DurableFiles files(from.files);
  std::error_code ignored;
  if (std::filesystem::exists(directory, ignored))
    return fail(Errc::kExists, "there is something here already", directory.string(),
                "move it away, then try again");
  LEDGER_TRY(files.create_directory(directory));
  Engine to;
  prepare(to, directory, from.files);
  to.direct_io = takes_direct_io(directory);
  LEDGER_TRY(create_new(to));
  Writer writer(to);
  LEDGER_TRY(each(from, from.documents, "the documents", [&](const auto& key, const auto& value) {
    return writer.put(to.documents, key, value);
  }));
  LEDGER_TRY(
      each(from, from.checkpoints, "the checkpoints", [&](const auto& key, const auto& value) {
        const bool ours = key.size() == NumberKey().size() &&
                          get_be(to_view(key).data(), key.size()) <= intact.get();
        return ours ? writer.put(to.checkpoints, key, value) : Status();
      }));
  LEDGER_TRY(copy_records(from, to, writer, intact));
  return writer.finish();
}

} // namespace ledger
