#include "ledger/store/id_table.hpp"

#include "ledger/crypto/random.hpp"

#include <algorithm>
#include <numeric>

namespace ledger {
namespace {

constexpr unsigned kPositionBits = 20;
constexpr std::uint32_t kPositionMask = (1u << kPositionBits) - 1;
constexpr std::size_t kSlots = std::size_t(1) << kPositionBits; // half of them in use at most

static_assert(IdTable::kFull + IdTable::kSlack < kPositionMask);

} // namespace

IdTable::IdTable() : slots_(kSlots) {
  entries_.reserve(kFull + kSlack);
  random_bytes({reinterpret_cast<std::uint8_t*>(multipliers_.data()), sizeof multipliers_});
}

// Clients choose the ids. Multilinear hashing under secret multipliers is strongly universal
// (Lemire and Kaser, "Strongly universal string hashing is fast"), so nobody can aim at one slot.
std::uint32_t IdTable::hash(const IdKey& key) const {
  std::uint64_t sum = multipliers_[kWords];
  const std::uint8_t* bytes = key.view().data();
  for (std::size_t i = 0; i < kWords; ++i) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes + i * sizeof word, sizeof word);
    sum += multipliers_[i] * word;
  }
  return static_cast<std::uint32_t>(sum >> 32);
}

std::size_t IdTable::slot_of(const IdKey& key, std::uint32_t hash) const {
  const std::uint32_t tag = hash & ~kPositionMask;
  std::size_t slot = hash & kPositionMask;
  while (slots_[slot] != 0) {
    const bool alike = (slots_[slot] & ~kPositionMask) == tag;
    if (alike && entries_[(slots_[slot] & kPositionMask) - 1].key == key) break;
    slot = (slot + 1) & (kSlots - 1);
  }
  return slot;
}

std::optional<Sequence> IdTable::find(const IdKey& key) const {
  const std::uint32_t slot = slots_[slot_of(key, hash(key))];
  if (slot == 0) return std::nullopt;
  return entries_[(slot & kPositionMask) - 1].sequence;
}

void IdTable::insert(const IdEntry& entry) {
  const std::uint32_t h = hash(entry.key);
  const std::size_t slot = slot_of(entry.key, h);
  if (slots_[slot] != 0) return;
  entries_.push_back(entry);
  slots_[slot] = (h & ~kPositionMask) | static_cast<std::uint32_t>(entries_.size());
}

std::vector<std::uint32_t> IdTable::sorted() const {
  std::vector<std::uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) {
    return std::memcmp(entries_[a].key.view().data(), entries_[b].key.view().data(), IdKey::kSize) <
           0;
  });
  return order;
}

} // namespace ledger
