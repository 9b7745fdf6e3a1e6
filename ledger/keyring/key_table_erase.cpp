#include "ledger/keyring/key_table.hpp"
#include "ledger/keyring/key_table_slots.hpp"

#include <algorithm>

namespace ledger {

bool KeyTable::covered(const Slot& slot, std::span<const std::string> classes) const {
  return classes.empty() ||
         std::ranges::find(classes, classes_.name(slot.key_class)) != classes.end();
}

ErasurePlan KeyTable::plan(Ref subject, std::span<const std::string> classes,
                           bool only_marked) const {
  ErasurePlan plan;
  plan.subject = subjects_[subject].id;
  plan.whole = classes.empty();
  plan.classes.assign(classes.begin(), classes.end());
  each_slot(subject, [&](Ref ref, const Slot& slot) {
    const bool wanted = slot.state == SlotState::kMarked || (!only_marked && held(ref));
    if (wanted && covered(slot, classes)) {
      plan.keys.emplace_back(slot.id, classes_.name(slot.key_class), slot.incarnation);
    }
  });
  return plan;
}

bool KeyTable::erased_since(Ref subject, std::uint16_t key_class, Sequence n) const {
  bool erased = false;
  each_slot(subject, [&](Ref, const Slot& slot) {
    const bool given_up = slot.state == SlotState::kMarked || slot.state == SlotState::kDestroyed;
    if (given_up && slot.key_class == key_class && slot.erasure >= n) erased = true;
  });
  return erased;
}

void KeyTable::mark_slot(Ref ref, Sequence erasure) {
  Slot& slot = slots_[ref];
  if (slot.state != SlotState::kAssigned) return;
  slot.state = SlotState::kMarked;
  slot.erasure = erasure;
  touch(ref);
}

void KeyTable::unlink_all(Ref subject) {
  Ref ref = subjects_[subject].first_look_up;
  while (ref != kNone) {
    const Ref next = look_ups_[ref].next;
    by_tag_.erase(by_tag_.find(look_ups_[ref].tag));
    look_ups_[ref] = {LookUpTag(), kNone, unused_look_up_};
    unused_look_up_ = ref;
    ref = next;
  }
  subjects_[subject].first_look_up = kNone;
}

void KeyTable::mark_whole(Ref subject, Sequence erasure, bool spare_later) {
  if (erased(subject) && subjects_[subject].erasure >= erasure) return;
  subjects_[subject].erasure = erasure;
  unlink_all(subject);
  const auto later = classes_.find(kAfterErasure);
  each_slot(subject, [&](Ref ref, const Slot& slot) {
    if (!spare_later || slot.key_class != later) mark_slot(ref, erasure);
  });
  if (subjects_[subject].first_slot != kNone) touch(subjects_[subject].first_slot);
}

void KeyTable::mark(Ref subject, std::span<const std::string> classes, Sequence erasure) {
  if (classes.empty()) mark_whole(subject, erasure, false);
  for (const std::string& name : classes) {
    const auto number = classes_.find(name);
    if (!number || erased_since(subject, *number, erasure)) continue;
    each_slot(subject, [&](Ref ref, const Slot& slot) {
      if (slot.key_class == *number) mark_slot(ref, erasure);
    });
  }
}

bool KeyTable::destroy_slot(Ref ref, Sequence erasure) {
  Slot& slot = slots_[ref];
  if (slot.state == SlotState::kDestroyed) return false;
  arena_.destroy(slot.key);
  slot.state = SlotState::kDestroyed;
  slot.erasure = std::max(slot.erasure, erasure);
  touch(ref);
  --held_;
  return true;
}

KeyTable::Ref KeyTable::add_lost(const SubjectId& id, const KeyName& key) {
  const Ref ref = absent_slot();
  slots_[ref].id = key.key_id;
  by_key_.insert(ref);
  assign(ref, subject_of(id), classes_.number_of(key.key_class), key.incarnation);
  slots_[ref].state = SlotState::kDestroyed;
  --held_;
  return ref;
}

bool KeyTable::destroy(const ErasurePlan& plan) {
  bool changed = false;
  std::vector<std::string> classes = plan.classes;
  for (const KeyName& key : plan.keys) {
    Ref ref = find(key.key_id);
    if (ref == kNone) {
      ref = add_lost(plan.subject, key);
      slots_[ref].erasure = plan.erasure;
      changed = true;
    } else if (slots_[ref].state == SlotState::kFree) {
      assign(ref, subject_of(plan.subject), classes_.number_of(key.key_class), key.incarnation);
      replay_took_free_ = true;
    }
    if (subjects_[slots_[ref].subject].id != plan.subject) continue;
    changed |= destroy_slot(ref, plan.erasure);
    classes.push_back(key.key_class);
  }
  const Ref subject = find(plan.subject);
  if (subject == kNone) return changed;

  if (plan.whole) {
    changed |= !erased(subject);
    // What was reported after this erasure may have been replayed before it, and stays.
    if (!erased(subject)) mark_whole(subject, plan.erasure, true);
    classes.clear(); // covers all
  } else if (classes.empty()) {
    return changed;
  }
  each_slot(subject, [&](Ref ref, const Slot& slot) {
    if (slot.state == SlotState::kMarked && covered(slot, classes)) {
      changed |= destroy_slot(ref, plan.erasure);
    }
  });
  return changed;
}

} // namespace ledger
