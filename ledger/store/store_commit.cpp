#include "ledger/store/options.hpp"
#include "ledger/store/status.hpp"
#include "ledger/store/store_impl.hpp"

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

namespace ledger {
namespace {

constexpr std::size_t kKindBytes = 2;

Bytes document_value(std::uint16_t kind, ByteView bytes) {
  Bytes value;
  value.reserve(kKindBytes + bytes.size());
  append_be(value, kind, kKindBytes);
  append(value, bytes);
  return value;
}

Bytes tile_key(unsigned level, std::uint64_t index) {
  Bytes key;
  append_be(key, level, 1);
  append_be(key, index, 8);
  return key;
}

} // namespace

// Keys and values one behind the other, until the families that they go to are known.
struct CommitGroup::Impl {
  enum class Target : std::uint8_t { kRecord, kTile, kDocument };
  struct Entry {
    Target target;
    std::uint32_t key_size;
    std::uint32_t value_size;
  };

  void add(Target target, ByteView key, ByteView value) {
    append(bytes, key);
    append(bytes, value);
    entries.push_back(
        {target, static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size())});
  }
  [[nodiscard]] rocksdb::Status fill(rocksdb::WriteBatch& batch, const Engine& engine) const;

  Bytes bytes;
  std::vector<Entry> entries;
};

rocksdb::Status CommitGroup::Impl::fill(rocksdb::WriteBatch& batch, const Engine& engine) const {
  rocksdb::ColumnFamilyHandle* const targets[] = {engine.records.get(), engine.tiles.get(),
                                                  engine.documents.get()};
  ByteView rest = bytes;
  for (const Entry& entry : entries) {
    rocksdb::Status put = batch.Put(targets[static_cast<std::size_t>(entry.target)],
                                    to_slice(rest.first(entry.key_size)),
                                    to_slice(rest.subspan(entry.key_size, entry.value_size)));
    if (!put.ok()) return put;
    rest = rest.subspan(entry.key_size + entry.value_size);
  }
  return rocksdb::Status::OK();
}

CommitGroup::CommitGroup() : impl_(std::make_unique<Impl>()) {}
CommitGroup::~CommitGroup() = default;
CommitGroup::CommitGroup(CommitGroup&&) noexcept = default;
CommitGroup& CommitGroup::operator=(CommitGroup&&) noexcept = default;

void CommitGroup::put_record(Sequence sequence, ByteView record) {
  impl_->add(Impl::Target::kRecord, number_key(sequence.get()), record);
}

void CommitGroup::put_tile(unsigned level, std::uint64_t index, ByteView hashes) {
  impl_->add(Impl::Target::kTile, tile_key(level, index), hashes);
}

void CommitGroup::put_document(const DocumentHash& hash, std::uint16_t kind, ByteView bytes) {
  impl_->add(Impl::Target::kDocument, hash.view(), document_value(kind, bytes));
}

std::size_t CommitGroup::bytes() const {
  return impl_->bytes.size();
}

void CommitGroup::clear() {
  impl_->bytes.clear();
  impl_->entries.clear();
}

Status Store::commit(CommitGroup& group) {
  Engine& engine = impl_->engine;
  LEDGER_TRY(engine.writable());
  constexpr std::size_t kBatchBytesPerEntry = 32; // kind, family and lengths, rounded up
  const CommitGroup::Impl& content = *group.impl_;
  const rocksdb::WriteOptions options = durable_write();
  rocksdb::WriteBatch batch(content.bytes.size() + content.entries.size() * kBatchBytesPerEntry, 0,
                            options.protection_bytes_per_key, 0);
  rocksdb::Status status = content.fill(batch, engine);
  if (status.ok()) status = engine.db->Write(options, &batch);
  if (status.ok()) return {};
  return fail(engine.poison->set(
      storage_error(status, "a group could not be committed", engine.directory.string())));
}

Status Store::Impl::put(const Family& family, ByteView key, ByteView value) {
  LEDGER_TRY(engine.writable());
  const rocksdb::Status status =
      engine.db->Put(durable_write(), family.get(), to_slice(key), to_slice(value));
  if (status.ok()) return {};
  return fail(engine.poison->set(
      storage_error(status, "an entry of " + family->GetName() + " could not be stored",
                    engine.directory.string())));
}

Status Store::put_document(const DocumentHash& hash, std::uint16_t kind, ByteView bytes) {
  return impl_->put(impl_->engine.documents, hash.view(), document_value(kind, bytes));
}

Status Store::put_checkpoint(TreeSize size, std::string_view signed_text) {
  return impl_->put(impl_->engine.checkpoints, number_key(size.get()), as_bytes(signed_text));
}

Result<std::optional<Bytes>> Store::tile(unsigned level, std::uint64_t index) const {
  return impl_->get(impl_->engine.tiles, tile_key(level, index), "a hash tile");
}

Result<std::optional<Document>> Store::document(const DocumentHash& hash) const {
  LEDGER_ASSIGN(auto value, impl_->get(impl_->engine.documents, hash.view(),
                                       "document " + to_hex(hash.view())));
  if (!value) return std::nullopt;
  if (value->size() < kKindBytes) {
    return fail(Errc::kDamaged, "a stored document has no kind", to_hex(hash.view()),
                "change nothing in this folder, copy it, then run `auditledger recover`");
  }
  Document document;
  document.kind = static_cast<std::uint16_t>(get_be(value->data(), kKindBytes));
  document.bytes.assign(value->begin() + kKindBytes, value->end());
  return document;
}

} // namespace ledger
