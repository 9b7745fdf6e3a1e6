// Is what a client sends now what it sent before under the same id?
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/event/body.hpp"
#include "ledger/event/prepare.hpp"

namespace ledger {

class Keyring;
class PolicyShelf;
class Store;

enum class Sameness : std::uint8_t {
  kSame,
  kDifferent,
  kErased, // all that still opens agrees, but some of it opens for nobody any more
};

struct StoredEvent {
  StoredEvent(RecordHeader h, LeafHash l, Sameness s) : header(h), leaf(l), sameness(s) {}
  RecordHeader header;
  LeafHash leaf;
  Sameness sameness;
};

// Reads the record, prepares the event as it was prepared then, under the policy that the record
// names, and compares bytes, boxes opened. May wait for the disk. kDamaged, kMalformed.
[[nodiscard]] Result<StoredEvent> compare_with_stored(const Validated& event,
                                                      std::string_view source, Sequence sequence,
                                                      const Store& store, const Keyring& keyring,
                                                      const PolicyShelf& shelf,
                                                      const ReferenceHasher& hasher);

enum class BoxFate : std::uint8_t { kOpened, kKeyDestroyed, kNotAuthentic };
struct BoxOpening {
  BoxOpening(BoxFate f, SecretBytes c) : fate(f), content(std::move(c)) {}
  BoxFate fate;
  SecretBytes content; // canonical BoxContent
};
[[nodiscard]] Result<BoxOpening> open_stored_box(const StoredBody& body, unsigned index,
                                                 const LedgerId& ledger_id,
                                                 const ContentHash& clear, const Keyring& keyring);

} // namespace ledger
