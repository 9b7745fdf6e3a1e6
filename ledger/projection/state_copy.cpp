#include "ledger/projection/state_copy.hpp"

#include "ledger/store/store.hpp"

#include <mutex>

namespace ledger {
namespace {

constexpr std::uint8_t kStatePrefix = 1;
constexpr std::uint8_t kCursorFormat = 1;

constexpr std::string_view kCursorKey("\0cursor", 7);

Bytes cursor_key() {
  const ByteView key = as_bytes(kCursorKey);
  return Bytes(key.begin(), key.end());
}

Bytes state_key(ByteView key) {
  Bytes stored(key.size() + 1);
  stored[0] = kStatePrefix;
  std::copy(key.begin(), key.end(), stored.begin() + 1);
  return stored;
}

Bytes encode(const Cursor& cursor) {
  Bytes bytes;
  append_be(bytes, kCursorFormat, 1);
  append_be(bytes, cursor.folded.get(), 8);
  append(bytes, cursor.last_leaf.view());
  return bytes;
}

tl::unexpected<Error> damaged(const std::string& family, const char* what) {
  return fail(Errc::kDamaged, what, "projection " + family, "rebuild the projection");
}

Result<Cursor> decode(ByteView bytes, const std::string& family) {
  ByteReader in(bytes);
  const std::uint64_t format = in.be(1);
  Cursor cursor;
  cursor.folded = TreeSize(in.be(8));
  cursor.last_leaf = in.fixed<LeafHash>();
  if (format == kCursorFormat && in.at_end()) return cursor;
  return damaged(family, "the cursor cannot be read");
}

} // namespace

Result<std::shared_ptr<StoredCopy>> StoredCopy::open(Store& store, std::string family) {
  std::shared_ptr<StoredCopy> copy(new StoredCopy(store, std::move(family)));
  LEDGER_ASSIGN(copy->cursor_, copy->cursor_at(nullptr));
  return copy;
}

Result<Cursor> StoredCopy::cursor_at(const StoreMoment& moment) const {
  LEDGER_ASSIGN(const auto stored, store_.read_derived(family_, cursor_key(), moment));
  if (!stored) return Cursor();
  return decode(*stored, family_);
}

Cursor StoredCopy::cursor() const {
  const std::lock_guard lock(mutex_);
  return cursor_;
}

Result<StateAt> StoredCopy::read(ByteView key) const {
  const StoreMoment moment = store_.moment();
  LEDGER_ASSIGN(const Cursor cursor, cursor_at(moment));
  StateAt found;
  found.folded = cursor.folded;
  LEDGER_ASSIGN(found.value, store_.read_derived(family_, state_key(key), moment));
  return found;
}

Result<std::optional<Bytes>> StoredCopy::value(ByteView key) const {
  return store_.read_derived(family_, state_key(key));
}

Status StoredCopy::write(StateChanges changes, const Cursor& cursor) {
  for (auto& [key, value] : changes)
    key = state_key(key);
  changes.emplace_back(cursor_key(), encode(cursor));
  LEDGER_TRY(store_.write_derived(family_, changes));
  const std::lock_guard lock(mutex_);
  cursor_ = cursor;
  return {};
}

Result<Cursor> StoredCopy::each(const StateVisitor& visit) const {
  Cursor seen;
  LEDGER_TRY(store_.each_derived(family_, [&](ByteView key, ByteView value) -> Status {
    if (!key.empty() && key[0] == kStatePrefix) return visit(key.subspan(1), value);
    if (as_text(key) != kCursorKey) return damaged(family_, "a key is there that none of ours is");
    LEDGER_ASSIGN(seen, decode(value, family_));
    return {};
  }));
  return seen;
}

Result<Cursor> StoredCopy::each_from(ByteView prefix, ByteView from,
                                     const StateVisitor& visit) const {
  const StoreMoment moment = store_.moment();
  LEDGER_TRY(store_.each_derived_in(
      family_, state_key(prefix), state_key(from),
      [&](ByteView key, ByteView value) { return visit(key.subspan(1), value); }, moment));
  return cursor_at(moment);
}

Cursor MemoryCopy::cursor() const {
  const std::shared_lock lock(mutex_);
  return cursor_;
}

Result<StateAt> MemoryCopy::read(ByteView key) const {
  const std::shared_lock lock(mutex_);
  StateAt found;
  found.folded = cursor_.folded;
  if (const auto at = values_.find(as_text(key)); at != values_.end()) found.value = at->second;
  return found;
}

Result<std::optional<Bytes>> MemoryCopy::value(ByteView key) const {
  LEDGER_ASSIGN(StateAt found, read(key));
  return std::move(found.value);
}

Status MemoryCopy::write(StateChanges changes, const Cursor& cursor) {
  const std::unique_lock lock(mutex_);
  for (auto& [key, value] : changes) {
    if (value) {
      values_.insert_or_assign(std::string(as_text(key)), std::move(*value));
    } else {
      values_.erase(std::string(as_text(key)));
    }
  }
  cursor_ = cursor;
  return {};
}

Result<Cursor> MemoryCopy::each(const StateVisitor& visit) const {
  const std::shared_lock lock(mutex_);
  for (const auto& [key, value] : values_)
    LEDGER_TRY(visit(as_bytes(key), value));
  return cursor_;
}

Result<Cursor> MemoryCopy::each_from(ByteView prefix, ByteView from,
                                     const StateVisitor& visit) const {
  const std::shared_lock lock(mutex_);
  const std::string_view wanted = as_text(prefix);
  for (auto at = values_.lower_bound(std::max(wanted, as_text(from))); at != values_.end(); ++at) {
    if (!at->first.starts_with(wanted)) break;
    LEDGER_TRY(visit(as_bytes(at->first), at->second));
  }
  return cursor_;
}

Result<DigestAt> digest_of(const StateCopy& copy) {
  Sha256Stream hash;
  const auto add = [&hash](ByteView bytes) {
    std::array<std::uint8_t, 4> length{};
    put_be(length.data(), bytes.size(), length.size());
    hash.add(length);
    hash.add(bytes);
  };
  LEDGER_ASSIGN(const Cursor cursor, copy.each([&](ByteView key, ByteView value) -> Status {
    add(key);
    add(value);
    return {};
  }));
  DigestAt digest;
  digest.folded = cursor.folded;
  hash.finish(digest.digest.writable());
  return digest;
}

} // namespace ledger
