#include "ledger/store/options.hpp"
#include "ledger/store/status.hpp"
#include "ledger/store/store_impl.hpp"

#include <rocksdb/db.h>

namespace ledger {
namespace {

using IteratorPtr = std::unique_ptr<rocksdb::Iterator>;

std::string record_name(std::uint64_t sequence) {
  return "record " + std::to_string(sequence);
}

Error missing(std::uint64_t sequence) {
  return {Errc::kMissing, "a record is gone", record_name(sequence),
          "change nothing in this folder, copy it, then run `auditledger recover`"};
}

// Not ok when the iterator stopped because it could not read, and not because it was at the end.
Status ended_well(const rocksdb::Iterator& iterator, const std::string& where) {
  return storage_status(iterator.status(), "the storage could not be read", where);
}

// `where` is the place at which the key was met.
Result<std::uint64_t> number_of(const rocksdb::Slice& key, const std::string& where) {
  if (key.size() == NumberKey().size()) return get_be(to_view(key).data(), key.size());
  return fail(Errc::kDamaged, "a key has a length that none of ours has", where,
              "change nothing in this folder, copy it, then run `auditledger recover`");
}

} // namespace

Result<std::optional<Bytes>> Store::Impl::get(const Family& family, ByteView key,
                                              const std::string& where,
                                              const StoreMoment& moment) const {
  rocksdb::ReadOptions options = point_read();
  options.snapshot = moment.get();
  rocksdb::PinnableSlice value;
  const rocksdb::Status status = engine.db->Get(options, family.get(), to_slice(key), &value);
  if (status.IsNotFound()) return std::nullopt;
  LEDGER_TRY(storage_status(status, "the storage could not be read", where));
  const ByteView bytes = to_view(value);
  return Bytes(bytes.begin(), bytes.end());
}

Result<TreeSize> Store::size() const {
  const IteratorPtr iterator(
      impl_->engine.db->NewIterator(point_read(), impl_->engine.records.get()));
  iterator->SeekToFirst();
  LEDGER_TRY(ended_well(*iterator, record_name(0)));
  if (!iterator->Valid()) return TreeSize(0);
  LEDGER_ASSIGN(const std::uint64_t first, number_of(iterator->key(), record_name(0)));
  if (first != 0) return fail(missing(0));
  iterator->SeekToLast();
  LEDGER_TRY(ended_well(*iterator, "the last record"));
  // Nothing is ever removed, so there is a last one where there is a first.
  LEDGER_ASSIGN(const std::uint64_t last, number_of(iterator->key(), "the last record"));
  return size_after(Sequence(last));
}

Result<Bytes> Store::record(Sequence sequence) const {
  const std::string where = record_name(sequence.get());
  LEDGER_ASSIGN(auto bytes, impl_->get(impl_->engine.records, number_key(sequence.get()), where));
  if (bytes) return std::move(*bytes);
  return fail(Errc::kNotFound, "there is no such record", where,
              "ask for a record below the size of the ledger");
}

Status Store::scan(Sequence from, TreeSize to, const RecordVisitor& visit) const {
  const NumberKey first = number_key(from.get());
  const NumberKey end = number_key(to.get());
  const rocksdb::Slice end_slice = to_slice(end);
  rocksdb::ReadOptions options = scan_read();
  options.iterate_upper_bound = &end_slice;
  const IteratorPtr iterator(impl_->engine.db->NewIterator(options, impl_->engine.records.get()));
  std::uint64_t expected = from.get();
  for (iterator->Seek(to_slice(first)); iterator->Valid(); iterator->Next(), ++expected) {
    LEDGER_ASSIGN(const std::uint64_t found, number_of(iterator->key(), record_name(expected)));
    if (found != expected) return fail(missing(expected));
    LEDGER_TRY(visit(Sequence(found), to_view(iterator->value())));
  }
  LEDGER_TRY(ended_well(*iterator, record_name(expected)));
  if (expected < to.get()) return fail(missing(expected));
  return {};
}

Status Store::scan_raw(Sequence from,
                       const std::function<Status(ByteView key, ByteView record)>& visit) const {
  const IteratorPtr iterator(
      impl_->engine.db->NewIterator(scan_read(), impl_->engine.records.get()));
  const NumberKey first = number_key(from.get());
  std::string where = "at or behind " + record_name(from.get());
  for (iterator->Seek(to_slice(first)); iterator->Valid(); iterator->Next()) {
    const ByteView key = to_view(iterator->key());
    if (key.size() == first.size()) where = "behind " + record_name(get_be(key.data(), key.size()));
    LEDGER_TRY(visit(key, to_view(iterator->value())));
  }
  return ended_well(*iterator, where);
}

Result<std::optional<std::string>> Store::latest_checkpoint() const {
  const IteratorPtr iterator(
      impl_->engine.db->NewIterator(point_read(), impl_->engine.checkpoints.get()));
  iterator->SeekToLast();
  LEDGER_TRY(ended_well(*iterator, "the last checkpoint"));
  if (!iterator->Valid()) return std::nullopt;
  return iterator->value().ToString();
}

Result<std::optional<std::string>> Store::checkpoint(TreeSize size) const {
  LEDGER_ASSIGN(const auto bytes, impl_->get(impl_->engine.checkpoints, number_key(size.get()),
                                             "checkpoint of size " + std::to_string(size.get())));
  if (!bytes) return std::nullopt;
  return std::string(as_text(*bytes));
}

Status
Store::each_checkpoint(const std::function<Status(TreeSize, std::string_view)>& visit) const {
  const IteratorPtr iterator(
      impl_->engine.db->NewIterator(scan_read(), impl_->engine.checkpoints.get()));
  std::string where = "the first checkpoint";
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    LEDGER_ASSIGN(const std::uint64_t size, number_of(iterator->key(), where));
    LEDGER_TRY(visit(TreeSize(size), as_text(to_view(iterator->value()))));
    where = "behind the checkpoint of size " + std::to_string(size);
  }
  return ended_well(*iterator, where);
}

} // namespace ledger
