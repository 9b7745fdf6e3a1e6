// Prepared -> Sealed: the bytes of a body in which nothing personal is readable.
#pragma once

#include "ledger/event/body.hpp"
#include "ledger/event/prepare.hpp"

#include <boost/container/small_vector.hpp>

namespace ledger {

// A key of the same person under another class.
struct OtherKey {
  std::string_view key_class;
  Incarnation incarnation;
  KeyView key;
};

// A subject key as the keyring gave it, for one person of the event.
struct BoxKey {
  BoxKey(const SubjectId& s, std::string_view cls, Incarnation n, const KeyId& id, KeyView k)
      : subject(s), key_class(cls), incarnation(n), key_id(id), key(k) {}
  SubjectId subject;
  std::string_view key_class; // of the caller, for the call, as the key is
  Incarnation incarnation;
  KeyId key_id;
  KeyView key;
  // Of a rectification: the person's keys of other classes, under which the wrong values are tagged
  // too, since they may be used in any class.
  std::span<const OtherKey> other_keys;
};

// Which key a box was sealed under: what an erasure in between would make stale.
struct KeyUse {
  KeyUse(const SubjectId& s, std::string_view cls, Incarnation n)
      : subject(s), key_class(cls), incarnation(n) {}
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
  // Its id is taken from here on: not one of the ledger's own, and not a further part.
  [[nodiscard]] bool starts_posted_event() const { return !source_.empty() && !continues_batch(); }
  // Whom it is about, as the body says.
  [[nodiscard]] std::span<const SubjectId> subjects() const {
    return {subjects_.data(), subjects_.size()};
  }
  [[nodiscard]] std::span<const KeyUse> keys() const { return {keys_.data(), keys_.size()}; }
  // Rises with every erasure; of the keyring when the keys were taken.
  [[nodiscard]] std::uint64_t erasure_count() const { return erasure_count_; }

 private:
  friend Status seal(const Validated&, const Prepared&, const struct SealContext&,
                     std::span<const BoxKey>, std::vector<Sealed>&);
  friend Sealed seal_own(wire::Event::Reader event);
  Sealed() = default;
  Bytes body_;
  wire::EventType type_ = wire::EventType::UNSTATED;
  EventId event_id_;
  std::string source_;
  std::uint16_t part_index_ = 0;
  boost::container::small_vector<SubjectId, 1> subjects_;
  boost::container::small_vector<KeyUse, 1> keys_; // also of tags
  std::uint64_t erasure_count_ = 0;
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
// Appends one body to `out`, or the parts of a batch use, to be stored one behind the other.
// kTooLarge when a record would not hold it.
[[nodiscard]] Status seal(const Validated& event, const Prepared& prepared,
                          const SealContext& context, std::span<const BoxKey> keys,
                          std::vector<Sealed>& out);

// The ledger's own events have nothing to seal.
[[nodiscard]] Sealed seal_own(wire::Event::Reader event);

} // namespace ledger
