// Prepared -> Sealed: the bytes of a body in which nothing personal is readable.
#pragma once

#include "ledger/event/body.hpp"
#include "ledger/event/prepare.hpp"

namespace ledger {

// A subject key as the keyring gave it, for one person of the event.
struct BoxKey {
  BoxKey(const SubjectId& s, std::string cls, Incarnation n, const KeyId& id, KeyView k)
      : subject(s), key_class(std::move(cls)), incarnation(n), key_id(id), key(k) {}
  SubjectId subject;
  std::string key_class;
  Incarnation incarnation;
  KeyId key_id;
  KeyView key; // of the caller, for the call
};

// Which key a box was sealed under: what an erasure in between would make stale.
struct KeyUse {
  KeyUse(const SubjectId& s, std::string cls, Incarnation n)
      : subject(s), key_class(std::move(cls)), incarnation(n) {}
  SubjectId subject;
  std::string key_class;
  Incarnation incarnation;
};

class Sealed {
 public:
  [[nodiscard]] ByteView body() const { return body_; }
  [[nodiscard]] wire::EventType type() const { return type_; }
  [[nodiscard]] const EventId& event_id() const { return event_id_; }
  [[nodiscard]] const std::string& source() const { return source_; }
  [[nodiscard]] bool continues_batch() const { return part_index_ > 0; }
  [[nodiscard]] std::span<const KeyUse> keys() const { return keys_; }
  // Rises with every erasure; of the keyring when the keys were taken.
  [[nodiscard]] std::uint64_t erasure_count() const { return erasure_count_; }
  // Equal for equal events of this process; salted, in memory only. Tells a duplicate in the same
  // group from a conflict.
  [[nodiscard]] const ContentHash& fingerprint() const { return fingerprint_; }

 private:
  friend Result<std::vector<Sealed>> seal(const Validated&, const Prepared&,
                                          const struct SealContext&, std::span<const BoxKey>);
  friend Sealed seal_own(wire::Event::Reader event);
  Sealed() = default;
  Bytes body_;
  wire::EventType type_ = wire::EventType::UNSTATED;
  EventId event_id_;
  std::string source_;
  std::uint16_t part_index_ = 0;
  std::vector<KeyUse> keys_;
  std::uint64_t erasure_count_ = 0;
  ContentHash fingerprint_;
};

struct SealContext {
  SealContext(const LedgerId& id, std::string_view posted_by, const PolicySnapshot& snapshot,
              std::uint64_t erasures)
      : ledger_id(id), source(posted_by), policy(snapshot), erasure_count(erasures) {}
  LedgerId ledger_id;
  std::string_view source;
  const PolicySnapshot& policy;
  std::uint64_t erasure_count;
};

// `keys`: one per person of the event, in their order; for a batch use only their subjects count.
// Gives one body, or the parts of a batch use, to be stored one behind the other. kTooLarge when a
// record would not hold it.
[[nodiscard]] Result<std::vector<Sealed>> seal(const Validated& event, const Prepared& prepared,
                                               const SealContext& context,
                                               std::span<const BoxKey> keys);

// The ledger's own events have nothing to seal.
[[nodiscard]] Sealed seal_own(wire::Event::Reader event);

} // namespace ledger
