#include "ledger/crypto/random.hpp"
#include "ledger/keyring/file_names.hpp"
#include "ledger/keyring/keyring_impl.hpp"
#include "ledger/keyring/leftovers.hpp"

#include <algorithm>

namespace ledger {

Status Keyring::Impl::write(const Goal& goal) {
  const bool turns = turn_owed;
  Staged staged;
  Status written = stage_pages(staged);
  if (written) written = write_index(goal, staged);
  if (!written) {
    give_back(staged);
    return written;
  }
  install(goal, staged);
  if (turns) {
    LEDGER_TRY(keep_only_root(files, paths.root, epoch));
    turn_owed = false;
  }
  sweep();
  return {};
}

Status Keyring::Impl::stage_one(std::uint32_t page, Staged& staged) {
  SecretBytes plaintext;
  {
    const std::scoped_lock lock(mutex);
    table.set_dirty(page, false);
    plaintext = table.encode(page);
  }
  StagedPage& place = staged[page];
  if (place.generation != 0) garbage.push_back(page_file_name(page, place.generation));
  place.generation = next_generation++;
  place.key = PageKey();
  random_secret_bytes(place.key.writable());
  const PageName name{ledger_id, page, place.generation};
  return files.write_new(paths.keyring / page_file_name(page, place.generation),
                         seal_page(name, plaintext, place.key.view()));
}

// The pages are copied one by one, so that the lock is held briefly. A mark that moves meanwhile
// would leave the next incarnation on disk without it: then the pages that changed are done again.
Status Keyring::Impl::stage_pages(Staged& staged) {
  for (std::uint64_t seen = 0;;) {
    std::vector<std::uint32_t> dirty;
    {
      const std::scoped_lock lock(mutex);
      const bool consistent = !staged.empty() && seen == erasures;
      if (!consistent) dirty = table.dirty_pages();
      seen = erasures;
    }
    if (dirty.empty()) return {};
    for (const std::uint32_t page : dirty)
      LEDGER_TRY(stage_one(page, staged));
  }
}

Status Keyring::Impl::write_index(const Goal& goal, const Staged& staged) {
  IndexImage image;
  image.clean = goal.clean_stop;
  image.next_generation = next_generation;
  image.look_up_key = look_up_key.view();
  image.reference_key = reference_key.view();
  for (const PageEntry& entry : entries) {
    image.pages.push_back({entry.generation, page_keys.view(entry.key)});
  }
  for (const auto& [page, place] : staged) { // ascending, and new pages follow the old without gap
    if (page >= image.pages.size()) image.pages.resize(page + 1);
    image.pages[page] = {place.generation, place.key.view()};
  }
  // Only a writer changes the seeds, and this is one: the views stay good without the lock.
  for (const SigningSeed& seed : seeds)
    image.signing_seeds.push_back(seed.view());
  {
    const std::scoped_lock lock(mutex);
    image.cursor = goal.cursor.value_or(cursor);
    image.pool_target = pool_target;
  }
  if (turn_owed) return turn_epoch(image);
  return files.replace(paths.keyring / index_file_name(epoch),
                       seal_index(index_name(), {master, root}, encode_index(image)));
}

Status Keyring::Impl::turn_epoch(const IndexImage& image) {
  const std::uint64_t next = epoch + 1;
  // A root that a failed attempt left must be gone before an index that it does not open is there.
  LEDGER_TRY(files.remove(paths.root / root_file_name(next)));
  EpochRoot next_root = make_epoch_root();
  LEDGER_TRY(
      files.replace(paths.keyring / index_file_name(next),
                    seal_index({ledger_id, next}, {master, next_root}, encode_index(image))));
  LEDGER_TRY(write_root(files, paths.root, ledger_id, next, next_root));
  garbage.push_back(index_file_name(epoch));
  root = std::move(next_root);
  const std::scoped_lock lock(mutex);
  epoch = next;
  return {};
}

void Keyring::Impl::install(const Goal& goal, Staged& staged) {
  for (auto& [page, place] : staged) {
    if (page >= entries.size()) {
      entries.push_back({place.generation, page_keys.store(place.key.view())});
      continue;
    }
    PageEntry& entry = entries[page];
    garbage.push_back(page_file_name(page, entry.generation));
    page_keys.destroy(entry.key);
    entry = {place.generation, page_keys.store(place.key.view())};
  }
  const std::scoped_lock lock(mutex);
  if (goal.cursor) cursor = *goal.cursor;
}

void Keyring::Impl::give_back(const Staged& staged) {
  const std::scoped_lock lock(mutex);
  for (const auto& [page, place] : staged) {
    garbage.push_back(page_file_name(page, place.generation));
    table.set_dirty(page, true);
  }
}

// A file that stays is of no use to anybody and is tried again next time, and at the next start.
void Keyring::Impl::sweep() {
  std::erase_if(garbage, [this](const std::string& name) {
    return remove_unsynced(files, paths.keyring / name).has_value();
  });
}

// Keys are made outside the lock and given out only after the pages that hold them are synced.
Status Keyring::Impl::fill_pool(const Goal& goal) {
  std::size_t missing = 0;
  {
    const std::scoped_lock lock(mutex);
    if (std::exchange(pool_ran_out, false)) pool_target = std::min(pool_target * 2, kMaxPoolKeys);
    missing = pool_target - std::min<std::size_t>(pool_target, table.free_size());
  }
  while (missing > 0) {
    const FreshKeys fresh = make_fresh_keys(std::min<std::size_t>(missing, kSlotsPerPage));
    missing -= fresh.ids.size();
    const std::scoped_lock lock(mutex);
    table.add_free(fresh);
  }
  LEDGER_TRY(write(goal));
  const std::scoped_lock lock(mutex);
  table.publish_free();
  pool_open = true;
  return {};
}

} // namespace ledger
