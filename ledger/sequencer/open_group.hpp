// The group that the committer is filling: records with their places in chain and tree, and who
// waits for them. Nothing in it is durable. The holder of the committer's token only.
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/sequencer/ledger_time.hpp"
#include "ledger/sequencer/sequencer.hpp"
#include "ledger/store/id_index.hpp"
#include "ledger/store/store.hpp"

#include <unordered_set>

namespace ledger {

class OpenGroup {
 public:
  OpenGroup(Store& store, Keyring& keyring, TileStack tiles, const SequencerOptions& options);

  // The recorded time of all records that are placed until clear().
  void set_time(TimeStamp stamp) { stamp_ = stamp; }

  // Checks a unit against what is stored and what the group holds, then places all of its records.
  // On an error nothing was placed. Errors of UnitResult, and kDamaged from the index.
  [[nodiscard]] UnitResult place(const Unit& unit);

  [[nodiscard]] bool empty() const { return records_ == 0; }
  [[nodiscard]] CommitGroup& batch() { return batch_; }
  [[nodiscard]] std::span<const IdEntry> ids() const { return ids_; }
  [[nodiscard]] DurableState state() const;
  // After the commit: forgets the records, keeps chain and tree.
  void clear();

 private:
  [[nodiscard]] Status check_new(const IdKey& key) const;
  [[nodiscard]] Status check_fresh(const Sealed& event) const;
  [[nodiscard]] Placed append(const Sealed& event);

  Store& store_;
  Keyring& keyring_;
  LedgerId ledger_id_;
  TileStack tiles_;
  LeafHash last_leaf_;
  TimeStamp stamp_;

  CommitGroup batch_;
  std::size_t records_ = 0;
  std::vector<IdEntry> ids_;
  std::unordered_set<IdKey, TailHash<IdKey>> held_; // the same, to look up
  Bytes record_;                                    // reused
  IdKeys id_keys_;
  std::vector<IdKey> keys_; // of the unit at hand, reused
};

} // namespace ledger
