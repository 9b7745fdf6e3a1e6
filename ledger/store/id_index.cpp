#include "ledger/store/id_index.hpp"

#include "ledger/crypto/digest.hpp"
#include "ledger/store/id_index_impl.hpp"
#include "ledger/store/options.hpp"
#include "ledger/store/status.hpp"

#include <rocksdb/db.h>

#include <algorithm>

namespace ledger {

IdKey id_key(std::string_view source, const EventId& event) {
  return IdKeys().key(source, event);
}

const IdKey& IdKeys::key(std::string_view source, const EventId& event) {
  constexpr std::size_t kSourceBytes = IdKey::kSize - EventId::kSize;
  if (source != source_ || !known_) {
    std::array<std::uint8_t, 32> digest{};
    sha256(digest, {as_bytes(source)});
    std::copy_n(digest.begin(), kSourceBytes, key_.writable().begin());
    source_ = source;
    known_ = true;
  }
  std::copy_n(event.view().begin(), EventId::kSize, key_.writable().begin() + kSourceBytes);
  return key_;
}

IdIndex::IdIndex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
IdIndex::~IdIndex() = default;
Result<std::optional<Sequence>> IdIndex::find(const IdKey& key) const {
  return impl_->find(key);
}
Status IdIndex::insert(std::span<const IdEntry> entries, TreeSize size) {
  return impl_->insert(entries, size);
}
Status IdIndex::flush() {
  return impl_->flush();
}
TreeSize IdIndex::covered() const {
  const std::shared_lock lock(impl_->mutex);
  return impl_->covered_size;
}

Result<std::optional<Sequence>> IdIndex::Impl::find(const IdKey& key) const {
  {
    const std::shared_lock lock(mutex);
    if (const auto found = active->find(key)) return found;
    if (frozen) {
      if (const auto found = frozen->find(key)) return found;
    }
    if (!newest.may_hold(key)) return std::nullopt;
  }
  // A table leaves memory only after its file was ingested, so nothing can slip through here.
  rocksdb::PinnableSlice value;
  const rocksdb::Status status =
      engine.db->Get(point_read(), engine.ids.get(), to_slice(key.view()), &value);
  if (status.IsNotFound()) return std::nullopt;
  LEDGER_TRY(storage_status(status, "the index of ids could not be read", "index of ids"));
  if (value.size() == sizeof(std::uint64_t)) {
    return Sequence(get_be(to_view(value).data(), value.size()));
  }
  return fail(Errc::kDamaged, "an entry has a length that none of ours has", "index of ids",
              "copy the folder as it is, then run `auditledger recover`");
}

Status IdIndex::Impl::insert(std::span<const IdEntry> entries, TreeSize size) {
  LEDGER_TRY(engine.poison->check());
  std::unique_lock lock(mutex);
  while (!entries.empty()) {
    const std::size_t count = std::min(entries.size(), IdTable::kSlack);
    for (const IdEntry& entry : entries.first(count))
      active->insert(entry);
    entries = entries.subspan(count);
    // In the middle, all records below the one of the next entry are covered.
    active_size = entries.empty() ? size : TreeSize(entries.front().sequence.get());
    if (active->size() >= IdTable::kFull) LEDGER_TRY(freeze(lock));
  }
  active_size = size;
  return {};
}

Status IdIndex::Impl::freeze(std::unique_lock<std::shared_mutex>& lock) {
  if (!writer.joinable()) {
    return fail(Errc::kPermissions, "the ledger was opened for reading only",
                engine.directory.string(), "let the daemon write; this program only reads");
  }
  changed.wait(lock, [this] { return !frozen || !engine.poison->check(); });
  LEDGER_TRY(engine.poison->check());
  frozen = std::exchange(active, std::make_unique<IdTable>());
  frozen_size = active_size;
  changed.notify_all();
  return {};
}

Status IdIndex::Impl::flush() {
  std::unique_lock lock(mutex);
  if (active->size() > 0 || active_size > covered_size) LEDGER_TRY(freeze(lock));
  changed.wait(lock, [this] { return !frozen || !engine.poison->check(); });
  return engine.poison->check();
}

} // namespace ledger
