// The file `head`: two slots of 4,096 bytes. Each slot, all numbers big-endian:
//
//     0   4  magic "ALHD"
//     4   2  format version, 1
//     6   2  reserved, zero
//     8  16  ledger id
//    24   8  generation, from 1
//    32   8  size: number of records
//    40  32  leaf hash of the last record
//    72  32  root of the tree of that size
//   104   8  counter of head writes, from 1
//   112  32  HMAC-SHA256 over the bytes 0 to 111, under a key derived from the master key
//   144  32  SHA-256 over the bytes 0 to 143
//   176      zeros to 4,096
//
// A slot of zeros was never written. One whose SHA-256 does not fit is torn and does not count. Of
// two good ones the higher counter counts. What has to arrive together lies in the first 512 bytes.
#include "ledger/store/head.hpp"

#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/mac.hpp"
#include "ledger/store/status.hpp"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <mutex>

namespace ledger {
namespace {

constexpr const char* kFileName = "head";
constexpr std::string_view kMagic = "ALHD";
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kSlotBytes = 4'096;
constexpr std::size_t kFileBytes = 2 * kSlotBytes;
constexpr std::size_t kMacAt = 112;
constexpr std::size_t kDigestAt = 144;
constexpr std::size_t kUsedBytes = 176;

enum class SlotKind { kEmpty, kTorn, kOtherVersion, kForeign, kGood };

struct Slot {
  SlotKind kind = SlotKind::kEmpty;
  HeadState state;
  std::uint64_t version = kVersion;
};

Bytes encode(const HeadState& state, const DerivedKey& key) {
  Bytes slot;
  slot.reserve(kSlotBytes);
  append(slot, as_bytes(kMagic));
  append_be(slot, kVersion, 2);
  append_be(slot, 0, 2);
  append(slot, state.ledger_id.view());
  append_be(slot, state.generation, 8);
  append_be(slot, state.size.get(), 8);
  append(slot, state.last_leaf.view());
  append(slot, state.root.view());
  append_be(slot, state.counter, 8);
  std::array<std::uint8_t, 32> sum{};
  hmac_sha256(sum, key.view(), {slot});
  append(slot, sum);
  sha256(sum, {slot});
  append(slot, sum);
  slot.resize(kSlotBytes);
  return slot;
}

HeadState decode_state(ByteView slot) {
  ByteReader reader(slot.subspan(8));
  HeadState state;
  state.ledger_id = reader.fixed<LedgerId>();
  state.generation = reader.be(8);
  state.size = TreeSize(reader.be(8));
  state.last_leaf = reader.fixed<LeafHash>();
  state.root = reader.fixed<RootHash>();
  state.counter = reader.be(8);
  return state;
}

Slot decode(ByteView slot, const DerivedKey* key) {
  const auto zero = [](std::uint8_t byte) { return byte == 0; };
  if (std::all_of(slot.begin(), slot.end(), zero)) return {};
  std::array<std::uint8_t, 32> sum{};
  sha256(sum, {slot.first(kDigestAt)});
  const bool whole = std::equal(sum.begin(), sum.end(), slot.begin() + kDigestAt) &&
                     std::all_of(slot.begin() + kUsedBytes, slot.end(), zero);
  ByteReader reader(slot);
  const bool ours = as_text(reader.take(kMagic.size())) == kMagic;
  if (!whole || !ours) return {SlotKind::kTorn, {}};
  if (const std::uint64_t version = reader.be(2); version != kVersion)
    return {SlotKind::kOtherVersion, {}, version};
  if (key != nullptr) {
    hmac_sha256(sum, key->view(), {slot.first(kMacAt)});
    if (!equal_constant_time(sum, slot.subspan(kMacAt, sum.size()))) {
      return {SlotKind::kForeign, {}};
    }
  }
  return {SlotKind::kGood, decode_state(slot)};
}

tl::unexpected<Error> damaged(const std::string& what, const std::filesystem::path& file) {
  return fail(Errc::kDamaged, what, file.string(),
              "keep this file as it is, and compare the ledger with a receipt or a checkpoint held "
              "elsewhere, then run `auditledger recover`");
}

// The slot that counts: 0 or 1; nothing when none was ever written.
Result<std::optional<std::size_t>> best_of(const std::array<Slot, 2>& slots,
                                           const std::filesystem::path& file) {
  bool torn = false;
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].kind == SlotKind::kForeign) {
      return damaged("the head was written under another master key, or changed", file);
    }
    if (slots[i].kind == SlotKind::kOtherVersion) {
      return fail(Errc::kMalformed,
                  "written by another version of auditledger: " + std::to_string(slots[i].version),
                  file.string(),
                  "start the auditledgerd that wrote it; this one reads version " +
                      std::to_string(kVersion));
    }
    torn = torn || slots[i].kind == SlotKind::kTorn;
    if (slots[i].kind != SlotKind::kGood) continue;
    if (!best || slots[i].state.counter > slots[*best].state.counter) best = i;
  }
  if (!best && torn) return damaged("no slot of the head is whole", file);
  return best;
}

Result<std::array<Slot, 2>> read_slots(const DurableFiles& files, const std::filesystem::path& file,
                                       const DerivedKey* key) {
  LEDGER_ASSIGN(const Bytes bytes, files.read(file, kFileBytes));
  if (bytes.size() != kFileBytes) return damaged("the head has not the length of two slots", file);
  const ByteView view = bytes;
  return std::array<Slot, 2>{decode(view.first(kSlotBytes), key),
                             decode(view.subspan(kSlotBytes), key)};
}

} // namespace

struct Head::Impl {
  std::filesystem::path path;
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  DerivedKey mac_key;
  std::uint64_t counter = 0; // of the last write
  std::mutex mutex;          // guards what is below, and a write as a whole
  // The slot that a sync has completed for; never overwritten, so that a whole one is always there.
  std::size_t safe_slot = 0;
  std::uint64_t writes = 0;
};

Head::Head(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Head::~Head() = default;

Status Head::copy(const DurableFiles& files, const std::filesystem::path& from,
                  const std::filesystem::path& to) {
  LEDGER_ASSIGN(const Bytes bytes, files.read(from / kFileName, kFileBytes));
  return files.write_new(to / kFileName, bytes);
}

Status Head::create(const DurableFiles& files, const std::filesystem::path& directory) {
  // Written, not only reserved: overwriting it later changes no metadata of the file.
  return files.write_new(directory / kFileName, Bytes(kFileBytes));
}

Result<std::unique_ptr<Head>>
Head::open(const DurableFiles& files, const std::filesystem::path& directory, DerivedKey mac_key) {
  auto impl = std::make_unique<Impl>();
  impl->path = directory / kFileName;
  impl->mac_key = std::move(mac_key);
  LEDGER_ASSIGN(const auto slots, read_slots(files, impl->path, &impl->mac_key));
  LEDGER_ASSIGN(const auto best, best_of(slots, impl->path));
  impl->safe_slot = best.value_or(1);
  if (best) impl->counter = slots[*best].state.counter;
  LEDGER_TRY(
      storage_status(files.file_system()->NewRandomRWFile(impl->path, {}, &impl->file, nullptr),
                     "the head could not be opened", impl->path.string()));
  // After a kill the better slot may be in the page cache only; it must not count as safe then.
  LEDGER_TRY(storage_status(impl->file->Sync({}, nullptr), "the head could not be synced",
                            impl->path.string()));
  return std::unique_ptr<Head>(new Head(std::move(impl)));
}

Result<HeadReading> Head::read(const DurableFiles& files, const std::filesystem::path& directory,
                               const DerivedKey* mac_key) {
  const std::filesystem::path file = directory / kFileName;
  LEDGER_ASSIGN(const auto slots, read_slots(files, file, mac_key));
  LEDGER_ASSIGN(const auto best, best_of(slots, file));
  if (best) return HeadReading{slots[*best].state, mac_key != nullptr};
  return fail(Errc::kNotFound, "the head was never written", file.string(),
              "there is no ledger yet: run `auditledger init`");
}

Status Head::write(HeadState state) {
  state.counter = ++impl_->counter;
  const Bytes slot = encode(state, impl_->mac_key);
  const std::lock_guard lock(impl_->mutex);
  ++impl_->writes;
  const std::size_t target = 1 - impl_->safe_slot;
  const rocksdb::Slice bytes(reinterpret_cast<const char*>(slot.data()), slot.size());
  return storage_status(impl_->file->Write(target * kSlotBytes, bytes, {}, nullptr),
                        "the head could not be written", impl_->path.string());
}

Status Head::sync() {
  std::uint64_t before = 0;
  {
    const std::lock_guard lock(impl_->mutex);
    before = impl_->writes;
  }
  LEDGER_TRY(storage_status(impl_->file->Sync({}, nullptr), "the head could not be synced",
                            impl_->path.string()));
  const std::lock_guard lock(impl_->mutex);
  // A write beside the sync may be half on disk; that slot becomes safe with a later sync.
  if (before != 0 && impl_->writes == before) {
    impl_->safe_slot = 1 - impl_->safe_slot;
    impl_->writes = 0;
  }
  return {};
}

} // namespace ledger
