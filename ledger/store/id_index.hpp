// Which record holds the event (source, event id): the index that makes an event count once for
// ever. It can be rebuilt from the chain, so it needs neither log nor memtable: the newest entries
// are a table in memory, which is written as a sorted file and ingested when it is full. Random
// keys put into a memtable one by one would cost more than the records themselves.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ledger {

// First 8 bytes of SHA-256(source), then the event id: the ids of one source stay in their order,
// and a UUIDv7 is nearly sorted by time.
using IdKey = FixedBytes<struct IdKeyTag, 24>;
[[nodiscard]] IdKey id_key(std::string_view source, const EventId& event);

// Makes many keys, most of them of the source of the one before. One thread at a time.
class IdKeys {
 public:
  // Valid until the next call.
  [[nodiscard]] const IdKey& key(std::string_view source, const EventId& event);

 private:
  std::string source_;
  bool known_ = false;
  IdKey key_;
};

struct IdEntry {
  IdKey key;
  Sequence sequence;
};

class IdIndex {
 public:
  // Any thread. kDamaged when a block of the index cannot be read.
  [[nodiscard]] Result<std::optional<Sequence>> find(const IdKey& key) const;
  // The committer, after its sync returned; also whoever rebuilds at start. Entries come in the
  // order of their records; of two with one key the first counts. `size` is the number of records
  // that the index then covers. Waits when the file of the table before is still being written.
  [[nodiscard]] Status insert(std::span<const IdEntry> entries, TreeSize size);
  // The records that sorted files cover; the rest must be inserted again at start.
  [[nodiscard]] TreeSize covered() const;
  // Writes the table in memory as a file, so that the next start need not rebuild it.
  [[nodiscard]] Status flush();
  ~IdIndex();

 private:
  friend class Store;
  struct Impl;
  explicit IdIndex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace ledger
