// How the table in memory becomes a sorted file of the database.
#include "ledger/store/id_index_impl.hpp"
#include "ledger/store/options.hpp"
#include "ledger/store/status.hpp"

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

namespace ledger {
namespace {

constexpr std::string_view kCoveredKey = "ids/covered"; // in the meta family, 8 bytes, big-endian
constexpr const char* kRunFile = "ids.run";             // linked into the database, then removed

} // namespace

Result<std::unique_ptr<IdIndex::Impl>> IdIndex::Impl::open(Engine& engine, TreeSize size) {
  auto impl = std::make_unique<Impl>(engine);
  LEDGER_ASSIGN(impl->covered_size, impl->read_covered());
  LEDGER_ASSIGN(impl->newest, impl->read_newest());
  if (engine.mode == StoreMode::kReadOnly) return impl;
  if (impl->covered_size > size) LEDGER_TRY(impl->start_over());
  impl->active_size = impl->covered_size;
  impl->writer = std::thread([raw = impl.get()] { raw->write_runs(); });
  return impl;
}

IdIndex::Impl::~Impl() {
  {
    const std::unique_lock lock(mutex);
    stopping = true;
  }
  changed.notify_all();
  if (writer.joinable()) writer.join();
}

Result<TreeSize> IdIndex::Impl::read_covered() const {
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      engine.db->Get(point_read(), engine.meta.get(),
                     rocksdb::Slice(kCoveredKey.data(), kCoveredKey.size()), &value);
  if (status.IsNotFound()) return TreeSize(0);
  LEDGER_TRY(storage_status(status, "the index of ids could not be read", "index of ids"));
  if (value.size() != sizeof(std::uint64_t)) return TreeSize(0); // rebuilt from the chain
  return TreeSize(get_be(to_view(value).data(), value.size()));
}

Result<NewestIds> IdIndex::Impl::read_newest() const {
  NewestIds found;
  const std::unique_ptr<rocksdb::Iterator> at(
      engine.db->NewIterator(point_read(), engine.ids.get()));
  const auto key_here = [&]() -> std::optional<IdKey> {
    if (!at->Valid() || at->key().size() != IdKey::kSize) return std::nullopt;
    return IdKey(to_view(at->key()).first<IdKey::kSize>());
  };
  at->SeekToFirst();
  while (const auto first = key_here()) {
    at->SeekForPrev(to_slice(last_of_source(*first).view()));
    if (const auto last = key_here()) found.note(*last);
    const auto next = next_source(*first);
    if (!next) break;
    at->Seek(to_slice(next->view()));
  }
  LEDGER_TRY(storage_status(at->status(), "the index of ids could not be read", "index of ids"));
  return found;
}

// The cursor goes first: a family without files and a cursor that covers them must never meet.
Status IdIndex::Impl::start_over() {
  rocksdb::Status status = engine.db->Delete(
      durable_write(), engine.meta.get(), rocksdb::Slice(kCoveredKey.data(), kCoveredKey.size()));
  if (status.ok()) status = engine.db->DropColumnFamily(engine.ids.get());
  rocksdb::ColumnFamilyHandle* handle = nullptr;
  if (status.ok()) {
    status = engine.db->CreateColumnFamily(family_options(engine, kIds), kIds, &handle);
  }
  if (!status.ok()) {
    return fail(engine.poison->set(
        storage_error(status, "the index of ids could not be started over", "index of ids")));
  }
  engine.ids = engine.adopt(handle);
  covered_size = TreeSize(0);
  newest.clear();
  return {};
}

void IdIndex::Impl::write_runs() {
  std::unique_lock lock(mutex);
  while (true) {
    changed.wait(lock, [this] { return frozen || stopping; });
    if (!frozen) return;
    const IdTable& table = *frozen;
    const TreeSize size = frozen_size;
    lock.unlock();
    NewestIds of_run;
    for (std::uint32_t i = 0; i < table.size(); ++i)
      of_run.note(table.at(i).key);
    const Status written = write_run(table, size);
    lock.lock();
    if (written) {
      newest.note(of_run);
      frozen.reset();
      covered_size = size;
    }
    changed.notify_all();
    // The table stays for readers; the process is about to stop.
    if (!written) return;
  }
}

Status IdIndex::Impl::write_run(const IdTable& table, TreeSize size) {
  LEDGER_TRY(engine.poison->check());
  const std::string file = engine.directory / kRunFile;
  rocksdb::Status status;
  if (table.size() > 0) {
    LEDGER_TRY(write_file(table, file));
    status = engine.db->IngestExternalFile(engine.ids.get(), {file}, ingest_options());
  }
  if (status.ok()) {
    std::array<std::uint8_t, sizeof(std::uint64_t)> value{};
    put_be(value.data(), size.get(), value.size());
    status =
        engine.db->Put(durable_write(), engine.meta.get(),
                       rocksdb::Slice(kCoveredKey.data(), kCoveredKey.size()), to_slice(value));
  }
  if (status.ok()) return {};
  return fail(engine.poison->set(
      storage_error(status, "the index of ids could not be extended", "index of ids")));
}

Status IdIndex::Impl::write_file(const IdTable& table, const std::string& file) const {
  const rocksdb::DBOptions database = database_options(engine, false);
  rocksdb::EnvOptions environment(database);
  environment.use_direct_writes = engine.direct_io;
  rocksdb::SstFileWriter run(environment, rocksdb::Options(database, family_options(engine, kIds)),
                             engine.ids.get());
  rocksdb::Status status = run.Open(file);
  std::array<std::uint8_t, sizeof(std::uint64_t)> value{};
  for (const std::uint32_t position : table.sorted()) {
    if (!status.ok()) break;
    const IdEntry& entry = table.at(position);
    put_be(value.data(), entry.sequence.get(), value.size());
    status = run.Put(to_slice(entry.key.view()), to_slice(value));
  }
  if (status.ok()) status = run.Finish();
  if (status.ok()) return {};
  return fail(engine.poison->set(
      storage_error(status, "a run of the index of ids could not be written", file)));
}

} // namespace ledger
