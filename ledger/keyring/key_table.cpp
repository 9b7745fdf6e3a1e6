#include "ledger/keyring/key_table.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/keyring/key_table_slots.hpp"

#include <algorithm>

namespace ledger {

ClassNames::ClassNames() {
  static_cast<void>(number_of(kUnclassified));
}

std::uint16_t ClassNames::number_of(std::string_view name) {
  if (const auto known = find(name)) return *known;
  if (name.empty() || name.size() > limits::kSlugChars || names_.size() == 0xffff) return 0;
  const auto number = static_cast<std::uint16_t>(names_.size());
  numbers_.emplace(names_.emplace_back(name), number);
  return number;
}

std::optional<std::uint16_t> ClassNames::find(std::string_view name) const {
  const auto found = numbers_.find(name);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

KeyTable::KeyTable()
    : by_key_(0, {&slots_}, {&slots_}), by_subject_(0, {&subjects_}, {&subjects_}),
      by_tag_(0, {&look_ups_}, {&look_ups_}) {}

KeyTable::Ref KeyTable::find(const LookUpTag& tag) const {
  const auto found = by_tag_.find(tag);
  return found == by_tag_.end() ? kNone : look_ups_[*found].subject;
}

KeyTable::Ref KeyTable::find(const SubjectId& subject) const {
  const auto found = by_subject_.find(subject);
  return found == by_subject_.end() ? kNone : *found;
}

KeyTable::Ref KeyTable::find(const KeyId& key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? kNone : *found;
}

KeyTable::Ref KeyTable::live_slot(Ref subject, std::string_view key_class) const {
  const auto number = classes_.find(key_class);
  Ref live = kNone;
  if (!number) return live;
  each_slot(subject, [&](Ref ref, const Slot& slot) {
    if (slot.state == SlotState::kAssigned && slot.key_class == *number) live = ref;
  });
  return live;
}

bool KeyTable::is_live(Ref subject, std::string_view key_class, Incarnation n) const {
  const Ref live = live_slot(subject, key_class);
  return live != kNone && slots_[live].incarnation == n;
}

bool KeyTable::held(Ref slot) const {
  const SlotState state = slots_[slot].state;
  return state == SlotState::kAssigned || state == SlotState::kMarked;
}

void KeyTable::describe(Ref ref, SealingKey& out) const {
  const Slot& slot = slots_[ref];
  out.subject = subjects_[slot.subject].id;
  out.key_class = classes_.name(slot.key_class);
  out.incarnation = slot.incarnation;
  out.key_id = slot.id;
  std::ranges::copy(arena_.view(slot.key), out.key.writable().begin());
}

KeyringStatus KeyTable::status() const {
  KeyringStatus status;
  status.subjects = subjects_.size();
  status.keys = held_;
  status.pool = pool_.size();
  status.memory_locked = arena_.locked();
  return status;
}

bool KeyTable::pool_ready() {
  // A replayed box or a plan may have named a key while it waited here.
  while (!pool_.empty() && slots_[pool_.front()].state != SlotState::kFree)
    pool_.pop_front();
  return !pool_.empty();
}

KeyTable::Ref KeyTable::assign_next(Ref subject, std::string_view key_class) {
  const Ref slot = pool_.front();
  pool_.pop_front();
  const std::uint16_t number = classes_.number_of(key_class);
  assign(slot, subject, number, Incarnation(last_incarnation(subject, number).get() + 1));
  return slot;
}

KeyTable::Ref KeyTable::add_subject(const SubjectId& subject) {
  const Ref ref = static_cast<Ref>(subjects_.size());
  subjects_.emplace_back().id = subject;
  by_subject_.insert(ref);
  return ref;
}

KeyTable::Ref KeyTable::subject_of(const SubjectId& id) {
  const Ref known = find(id);
  return known == kNone ? add_subject(id) : known;
}

void KeyTable::attach(Ref ref, Ref subject, bool first) {
  slots_[ref].subject = subject;
  Ref& head = subjects_[subject].first_slot;
  Ref& before = first || head == kNone ? head : slots_[head].next;
  slots_[ref].next = before;
  before = ref;
}

void KeyTable::assign(Ref ref, Ref subject, std::uint16_t key_class, Incarnation incarnation) {
  Slot& slot = slots_[ref];
  slot.state = SlotState::kAssigned;
  slot.key_class = key_class;
  slot.incarnation = incarnation;
  attach(ref, subject, false);
  touch(ref);
  ++held_;
}

Incarnation KeyTable::last_incarnation(Ref subject, std::uint16_t key_class) const {
  Incarnation last;
  each_slot(subject, [&](Ref, const Slot& slot) {
    if (slot.key_class == key_class) last = std::max(last, slot.incarnation);
  });
  return last;
}

void KeyTable::link(const LookUpTag& tag, Ref subject) {
  if (find(tag) != kNone || erased(subject)) return;
  Ref ref = unused_look_up_;
  if (ref == kNone) {
    ref = static_cast<Ref>(look_ups_.size());
    look_ups_.emplace_back();
  } else {
    unused_look_up_ = look_ups_[ref].next;
  }
  look_ups_[ref] = {tag, subject, subjects_[subject].first_look_up};
  subjects_[subject].first_look_up = ref;
  by_tag_.insert(ref);
  if (subjects_[subject].first_slot != kNone) touch(subjects_[subject].first_slot);
}

void KeyTable::replay(const SubjectId& id, const KeyName& key) {
  const Ref ref = find(key.key_id);
  if (ref == kNone) {
    add_lost(id, key);
    return;
  }
  if (slots_[ref].state != SlotState::kFree) return;
  replay_took_free_ = true;
  const Ref subject = subject_of(id);
  const std::uint16_t key_class = classes_.number_of(key.key_class);
  std::optional<Sequence> erasure;
  each_slot(subject, [&](Ref, const Slot& slot) {
    const bool given_up = slot.state == SlotState::kMarked || slot.state == SlotState::kDestroyed;
    if (given_up && slot.key_class == key_class && slot.incarnation >= key.incarnation) {
      erasure = slot.erasure;
    }
  });
  if (erased(subject) && key.key_class != kAfterErasure) erasure = subjects_[subject].erasure;
  assign(ref, subject, key_class, key.incarnation);
  if (erasure) mark_slot(ref, *erasure); // its erasure is on disk, though the key itself was not
}

} // namespace ledger
