// Inside ledger/store only.
#pragma once

#include "ledger/store/engine.hpp"
#include "ledger/store/id_table.hpp"
#include "ledger/store/newest_ids.hpp"

#include <condition_variable>
#include <shared_mutex>
#include <thread>

namespace ledger {

struct IdIndex::Impl {
  explicit Impl(Engine& opened) : engine(opened) {}
  // Waits for the run that is being written; what is only in memory is rebuilt at the next start.
  ~Impl();

  // Starts empty when the sorted files cover more than `size` records: they belong to another
  // ledger, or to records that were set aside.
  [[nodiscard]] static Result<std::unique_ptr<Impl>> open(Engine& engine, TreeSize size);

  [[nodiscard]] Result<TreeSize> read_covered() const;
  // Of what the sorted files hold: two seeks a source.
  [[nodiscard]] Result<NewestIds> read_newest() const;
  [[nodiscard]] Status start_over();
  [[nodiscard]] Result<std::optional<Sequence>> find(const IdKey& key) const;
  [[nodiscard]] Status insert(std::span<const IdEntry> entries, TreeSize size);
  [[nodiscard]] Status flush();

  // Hands the active table to the writer; waits while the one before is being written.
  [[nodiscard]] Status freeze(std::unique_lock<std::shared_mutex>& lock);
  void write_runs();
  // Sorted file, ingested, then the cursor: so the cursor is never ahead of what is in files.
  [[nodiscard]] Status write_run(const IdTable& table, TreeSize size);
  [[nodiscard]] Status write_file(const IdTable& table, const std::string& file) const;

  Engine& engine;
  mutable std::shared_mutex mutex; // guards all below
  std::condition_variable_any changed;
  std::unique_ptr<IdTable> active = std::make_unique<IdTable>();
  std::unique_ptr<IdTable> frozen; // being written; readers still look in it
  NewestIds newest;                // of the sorted files
  TreeSize active_size, frozen_size, covered_size;
  bool stopping = false;
  std::thread writer;
};

} // namespace ledger
