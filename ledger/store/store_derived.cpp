#include "ledger/store/options.hpp"
#include "ledger/store/status.hpp"
#include "ledger/store/store_impl.hpp"

#include <rocksdb/db.h>
#include <rocksdb/snapshot.h>
#include <rocksdb/write_batch.h>

namespace ledger {
namespace {

std::string projection_name(std::string_view family) {
  return "projection " + std::string(family);
}

} // namespace

Family Store::Impl::derived_family(std::string_view name) const {
  const std::shared_lock lock(derived_mutex);
  const auto found = derived.find(name);
  return found == derived.end() ? nullptr : found->second;
}

Result<Family> Store::Impl::make_derived_family(std::string_view name) {
  const std::unique_lock lock(derived_mutex);
  if (const auto found = derived.find(name); found != derived.end()) return found->second;
  const std::string stored = kDerivedPrefix + std::string(name);
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  const rocksdb::Status made =
      engine.db->CreateColumnFamily(family_options(engine, stored), stored, &handle);
  if (!made.ok()) {
    return fail(engine.poison->set(
        storage_error(made, "a projection could not be created", projection_name(name))));
  }
  return derived.emplace(name, engine.adopt(handle)).first->second;
}

Status Store::write_derived(std::string_view family, const Changes& changes) {
  Engine& engine = impl_->engine;
  LEDGER_TRY(engine.writable());
  Family target = impl_->derived_family(family);
  if (!target) {
    LEDGER_ASSIGN(target, impl_->make_derived_family(family));
  }
  rocksdb::WriteBatch batch;
  rocksdb::Status status;
  for (const auto& [key, value] : changes) {
    status = value ? batch.Put(target.get(), to_slice(key), to_slice(*value))
                   : batch.Delete(target.get(), to_slice(key));
    if (!status.ok()) break;
  }
  if (status.ok()) status = engine.db->Write(derived_write(), &batch);
  if (status.ok()) return {};
  return fail(engine.poison->set(
      storage_error(status, "a projection could not be written", projection_name(family))));
}

Status Store::make_derived(std::string_view family) {
  LEDGER_TRY(impl_->engine.writable());
  if (impl_->derived_family(family)) return {};
  LEDGER_TRY(impl_->make_derived_family(family));
  return {};
}

StoreMoment Store::moment() const {
  rocksdb::DB* const db = impl_->engine.db.get();
  return {db->GetSnapshot(), [db](const rocksdb::Snapshot* held) { db->ReleaseSnapshot(held); }};
}

Result<std::optional<Bytes>> Store::read_derived(std::string_view family, ByteView key,
                                                 const StoreMoment& moment) const {
  const Family source = impl_->derived_family(family);
  if (!source) return std::nullopt;
  return impl_->get(source, key, projection_name(family), moment);
}

Status Store::each_derived(std::string_view family,
                           const std::function<Status(ByteView key, ByteView value)>& visit) const {
  const Family source = impl_->derived_family(family);
  if (!source) return {};
  const std::unique_ptr<rocksdb::Iterator> iterator(
      impl_->engine.db->NewIterator(scan_read(), source.get()));
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    LEDGER_TRY(visit(to_view(iterator->key()), to_view(iterator->value())));
  }
  return storage_status(iterator->status(), "the storage could not be read",
                        projection_name(family));
}

Status Store::each_derived_in(std::string_view family, ByteView prefix, ByteView from,
                              const std::function<Status(ByteView key, ByteView value)>& visit,
                              const StoreMoment& moment) const {
  const Family source = impl_->derived_family(family);
  if (!source) return {};
  rocksdb::ReadOptions options = prefix_read();
  options.snapshot = moment.get();
  const std::unique_ptr<rocksdb::Iterator> iterator(
      impl_->engine.db->NewIterator(options, source.get()));
  const bool is_behind = as_text(from) > as_text(prefix);
  const rocksdb::Slice first = to_slice(is_behind ? from : prefix);
  for (iterator->Seek(first); iterator->Valid(); iterator->Next()) {
    if (!iterator->key().starts_with(to_slice(prefix))) break;
    LEDGER_TRY(visit(to_view(iterator->key()), to_view(iterator->value())));
  }
  return storage_status(iterator->status(), "the storage could not be read",
                        projection_name(family));
}

Status Store::drop_derived(std::string_view family) {
  Engine& engine = impl_->engine;
  LEDGER_TRY(engine.may_write()); // a full disk is what it may be about
  const std::unique_lock lock(impl_->derived_mutex);
  const auto found = impl_->derived.find(family);
  if (found == impl_->derived.end()) return {};
  const rocksdb::Status dropped = engine.db->DropColumnFamily(found->second.get());
  if (!dropped.ok()) {
    return fail(engine.poison->set(
        storage_error(dropped, "a projection could not be dropped", projection_name(family))));
  }
  impl_->derived.erase(found);
  return {};
}

Status Store::flush_derived() {
  Engine& engine = impl_->engine;
  LEDGER_TRY(engine.writable());
  std::vector<Family> families;
  {
    const std::shared_lock lock(impl_->derived_mutex);
    for (const auto& [name, family] : impl_->derived)
      families.push_back(family);
  }
  for (const Family& family : families) {
    const rocksdb::Status flushed = engine.db->Flush({}, family.get());
    if (flushed.ok() || flushed.IsColumnFamilyDropped()) continue;
    return fail(engine.poison->set(
        storage_error(flushed, "a projection could not be flushed", family->GetName())));
  }
  return {};
}

} // namespace ledger
