// One copy of a projection's state, with the cursor that says which records it holds.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/store/moment.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

namespace ledger {

class Store;

// How far a copy has been folded. The leaf hash tells whether the records below are still the ones
// that it was folded from: after a restore with loss, numbers are used again.
struct Cursor {
  TreeSize folded;
  LeafHash last_leaf; // of the last folded record; zeros at size 0
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// A value, and the number of records that it is true for.
struct StateAt {
  StateAt() = default;
  TreeSize folded;
  std::optional<Bytes> value;
};

struct DigestAt {
  TreeSize folded;
  StateDigest digest;
};

// An empty optional removes the key.
using StateChanges = std::vector<std::pair<Bytes, std::optional<Bytes>>>;
using StateVisitor = std::function<Status(ByteView key, ByteView value)>;

// Any thread; one writer at a time. Two kinds: in the store, and in memory for replays and for
// stores that are open for reading only.
class StateCopy {
 public:
  virtual ~StateCopy() = default;
  [[nodiscard]] virtual Cursor cursor() const = 0;
  [[nodiscard]] virtual Result<StateAt> read(ByteView key) const = 0;
  // The value alone, at half the price: for its writer, and for what is written once.
  [[nodiscard]] virtual Result<std::optional<Bytes>> value(ByteView key) const = 0;
  // All or nothing.
  [[nodiscard]] virtual Status write(StateChanges changes, const Cursor& cursor) = 0;
  // In key order, over one moment; returns the cursor of that moment.
  [[nodiscard]] virtual Result<Cursor> each(const StateVisitor& visit) const = 0;
  // The same, of the keys that begin with `prefix`. `visit` must not read the copy.
  [[nodiscard]] Result<Cursor> each_in(ByteView prefix, const StateVisitor& visit) const {
    return each_from(prefix, {}, visit);
  }
  // The same, from the key `from` on, if that is behind the prefix.
  [[nodiscard]] virtual Result<Cursor> each_from(ByteView prefix, ByteView from,
                                                 const StateVisitor& visit) const = 0;
};

// A family of the store. Its keys are 0x00 "cursor" and 0x01 followed by the fold's own key, so
// that the cursor is written and read together with the state.
class StoredCopy : public StateCopy {
 public:
  // A family that is not there is an empty copy. kDamaged when its cursor cannot be read.
  [[nodiscard]] static Result<std::shared_ptr<StoredCopy>> open(Store& store, std::string family);
  [[nodiscard]] const std::string& family() const { return family_; }

  [[nodiscard]] Cursor cursor() const override;
  [[nodiscard]] Result<StateAt> read(ByteView key) const override;
  [[nodiscard]] Result<std::optional<Bytes>> value(ByteView key) const override;
  [[nodiscard]] Status write(StateChanges changes, const Cursor& cursor) override;
  [[nodiscard]] Result<Cursor> each(const StateVisitor& visit) const override;
  [[nodiscard]] Result<Cursor> each_from(ByteView prefix, ByteView from,
                                         const StateVisitor& visit) const override;

 private:
  StoredCopy(Store& store, std::string family) : store_(store), family_(std::move(family)) {}
  // A reader never pairs a value with the cursor before or after it, nor waits for the writer.
  [[nodiscard]] Result<Cursor> cursor_at(const StoreMoment& moment) const;
  Store& store_;
  std::string family_;
  mutable std::mutex mutex_;
  Cursor cursor_; // as of the last write, under mutex_
};

// Grows with the state: for tests and for one-time use of a store that nobody writes.
class MemoryCopy : public StateCopy {
 public:
  [[nodiscard]] Cursor cursor() const override;
  [[nodiscard]] Result<StateAt> read(ByteView key) const override;
  [[nodiscard]] Result<std::optional<Bytes>> value(ByteView key) const override;
  [[nodiscard]] Status write(StateChanges changes, const Cursor& cursor) override;
  [[nodiscard]] Result<Cursor> each(const StateVisitor& visit) const override;
  [[nodiscard]] Result<Cursor> each_from(ByteView prefix, ByteView from,
                                         const StateVisitor& visit) const override;

 private:
  mutable std::shared_mutex mutex_;
  std::map<std::string, Bytes, std::less<>> values_;
  Cursor cursor_;
};

// SHA-256 over (key length, key, value length, value) of every key in key order; the lengths are
// four bytes, big-endian.
[[nodiscard]] Result<DigestAt> digest_of(const StateCopy& copy);

} // namespace ledger
