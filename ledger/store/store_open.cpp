#include "ledger/store/options.hpp"
#include "ledger/store/status.hpp"
#include "ledger/store/store_impl.hpp"

#include "ledger/store/id_index_impl.hpp"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <algorithm>

namespace ledger {
namespace {

const std::vector<std::string>& own_families() {
  static const std::vector<std::string> names = {kMeta,      kRecords,     kTiles,
                                                 kDocuments, kCheckpoints, kIds};
  return names;
}

tl::unexpected<Error> not_initialised(const std::filesystem::path& directory) {
  return fail(Errc::kNotInitialised, "there is no ledger here yet", directory.string(),
              "make one with `auditledger init`, or name the right folder");
}

// Whatever the library cannot open although it is there, is damage; nobody may write on it.
Error open_error(const rocksdb::Status& status, const std::filesystem::path& directory) {
  Error error = storage_error(status, "the database could not be opened", directory.string());
  const bool damaged = error.code() == Errc::kDamaged || error.code() == Errc::kNotFound ||
                       status.IsInvalidArgument();
  if (!damaged) return error;
  return {Errc::kDamaged, error.what() + "; nothing was written", error.where(),
          "copy the folder as it is, then run `auditledger recover`"};
}

// False: there is none. kDamaged when data is there without the file that says what belongs to it.
Result<bool> database_is_there(const Engine& engine) {
  const rocksdb::IOStatus current =
      engine.files->FileExists(engine.directory / "CURRENT", {}, nullptr);
  if (current.ok()) return true;
  if (!current.IsNotFound()) {
    return fail(
        storage_error(current, "the folder could not be looked at", engine.directory.string()));
  }
  LEDGER_ASSIGN(const auto names, DurableFiles(engine.files).list(engine.directory));
  const bool data = std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return name.ends_with(".sst") || name.ends_with(".log");
  });
  if (!data) return false;
  return fail(open_error(rocksdb::Status::Corruption("CURRENT is missing"), engine.directory));
}

Status check_directory(const Engine& engine) {
  bool is_directory = false;
  const rocksdb::IOStatus asked =
      engine.files->IsDirectory(engine.directory, {}, &is_directory, nullptr);
  if (asked.IsPathNotFound() || asked.IsNotFound()) return not_initialised(engine.directory);
  LEDGER_TRY(storage_status(asked, "the folder could not be looked at", engine.directory.string()));
  return is_directory ? Status() : not_initialised(engine.directory);
}

Status take_ownership(Engine& engine, const StoreOptions& options) {
  if (options.create) {
    LEDGER_TRY(DurableFiles(engine.files).create_directory(engine.directory));
  }
  LEDGER_TRY(check_directory(engine));
  LEDGER_TRY(check_ownership(engine.directory));
  LEDGER_ASSIGN(engine.lock, OwnerLock::take(engine.directory));
  LEDGER_TRY(check_space(*engine.files, engine.directory, kFreeToOpenBytes));
  engine.direct_io = takes_direct_io(engine.directory);
  return {};
}

struct Families {
  std::vector<std::string> names; // in the order in which they are opened: ours, then derived ones
  bool complete = false;          // false: the database is not there, or its making was cut short
};

Result<Families> families_to_open(const Engine& engine, bool create) {
  LEDGER_ASSIGN(const bool there, database_is_there(engine));
  std::vector<std::string> found;
  if (there) {
    const rocksdb::Status listed =
        rocksdb::DB::ListColumnFamilies(database_options(engine, false), engine.directory, &found);
    if (!listed.ok()) return fail(open_error(listed, engine.directory));
  }
  Families families{own_families(), there};
  for (const std::string& name : own_families()) {
    const bool missing = std::find(found.begin(), found.end(), name) == found.end();
    families.complete = families.complete && !missing;
  }
  // Nothing was ever stored in a database whose making was cut short.
  if (!families.complete && !create) return not_initialised(engine.directory);
  for (const std::string& name : found) {
    if (name.starts_with(kDerivedPrefix)) families.names.push_back(name);
  }
  return families;
}

struct Opened {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
};

Result<Opened> open_database(const Engine& engine, const std::vector<std::string>& names,
                             StoreMode mode, bool create) {
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(names.size());
  for (const std::string& name : names)
    families.emplace_back(name, family_options(engine, name));
  Opened opened;
  rocksdb::DB* raw = nullptr;
  const rocksdb::DBOptions options = database_options(engine, create);
  const rocksdb::Status status =
      mode == StoreMode::kReadOnly
          ? rocksdb::DB::OpenForReadOnly(options, engine.directory, families, &opened.handles, &raw)
          : rocksdb::DB::Open(options, engine.directory, families, &opened.handles, &raw);
  opened.db.reset(raw);
  if (!status.ok()) return fail(open_error(status, engine.directory));
  return opened;
}

// Opening for writing makes new files before it has read the whole log. So the log is read once
// without writing first: a damaged ledger stays exactly as it was found.
Status rehearse(const Engine& engine, const std::vector<std::string>& names) {
  LEDGER_ASSIGN(Opened opened, open_database(engine, names, StoreMode::kReadOnly, false));
  for (rocksdb::ColumnFamilyHandle* handle : opened.handles) {
    opened.db->DestroyColumnFamilyHandle(handle).PermitUncheckedError();
  }
  return {};
}

Status open_engine(Engine& engine, const StoreOptions& options,
                   std::map<std::string, Family, std::less<>>& derived) {
  if (options.mode == StoreMode::kReadOnly) {
    LEDGER_TRY(check_directory(engine));
  } else {
    LEDGER_TRY(take_ownership(engine, options));
  }
  make_caches(engine);
  engine.env = rocksdb::NewCompositeEnv(engine.files);
  const bool writing = options.mode == StoreMode::kReadWrite;
  LEDGER_ASSIGN(const Families families, families_to_open(engine, options.create && writing));
  const std::vector<std::string>& names = families.names;
  if (writing && families.complete) LEDGER_TRY(rehearse(engine, names));
  LEDGER_ASSIGN(Opened opened, open_database(engine, names, options.mode, !families.complete));
  engine.db = std::move(opened.db);
  Family* const own[] = {&engine.meta,      &engine.records,     &engine.tiles,
                         &engine.documents, &engine.checkpoints, &engine.ids};
  for (std::size_t i = 0; i < opened.handles.size(); ++i) {
    Family family = engine.adopt(opened.handles[i]);
    if (i < std::size(own)) {
      *own[i] = std::move(family);
    } else {
      derived.emplace(names[i].substr(std::string_view(kDerivedPrefix).size()), std::move(family));
    }
  }
  return {};
}

} // namespace

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;
Store::Impl::~Impl() = default;

Result<std::unique_ptr<Store>> Store::open(const StoreOptions& options) {
  auto impl = std::make_unique<Impl>();
  impl->engine.directory = options.directory;
  impl->engine.mode = options.mode;
  impl->engine.files = DurableFiles(options.file_system).file_system();
  LEDGER_TRY(open_engine(impl->engine, options, impl->derived));
  std::unique_ptr<Store> store(new Store(std::move(impl)));
  // Reads the first and the last record: a ledger without its beginning does not open.
  LEDGER_ASSIGN(const TreeSize size, store->size());
  LEDGER_ASSIGN(auto ids, IdIndex::Impl::open(store->impl_->engine, size));
  store->impl_->ids.reset(new IdIndex(std::move(ids)));
  return store;
}

IdIndex& Store::ids() {
  return *impl_->ids;
}

} // namespace ledger
