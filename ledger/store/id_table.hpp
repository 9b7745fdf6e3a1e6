// Inside ledger/store only: the newest ids, in memory. Entries stand in the order in which they
// came; a table of small slots finds them, so that a look-up of an unknown id, which is what nearly
// all are, touches one line of a table that stays in the processor's cache.
#pragma once

#include "ledger/store/id_index.hpp"

#include <vector>

namespace ledger {

// One writer at a time; readers only while nobody writes.
class IdTable {
 public:
  // Entries at which the table is full, and how many more may still go in.
  static constexpr std::size_t kFull = 1u << 19;
  static constexpr std::size_t kSlack = 4'096;

  IdTable();
  [[nodiscard]] std::optional<Sequence> find(const IdKey& key) const;
  // The first entry of a key stays. Nothing may be inserted beyond kFull + kSlack.
  void insert(const IdEntry& entry);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // Positions of the entries in the order of their keys.
  [[nodiscard]] std::vector<std::uint32_t> sorted() const;
  [[nodiscard]] const IdEntry& at(std::uint32_t position) const { return entries_[position]; }

 private:
  static constexpr std::size_t kWords = IdKey::kSize / sizeof(std::uint32_t);

  [[nodiscard]] std::uint32_t hash(const IdKey& key) const;
  // Where the key is, or the free slot where it would go.
  [[nodiscard]] std::size_t slot_of(const IdKey& key, std::uint32_t hash) const;

  std::array<std::uint64_t, kWords + 1> multipliers_;
  std::vector<std::uint32_t> slots_; // tag << 20 | position + 1; 0 is free
  std::vector<IdEntry> entries_;
};

} // namespace ledger
