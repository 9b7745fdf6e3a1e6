// What to do about a damaged database: how much of it is intact, whether that reaches to the head,
// and, if it does, a sound database in its place and the damaged one beside it. Below the head
// something is lost that was acknowledged; no program may decide about that.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/crypto/secret.hpp"
#include "ledger/facade/state_paths.hpp"
#include "ledger/store/durable_files.hpp"

#include <memory>
#include <optional>

namespace ledger {

struct Damage {
  Damage() = default;
  TreeSize intact;            // records from record 0 on that form one chain
  TreeSize head;              // records that the head remembers
  Timestamp last_recorded_at; // of the last intact record
  std::optional<Error> found; // nothing: the database is sound
  std::uint64_t bytes = 0;    // of all files of the database
};

// kWrongKey when `master` does not open the keyring, kLocked when a daemon works on the state. A
// keyring is expected.
[[nodiscard]] Status check_master_key(const StatePaths& paths, const MasterKey& master,
                                      const FileSystemPtr& file_system);

// One damaged database. One thread; owns the database's directory while it lives.
class Recovery {
 public:
  // Only reads. kRolledBack: damage below the head or the keyring, or records that they remember
  // are gone;
  // names the last intact record. kChanged: another record stands where the head ended. kDamaged:
  // nothing can be read, or a document or checkpoint is damaged. kWrongKey: the head was not
  // written with this master key. kLocked: a daemon works on it. kNotFound, kNotInitialised: there
  // is no head, no database.
  [[nodiscard]] static Result<std::unique_ptr<Recovery>>
  examine(const StatePaths& paths, const MasterKey& master, const FileSystemPtr& file_system);
  ~Recovery();

  [[nodiscard]] const Damage& damage() const;
  // Makes a database of the intact records at `place`, on the file system of the damaged one. The
  // damaged one is only read.
  [[nodiscard]] Status rebuild(const std::filesystem::path& place) const;
  // Exchanges the two in one step: the sound database is then in its place, the damaged one, with
  // every byte of it, at `place`. Durable when it returns. kIo, kInvalidField: nothing was
  // exchanged; kOutcomeUnknown: they are, but a power cut may undo it. The next Ledger::open()
  // records it, and that `approver` decided it, before it serves; also when this process ends right
  // then.
  [[nodiscard]] Status put_in_place(const std::filesystem::path& place, std::string_view approver);

 private:
  struct Impl;
  explicit Recovery(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
