// The head beside the database: how far the ledger had come, kept in another directory, so that a
// database that was cut short or put back can be told from one that was not (schemas/FORMAT.md
// section 7). Two alternating slots of one preallocated file; a torn write spoils one of them only.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/crypto/secret.hpp"
#include "ledger/store/durable_files.hpp"

namespace ledger {

struct HeadState {
  LedgerId ledger_id;
  std::uint64_t generation = 1; // of the ledger; a restore with loss begins the next
  TreeSize size;
  LeafHash last_leaf;
  RootHash root;
  std::uint64_t counter = 0; // of head writes; the higher slot of two good ones counts
};

// What reading the two slots gave.
struct HeadReading {
  HeadState state;
  bool authenticated = false; // the MAC was checked; an auditor without the master key cannot
};

// write() and sync() may run on different threads at once; each by one thread at a time.
class Head {
 public:
  // Makes the preallocated file with both slots empty, synced. kExists when there is one.
  [[nodiscard]] static Status create(const DurableFiles& files,
                                     const std::filesystem::path& directory);
  // Opens for writing. `mac_key` is derived from the master key by the caller.
  [[nodiscard]] static Result<std::unique_ptr<Head>>
  open(const DurableFiles& files, const std::filesystem::path& directory, DerivedKey mac_key);
  // Reads without opening for writing; without a key the MAC is not checked. kNotFound: no file, or
  // no slot was ever written; kDamaged: slots are there and none is whole (or authentic).
  [[nodiscard]] static Result<HeadReading> read(const DurableFiles& files,
                                                const std::filesystem::path& directory,
                                                const DerivedKey* mac_key);
  // Copies the file as it stands into another folder, durably; whole slots only count when read.
  [[nodiscard]] static Status copy(const DurableFiles& files, const std::filesystem::path& from,
                                   const std::filesystem::path& to);
  ~Head();

  // Overwrites the slot that is not known to be synced; the counter is set here. A plain pwrite.
  [[nodiscard]] Status write(HeadState state);
  [[nodiscard]] Status sync();

 private:
  struct Impl;
  explicit Head(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
