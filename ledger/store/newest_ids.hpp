// Inside ledger/store only: the greatest id of each source that stands in the sorted files. Ids
// that come in the order of time are beyond it, and need not be looked for there: a look-up in the
// database costs as much as the rest of the duplicate check.
#pragma once

#include "ledger/store/id_index.hpp"

#include <unordered_map>

namespace ledger {

// One writer at a time; readers only while nobody writes.
class NewestIds {
 public:
  void note(const IdKey& key);
  void note(const NewestIds& other);
  // False: no file has it.
  [[nodiscard]] bool may_hold(const IdKey& key) const;
  void clear() { by_source_.clear(); }

 private:
  // By the first eight bytes of the key. Sources are named by the configuration, so nobody can aim
  // at one slot of the map.
  std::unordered_map<std::uint64_t, IdKey> by_source_;
};

// The first key of the source that comes behind the one of `key`; nothing behind the last.
[[nodiscard]] std::optional<IdKey> next_source(const IdKey& key);
// The greatest key that the source of `key` can have.
[[nodiscard]] IdKey last_of_source(const IdKey& key);

} // namespace ledger
