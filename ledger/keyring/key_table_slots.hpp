// Inside KeyTable only: the walk over the keys of one person.
#pragma once

#include "ledger/keyring/key_table.hpp"

namespace ledger {

template <class Visit>
void KeyTable::each_slot(Ref subject, const Visit& visit) const {
  for (Ref ref = subjects_[subject].first_slot; ref != kNone; ref = slots_[ref].next) {
    visit(ref, slots_[ref]);
  }
}

} // namespace ledger
