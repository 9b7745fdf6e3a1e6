// Inside Keyring only. Two locks, taken in this order: `writing` by whoever writes files, for as
// long as that takes; `mutex` for the table in memory, for microseconds.
#pragma once

#include "ledger/crypto/mac.hpp"
#include "ledger/keyring/epoch.hpp"
#include "ledger/keyring/index.hpp"
#include "ledger/keyring/key_table.hpp"
#include "ledger/keyring/keyring.hpp"

#include <atomic>
#include <map>
#include <mutex>

namespace ledger {

using ReferenceKey = Secret32<struct ReferenceKeyTag>;
using LookUpKey = Secret32<struct LookUpKeyTag>;

struct Keyring::Impl {
  Impl(const DurableFiles& durable, const KeyringPaths& where, const MasterKey& key,
       const LedgerId& id)
      : files(durable), paths(where), master(key.view()), ledger_id(id) {}

  // Where one page stands on disk, and the key that opens it.
  struct PageEntry {
    std::uint64_t generation = 0;
    KeyArena::Slot key = 0;
  };
  struct StagedPage {
    std::uint64_t generation = 0;
    PageKey key;
  };
  using Staged = std::map<std::uint32_t, StagedPage>;
  struct Goal {
    bool clean_stop = false;
    std::optional<TreeSize> cursor; // nothing: stays where it is
  };

  // --- keyring_write.cpp, under `writing` -------------------------------------------------------
  // Writes every dirty page and the index. On an error what is on disk is the state before or the
  // one after, and the next write makes up for it.
  Status write(const Goal& goal);
  Status stage_pages(Staged& staged);
  Status stage_one(std::uint32_t page, Staged& staged);
  Status write_index(const Goal& goal, const Staged& staged);
  Status turn_epoch(const IndexImage& image);
  void install(const Goal& goal, Staged& staged);
  void give_back(const Staged& staged);
  void sweep(); // removes files that nothing refers to any more
  Status fill_pool(const Goal& goal);
  [[nodiscard]] IndexName index_name() const { return {ledger_id, epoch}; }

  // --- keyring_open.cpp -------------------------------------------------------------------------
  Status load();
  Status choose_epoch();
  Status load_index(const IndexImage& image);
  Status load_page(std::uint32_t page, const IndexImage::Page& entry);
  Status remove_leftovers();

  [[nodiscard]] LookUpTag tag_of(const SubjectName& name) const;
  // Under `mutex`.
  [[nodiscard]] bool pool_has_key();
  // Under `mutex`. The live key of the class, from the pool when there is none.
  Status give(KeyTable::Ref subject, std::string_view key_class, SealingKey& into);

  const DurableFiles files;
  const KeyringPaths paths;
  const MasterKey master;
  const LedgerId ledger_id;
  LookUpKey look_up_key;      // never changes once open
  ReferenceKey reference_key; // likewise

  // Of the look-up key, made at its first use. Under `tagging`, which is held beside no other lock.
  mutable std::mutex tagging;
  mutable std::optional<KeyedHmac> tagger;

  std::mutex writing;
  // Guarded by `writing`:
  EpochRoot root;
  std::uint64_t next_generation = 1;
  std::vector<PageEntry> entries;
  KeyArena page_keys;
  std::vector<std::string> garbage; // in the keyring folder
  bool turn_owed = false;           // keys died in memory, and perhaps not yet on disk
  bool was_clean = false;

  mutable std::mutex mutex;
  // Guarded by `mutex`; epoch, cursor and seeds are written under both.
  KeyTable table;
  std::vector<SigningSeed> seeds;
  std::uint64_t epoch = 1;
  TreeSize cursor;
  std::atomic<std::uint64_t> erasures{0}; // written under `mutex`
  std::uint32_t pool_target = kPoolKeys;
  bool pool_ran_out = false;
  bool pool_open = false;
};

} // namespace ledger
