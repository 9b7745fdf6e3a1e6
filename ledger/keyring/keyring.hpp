// Who is who, and the keys that open what is personal. Destroying a key here is what erasure means.
//
// On disk (schemas/FORMAT.md section 6): pages of keys and look-up entries, each sealed under its
// own page key; an index of the page keys, sealed under HKDF(master key, epoch root); and the epoch
// root alone in a directory of its own, outside every backup. Whatever stale copy of a page or an
// index turns up, it opens with nothing once its epoch root is gone.
//
// In memory the keys are open, in locked pages that are left out of core dumps. Any thread; one
// mutex, held for microseconds, but never across the disk: what writes (flush(), refill_pool(),
// destroy(), ...) does so outside of it, one after the other.
//
// Start: open(); for every unfinished erasure below cursor() mark_erased(); the records from
// cursor() on in their order: replay_assignment() and link() for boxes, mark_erased() for
// `erasure.started`; destroy() with the plan of every `key.destroyed`, and for what is unfinished;
// finish_replay(). Until then acquire() is kBusy where it would need a new key.
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

// Free keys that are kept ready; doubled up to the maximum whenever they ran out.
inline constexpr std::uint32_t kPoolKeys = 4'096;
inline constexpr std::uint32_t kMaxPoolKeys = 65'536;

// A slug from the policy's retention classes, or one of these.
inline constexpr std::string_view kUnclassified = "unclassified";
inline constexpr std::string_view kAfterErasure = "after-erasure";

struct KeyringPaths {
  std::filesystem::path keyring; // pages and index; may be backed up
  std::filesystem::path root;    // the epoch root; never backed up
};

// The key of one (subject, class) for sealing one event. The copy wipes itself at the end, or
// before it is used for the next: locked memory is dear to get, so whoever seals much keeps one.
struct SealingKey {
  SealingKey() = default;
  void forget() { wipe(key.writable()); }
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

// What an erasure will destroy, fixed when the barrier was set. From a record `key.destroyed`: all
// but `classes`.
struct ErasurePlan {
  ErasurePlan() = default;
  SubjectId subject;
  Sequence erasure;                 // the record `erasure.started`
  bool whole = false;               // every class, the look-up entries and the reference
  std::vector<std::string> classes; // when not whole
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
  // Makes an empty keyring with a pool, durable when it returns; makes the folders, whose parents
  // must be there. kExists when there is a keyring or a root.
  [[nodiscard]] static Status create(const DurableFiles& files, const KeyringPaths& paths,
                                     const MasterKey& master, const LedgerId& ledger_id,
                                     const SigningSeed& signing_seed);
  // kNotInitialised: no keyring here. kWrongKey: the epoch root is missing, or master key and root
  // do not open the index. kDamaged: a file is missing or is not what was written. kForeign: of
  // another ledger. Removes what an interrupted write left, but only after everything opened.
  [[nodiscard]] static Result<std::unique_ptr<Keyring>> open(const DurableFiles& files,
                                                             const KeyringPaths& paths,
                                                             const MasterKey& master,
                                                             const LedgerId& ledger_id);
  ~Keyring();

  // --- who is who -------------------------------------------------------------------------------
  [[nodiscard]] std::optional<SubjectId> find(const SubjectName& name) const;
  [[nodiscard]] bool knows(const SubjectId& subject) const;  // erased ones too
  [[nodiscard]] bool erased(const SubjectId& subject) const; // as a whole

  // --- sealing ----------------------------------------------------------------------------------
  // Gets or creates the subject, atomically, and its live key of that class, taking one from the
  // pool when there is none. kBusy when the pool is empty: refill_pool() and try again.
  [[nodiscard]] Result<SealingKey> acquire(const SubjectName& name, std::string_view key_class);
  // The same for a known id; for an erased one the class becomes `after-erasure`. kNotFound when
  // the id was never given out.
  [[nodiscard]] Result<SealingKey> acquire(const SubjectId& subject, std::string_view key_class);
  // The same into a key that the caller keeps, for a person that is known: false when the name
  // stands for nobody yet. Nobody is minted; kBusy as above.
  [[nodiscard]] Result<bool> acquire_known(const SubjectName& name, std::string_view key_class,
                                           SealingKey& into);
  [[nodiscard]] Status acquire(const SubjectName& name, std::string_view key_class,
                               SealingKey& into);
  [[nodiscard]] Status acquire(const SubjectId& subject, std::string_view key_class,
                               SealingKey& into);
  // The keys that seal for the person now, of all classes; none when the id was never given out.
  [[nodiscard]] std::vector<SealingKey> live_keys(const SubjectId& subject) const;
  // Makes `name` known for the subject; no effect when it is known already.
  void link(const SubjectName& name, const SubjectId& subject);

  // Rises with every erasure; a box that was sealed at another count must be checked with
  // is_live().
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
  // new subject for the name, and is_live() is false for the old. Nothing is destroyed yet, and
  // key() still opens what is marked. No classes: the whole person. `erasure` is the record
  // `erasure.started`: marking again for the same one, as after a crash, moves nothing and plans
  // what is still to be destroyed. kNotFound when the id was never given out; an empty plan when
  // there is nothing left.
  [[nodiscard]] Result<ErasurePlan>
  mark_erased(const SubjectId& subject, std::span<const std::string> classes, Sequence erasure);
  // The keys die: wiped in memory, their pages and the index rewritten under fresh keys, the epoch
  // turned. Durable when it returns; safe to run again after an error or a crash at any step, and
  // costs nothing when the keyring has none of the keys any more. Keys that it never had are noted,
  // so that their subject stays known as erased.
  [[nodiscard]] Status destroy(const ErasurePlan& plan);

  // --- keeping ----------------------------------------------------------------------------------
  [[nodiscard]] bool pool_low() const;
  [[nodiscard]] Status refill_pool();
  // Writes what is dirty. `reflected`: the durable size, sampled by the caller before the call; all
  // assignments of those records were made in memory before they were committed.
  [[nodiscard]] Status flush(TreeSize reflected);
  // Records below it are reflected on disk; the rest must be replayed at start.
  [[nodiscard]] TreeSize cursor() const;
  // Replay of a stored box; then, when the box opens, link() with the name in it.
  void replay_assignment(const SubjectId& subject, const KeyName& key);
  // Ends the replay and opens the pool. After a stop without close() every key that is still free
  // is burnt first, since it may have been handed out for a record that was never stored.
  [[nodiscard]] Status finish_replay();

  [[nodiscard]] std::vector<SigningSeed> signing_seeds() const; // the current one last
  // Durable when it returns.
  [[nodiscard]] Status add_signing_seed(const SigningSeed& seed);
  // Turns the epoch, so that no older copy of the keyring holds the seed. No effect when unknown.
  [[nodiscard]] Status destroy_signing_seed(const PublicKey& key);

  [[nodiscard]] KeyringStatus status() const;
  // Flushes, notes the clean stop, and hands out no new key from here.
  [[nodiscard]] Status close(TreeSize reflected);

 private:
  struct Impl;
  explicit Keyring(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
