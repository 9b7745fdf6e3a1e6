// Who is who, and the keys that open what is personal. Destroying a key here is what erasure means.
//
// On disk (schemas/FORMAT.md section 6): pages of keys and look-up entries, each sealed under its
// own page key; an index of the page keys, sealed under HKDF(master key, epoch root); and the epoch
// root alone in a directory of its own, outside every backup. Whatever stale copy of a page or an
// index turns up, it opens with nothing once its epoch root is gone.
//
// In memory everything is open, in locked pages that are left out of core dumps. Any thread; one
// mutex, held for microseconds, but never across the disk: flush(), refill_pool() and destroy()
// do their writing outside of it and run on one thread at a time (the keyring's keeper).
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"
#include "ledger/crypto/sign.hpp"
#include "ledger/store/durable_files.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ledger {

// A slug from the policy's retention classes, or one of these.
inline constexpr std::string_view kUnclassified = "unclassified";
inline constexpr std::string_view kAfterErasure = "after-erasure";

struct KeyringPaths {
  std::filesystem::path keyring;  // pages and index; may be backed up
  std::filesystem::path root;     // the epoch root; never backed up
};

// The key of one (subject, class) for sealing one event. The copy wipes itself.
struct SealingKey {
  SealingKey() = default;
  SubjectId subject;
  std::string key_class;
  Incarnation incarnation;
  KeyId key_id;
  Secret32<struct SubjectKeyTag> key;
};

struct KeyName {
  KeyName() = default;
  KeyName(KeyId id, std::string cls, Incarnation n)
      : key_id(id), key_class(std::move(cls)), incarnation(n) {}
  KeyId key_id;
  std::string key_class;
  Incarnation incarnation;
};

// What an erasure will destroy, fixed when the barrier was set.
struct ErasurePlan {
  ErasurePlan() = default;
  SubjectId subject;
  bool whole = false;            // every class, the look-up entries and the reference
  std::vector<std::string> classes;  // when not whole
  std::vector<KeyName> keys;
};

// How the application names a person: personal data, never logged.
struct SubjectName {
  SubjectName(std::string_view ns, ByteView ref) : name_space(ns), reference(ref) {}
  std::string_view name_space;
  ByteView reference;
};

struct KeyringStatus {
  std::uint64_t subjects = 0;
  std::uint64_t keys = 0;
  std::uint64_t pool = 0;
  std::uint64_t epoch = 0;
  bool memory_locked = true;
};

class Keyring {
 public:
  // Makes an empty keyring with a pool, durable when it returns. kExists when there is one.
  [[nodiscard]] static Status create(const DurableFiles& files, const KeyringPaths& paths,
                                     const MasterKey& master, const LedgerId& ledger_id,
                                     const SigningSeed& signing_seed);
  // kWrongKey: the master key or the epoch root does not open the index. kDamaged: a page.
  // kForeign: the index is of another ledger. After a stop without close() every key of the pool
  // is burnt, since some may have been handed out.
  [[nodiscard]] static Result<std::unique_ptr<Keyring>> open(const DurableFiles& files,
                                                             const KeyringPaths& paths,
                                                             const MasterKey& master,
                                                             const LedgerId& ledger_id);
  ~Keyring();

  // --- who is who -------------------------------------------------------------------------------
  [[nodiscard]] std::optional<SubjectId> find(const SubjectName& name) const;
  [[nodiscard]] bool knows(const SubjectId& subject) const;   // erased ones too
  [[nodiscard]] bool erased(const SubjectId& subject) const;  // as a whole

  // --- sealing ----------------------------------------------------------------------------------
  // Gets or creates the subject, atomically, and its live key of that class, taking one from the
  // pool when there is none. kBusy when the pool is empty: refill_pool() and try again.
  [[nodiscard]] Result<SealingKey> acquire(const SubjectName& name, std::string_view key_class);
  // The same for a known id; for an erased one the class becomes `after-erasure`. kNotFound when
  // the id was never given out.
  [[nodiscard]] Result<SealingKey> acquire(const SubjectId& subject, std::string_view key_class);
  // Makes `name` known for the subject; no effect when it is known already.
  void link(const SubjectName& name, const SubjectId& subject);

  // Rises with every erasure; a box that was sealed at another count must be checked with is_live().
  [[nodiscard]] std::uint64_t erasure_count() const;
  [[nodiscard]] bool is_live(const SubjectId& subject, std::string_view key_class,
                             Incarnation incarnation) const;

  // --- opening ----------------------------------------------------------------------------------
  // Nothing when the key was destroyed or is unknown.
  [[nodiscard]] std::optional<Secret32<struct SubjectKeyTag>> key(const KeyId& id) const;

  // A keyed hash for references that are no UUID (schemas/FORMAT.md section 3).
  [[nodiscard]] OpaqueRef hash_reference(std::string_view text) const;

  // --- erasure ----------------------------------------------------------------------------------
  // Moves the erased-through marks: from here acquire() gives keys of the next incarnation, or a
  // new subject for the name, and is_live() is false for the old. Nothing is destroyed yet.
  // No classes: the whole person. kNotFound when the id was never given out; an empty plan when
  // there is nothing left to destroy.
  [[nodiscard]] Result<ErasurePlan> mark_erased(const SubjectId& subject,
                                                std::span<const std::string> classes);
  // The keys die: wiped in memory, their pages and the index rewritten under fresh keys, the epoch
  // turned. Durable when it returns; safe to run again after a crash at any step.
  [[nodiscard]] Status destroy(const ErasurePlan& plan);

  // --- keeping ----------------------------------------------------------------------------------
  [[nodiscard]] bool pool_low() const;
  [[nodiscard]] Status refill_pool();
  // Writes what is dirty. `reflected`: the durable size, sampled by the caller before the call; all
  // assignments of those records were made in memory before they were committed.
  [[nodiscard]] Status flush(TreeSize reflected);
  // Records below it are reflected on disk; the rest must be replayed at start.
  [[nodiscard]] TreeSize cursor() const;
  // Replay of a stored box and, when it still opened, of the name in it.
  void replay_assignment(const SubjectId& subject, const KeyName& key);

  [[nodiscard]] std::vector<SigningSeed> signing_seeds() const;  // the current one last
  [[nodiscard]] KeyringStatus status() const;
  // Flushes and notes the clean stop.
  [[nodiscard]] Status close(TreeSize reflected);

 private:
  struct Impl;
  explicit Keyring(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace ledger
