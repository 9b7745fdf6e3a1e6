#include "ledger/crypto/random.hpp"
#include "ledger/keyring/key_table.hpp"
#include "ledger/keyring/key_table_slots.hpp"

#include <algorithm>

namespace ledger {

FreshKeys make_fresh_keys(std::size_t count) {
  FreshKeys fresh;
  fresh.ids.resize(count);
  for (KeyId& id : fresh.ids)
    random_bytes(id.writable());
  fresh.keys = SecretBytes(count * 32);
  random_secret_bytes(fresh.keys.writable());
  return fresh;
}

KeyTable::Ref KeyTable::absent_slot() {
  if (absent_.empty()) {
    const std::size_t end = slots_.size();
    slots_.resize(end + kSlotsPerPage);
    dirty_.push_back(true);
    for (std::size_t i = kSlotsPerPage; i-- > 0;)
      absent_.push_back(static_cast<Ref>(end + i));
  }
  const Ref ref = absent_.back();
  absent_.pop_back();
  return ref;
}

void KeyTable::put_key(Ref ref, const KeyId& id, KeyView key) {
  slots_[ref].id = id;
  slots_[ref].state = SlotState::kFree;
  slots_[ref].key = arena_.store(key);
  by_key_.insert(ref);
  unpublished_.push_back(ref);
  touch(ref);
}

void KeyTable::add_free(const FreshKeys& fresh) {
  for (std::size_t i = 0; i < fresh.ids.size(); ++i) {
    put_key(absent_slot(), fresh.ids[i], KeyView(fresh.keys.view().subspan(i * 32).first<32>()));
  }
}

void KeyTable::publish_free() {
  for (const Ref ref : unpublished_) {
    if (slots_[ref].state == SlotState::kFree) pool_.push_back(ref);
  }
  unpublished_.clear();
}

void KeyTable::withdraw_pool() {
  unpublished_.insert(unpublished_.end(), pool_.begin(), pool_.end());
  pool_.clear();
}

bool KeyTable::burn_free() {
  withdraw_pool();
  unpublished_.clear();
  bool burnt = false;
  for (Ref ref = 0; ref < slots_.size(); ++ref) {
    if (slots_[ref].state != SlotState::kFree) continue;
    arena_.destroy(slots_[ref].key);
    by_key_.erase(by_key_.find(slots_[ref].id));
    slots_[ref] = Slot();
    absent_.push_back(ref);
    touch(ref);
    burnt = true;
  }
  return burnt;
}

std::vector<std::uint32_t> KeyTable::dirty_pages() const {
  std::vector<std::uint32_t> pages;
  for (std::uint32_t page = 0; page < dirty_.size(); ++page) {
    if (dirty_[page]) pages.push_back(page);
  }
  return pages;
}

SecretBytes KeyTable::encode(std::uint32_t page) const {
  PageImage image;
  image.slots.reserve(kSlotsPerPage);
  const Ref begin = page * kSlotsPerPage;
  for (Ref ref = begin; ref < begin + kSlotsPerPage; ++ref) {
    const Slot& slot = slots_[ref];
    if (slot.state == SlotState::kAbsent) continue;
    PageSlot& out = image.slots.emplace_back();
    out.id = slot.id;
    out.state = slot.state;
    if (slot.state != SlotState::kDestroyed) out.key = arena_.view(slot.key);
    if (slot.state == SlotState::kFree) continue;
    const Subject& subject = subjects_[slot.subject];
    out.key_class = classes_.name(slot.key_class);
    out.incarnation = slot.incarnation;
    out.erasure = slot.erasure;
    out.subject = subject.id;
    if (subject.first_slot != ref) continue;
    out.first_of_subject = true;
    out.subject_erased = subject.erasure != kNever;
    if (out.subject_erased) out.erasure = std::max(out.erasure, subject.erasure);
    for (Ref entry = subject.first_look_up; entry != kNone; entry = look_ups_[entry].next) {
      image.look_ups.push_back({look_ups_[entry].tag, subject.id});
    }
  }
  return encode_page(image);
}

bool KeyTable::load_slot(Ref ref, const PageSlot& read) {
  if (find(read.id) != kNone) return false;
  Slot& slot = slots_[ref];
  slot.id = read.id;
  slot.state = read.state;
  if (!read.key.empty()) slot.key = arena_.store(KeyView(read.key.first<32>()));
  by_key_.insert(ref);
  if (read.state == SlotState::kFree) {
    unpublished_.push_back(ref);
    return true;
  }
  slot.key_class = classes_.number_of(read.key_class);
  slot.incarnation = read.incarnation;
  slot.erasure = read.erasure;
  const Ref subject = subject_of(read.subject);
  attach(ref, subject, read.first_of_subject);
  if (read.subject_erased) subjects_[subject].erasure = read.erasure;
  if (held(ref)) ++held_;
  return true;
}

bool KeyTable::load(const PageImage& image) {
  const Ref begin = static_cast<Ref>(slots_.size());
  slots_.resize(slots_.size() + kSlotsPerPage);
  dirty_.push_back(false);
  for (Ref i = kSlotsPerPage; i-- > 0;) {
    if (i >= image.slots.size()) absent_.push_back(begin + i);
  }
  for (std::size_t i = 0; i < image.slots.size(); ++i) {
    if (!load_slot(begin + static_cast<Ref>(i), image.slots[i])) return false;
  }
  for (const PageLookUp& entry : image.look_ups) {
    const Ref subject = find(entry.subject);
    if (subject == kNone || find(entry.tag) != kNone) return false;
    link(entry.tag, subject);
  }
  set_dirty(begin / kSlotsPerPage, false); // link() took it for a change
  return true;
}

} // namespace ledger
