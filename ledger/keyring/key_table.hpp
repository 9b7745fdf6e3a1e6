// The open keyring in memory: subjects, their keys, their names. No file is known here and no lock:
// one thread at a time. Around 200 bytes a person (two hundred thousand of them must fit easily).
#pragma once

#include "ledger/keyring/keyring.hpp"
#include "ledger/keyring/page.hpp"

#include <boost/unordered/unordered_flat_set.hpp>
#include <deque>
#include <map>

namespace ledger {

// Class names by number; at most 65,535 of them and kSlugChars long, whatever is beyond counts as
// `unclassified`.
class ClassNames {
 public:
  ClassNames();
  [[nodiscard]] std::uint16_t number_of(std::string_view name); // makes it known
  [[nodiscard]] std::optional<std::uint16_t> find(std::string_view name) const;
  [[nodiscard]] const std::string& name(std::uint16_t number) const { return names_[number]; }

 private:
  std::deque<std::string> names_;
  std::map<std::string, std::uint16_t, std::less<>> numbers_;
};

// Keys that are not in the table yet; made without its lock.
struct FreshKeys {
  std::vector<KeyId> ids;
  SecretBytes keys; // 32 bytes each
};
[[nodiscard]] FreshKeys make_fresh_keys(std::size_t count);

class KeyTable {
 public:
  using Ref = std::uint32_t; // a place in one of the tables below
  static constexpr Ref kNone = ~Ref{0};
  static constexpr Sequence kNever{~std::uint64_t{0}};

  KeyTable();
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  // --- reading ----------------------------------------------------------------------------------
  [[nodiscard]] Ref find(const LookUpTag& tag) const; // the subject
  [[nodiscard]] Ref find(const SubjectId& subject) const;
  [[nodiscard]] Ref find(const KeyId& key) const;
  [[nodiscard]] const SubjectId& id_of(Ref subject) const { return subjects_[subject].id; }
  [[nodiscard]] bool erased(Ref subject) const { return subjects_[subject].erasure != kNever; }
  // The slot whose key seals now for (subject, class), or kNone.
  [[nodiscard]] Ref live_slot(Ref subject, std::string_view key_class) const;
  [[nodiscard]] bool is_live(Ref subject, std::string_view key_class, Incarnation n) const;
  // The key of a slot that was given to somebody and is still held.
  [[nodiscard]] bool held(Ref slot) const;
  [[nodiscard]] KeyView key(Ref slot) const { return arena_.view(slots_[slot].key); }
  void describe(Ref slot, SealingKey& out) const;
  // The keys still held of the classes, or of all when there are none; `only_marked`: erased ones.
  [[nodiscard]] ErasurePlan plan(Ref subject, std::span<const std::string> classes,
                                 bool only_marked) const;
  [[nodiscard]] KeyringStatus status() const;

  // --- assigning --------------------------------------------------------------------------------
  // The next key of the pool, for a subject that has no live key of the class. The pool is ready.
  Ref assign_next(Ref subject, std::string_view key_class);
  // Makes the subject known; it gets its first key next.
  Ref add_subject(const SubjectId& subject);
  void link(const LookUpTag& tag, Ref subject);
  // As a stored box says. A key that this table never had is noted as lost.
  void replay(const SubjectId& subject, const KeyName& key);

  // --- erasing ----------------------------------------------------------------------------------
  void mark(Ref subject, std::span<const std::string> classes, Sequence erasure);
  // Wipes what the plan names, or covers and is marked. True when anything changed.
  bool destroy(const ErasurePlan& plan);

  // --- the pool ---------------------------------------------------------------------------------
  // Drops every free key; true when there was one.
  bool burn_free();
  // Takes over fresh keys as free ones, on dirty pages. They are given out after publish_free().
  void add_free(const FreshKeys& fresh);
  // Puts every free key into the pool. Only when all of them are durable.
  void publish_free();
  // Gives nothing out any more.
  void withdraw_pool();
  // False when the pool is empty.
  [[nodiscard]] bool pool_ready();
  [[nodiscard]] std::size_t pool_size() const { return pool_.size(); }
  [[nodiscard]] std::size_t free_size() const { return pool_.size() + unpublished_.size(); }
  // A replayed box had a key that the pages call free: the keyring was not closed in order.
  [[nodiscard]] bool replay_took_free() const { return replay_took_free_; }

  // --- pages ------------------------------------------------------------------------------------
  [[nodiscard]] std::uint32_t pages() const {
    return static_cast<std::uint32_t>(slots_.size() / kSlotsPerPage);
  }
  [[nodiscard]] std::vector<std::uint32_t> dirty_pages() const;
  void set_dirty(std::uint32_t page, bool dirty) { dirty_[page] = dirty; }
  [[nodiscard]] SecretBytes encode(std::uint32_t page) const;
  // Appends a page that was read. False when it contradicts the pages before it.
  [[nodiscard]] bool load(const PageImage& image);

 private:
  struct Slot {
    KeyId id;
    Sequence erasure;
    Ref subject = kNone;
    Ref next = kNone; // of the same subject
    KeyArena::Slot key = 0;
    Incarnation incarnation;
    std::uint16_t key_class = 0;
    SlotState state = SlotState::kAbsent;
  };
  struct Subject {
    SubjectId id;
    Sequence erasure = kNever; // of the whole person
    Ref first_slot = kNone;    // its page holds the look-up entries
    Ref first_look_up = kNone;
  };
  struct LookUp {
    LookUpTag tag;
    Ref subject = kNone;
    Ref next = kNone; // of the same subject, or of the unused ones
  };

  // Sets of places in a table, looked up by what stands there: five to ten bytes an entry, where a
  // map that owns its keys would store every id twice.
  template <class Table, class Key, Key Table::value_type::*kMember>
  struct Hash {
    using is_transparent = void;
    using is_avalanching = void; // ids are random
    const Table* table;
    std::size_t operator()(Ref ref) const { return (*this)((*table)[ref].*kMember); }
    std::size_t operator()(const Key& key) const { return TailHash<Key>()(key); }
  };
  template <class Table, class Key, Key Table::value_type::*kMember>
  struct Equal {
    using is_transparent = void;
    const Table* table;
    bool operator()(Ref a, Ref b) const { return a == b; }
    bool operator()(const Key& key, Ref ref) const { return (*table)[ref].*kMember == key; }
    bool operator()(Ref ref, const Key& key) const { return (*table)[ref].*kMember == key; }
  };
  template <class Table, class Key, Key Table::value_type::*kMember>
  using Set = boost::unordered_flat_set<Ref, Hash<Table, Key, kMember>, Equal<Table, Key, kMember>>;
  using Slots = std::deque<Slot>;
  using Subjects = std::deque<Subject>;
  using LookUps = std::deque<LookUp>;

  // Calls visit(Ref, const Slot&) for each slot of the subject, its first one first.
  template <class Visit>
  void each_slot(Ref subject, const Visit& visit) const;
  [[nodiscard]] bool covered(const Slot& slot, std::span<const std::string> classes) const;
  [[nodiscard]] Incarnation last_incarnation(Ref subject, std::uint16_t key_class) const;
  [[nodiscard]] bool erased_since(Ref subject, std::uint16_t key_class, Sequence n) const;
  [[nodiscard]] Ref subject_of(const SubjectId& id); // makes it known
  void attach(Ref slot, Ref subject, bool first);
  void assign(Ref slot, Ref subject, std::uint16_t key_class, Incarnation incarnation);
  // Stands in for a key that is not here, so that its subject and incarnation stay known.
  Ref add_lost(const SubjectId& subject, const KeyName& key);
  void mark_slot(Ref slot, Sequence erasure);
  // `spare_later`: not the keys of class `after-erasure`.
  void mark_whole(Ref subject, Sequence erasure, bool spare_later);
  bool destroy_slot(Ref slot, Sequence erasure);
  void unlink_all(Ref subject);
  Ref absent_slot(); // takes one, on a new page when there is none
  void put_key(Ref slot, const KeyId& id, KeyView key);
  bool load_slot(Ref slot, const PageSlot& read);
  void touch(Ref slot) { dirty_[slot / kSlotsPerPage] = true; }

  KeyArena arena_;
  ClassNames classes_;
  Slots slots_;
  Subjects subjects_;
  LookUps look_ups_;
  Ref unused_look_up_ = kNone;
  Set<Slots, KeyId, &Slot::id> by_key_;
  Set<Subjects, SubjectId, &Subject::id> by_subject_;
  Set<LookUps, LookUpTag, &LookUp::tag> by_tag_;
  std::vector<Ref> absent_;
  std::deque<Ref> pool_;
  std::vector<Ref> unpublished_; // free slots that are not in the pool
  std::size_t held_ = 0;
  bool replay_took_free_ = false;
  std::vector<bool> dirty_;
};

} // namespace ledger
