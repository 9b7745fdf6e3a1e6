// What one record says in the clear, about a person or about the house: all that rules and answers
// may know. Nothing sealed is in it, so that it survives every erasure unchanged.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/event/value_tags.hpp"
#include "schemas/event.capnp.h"

#include <capnp/message.h>

#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace ledger {

// The parts of a fact that do not lie in a message.
struct FactHead {
  Sequence by; // the record
  Timestamp recorded_at;
  wire::EventType type = wire::EventType::UNSTATED;
  std::string_view source;  // who posted it; empty: the ledger itself. At most 255 bytes
  Sequence policy_sequence; // of the policy that it was validated under
  ValueTags tags;           // of all the people whom the record is about
};

// A point among facts: what happened earlier, or at the same time and was recorded earlier, is
// before it.
struct Moment {
  Timestamp at;
  Sequence by;
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

// Owns its bytes. One thread at a time. Getters of the readers may throw kj::Exception on bytes
// that are not ours; whoever evaluates facts catches it.
class Fact {
 public:
  // Of a posted event: `message` is a canonical message whose root is Clear, empty when it has
  // none. Of the ledger's own: one whose root is Control.
  enum class Root : std::uint8_t { kClear, kControl };

  // What a projection stores for it. The record's number is not in there: it is the key's.
  [[nodiscard]] static Bytes encode(const FactHead& head, Root root,
                                    std::span<const std::uint64_t> message);
  // kDamaged unless `stored` is well-formed.
  [[nodiscard]] static Result<Fact> decode(Sequence by, ByteView stored);

  [[nodiscard]] Sequence by() const { return by_; }
  [[nodiscard]] Timestamp recorded_at() const { return recorded_at_; }
  // When it happened. What is dated later than its record counts from the record, so that no date
  // in the future outweighs what is reported after it.
  [[nodiscard]] Timestamp at() const { return at_; }
  [[nodiscard]] Moment moment() const { return {at_, by_}; }
  [[nodiscard]] wire::EventType type() const { return type_; }
  [[nodiscard]] std::string_view source() const { return source_; }
  [[nodiscard]] Sequence policy_sequence() const { return policy_sequence_; }
  // By which equal values are known; those of different people are never equal.
  [[nodiscard]] const ValueTags& tags() const { return tags_; }
  // All fields at their defaults for the ledger's own.
  [[nodiscard]] const wire::Clear::Reader& clear() const { return clear_; }
  // All at its defaults for posted events.
  [[nodiscard]] const wire::Control::Reader& control() const { return control_; }

 private:
  Fact() = default;
  // The readers look into both; on the heap neither moves with the fact.
  struct Message;
  struct Free {
    void operator()(Message* message) const;
  };
  Sequence by_;
  Timestamp recorded_at_;
  Timestamp at_;
  wire::EventType type_ = wire::EventType::UNSTATED;
  Sequence policy_sequence_;
  std::string source_;
  ValueTags tags_;
  std::unique_ptr<Message, Free> message_;
  wire::Clear::Reader clear_;
  wire::Control::Reader control_;
};

// In the order of what happened; what happened at one time, in the order of the records.
[[nodiscard]] inline bool happened_before(const Fact& a, const Fact& b) {
  return a.moment() < b.moment();
}

// A correction takes an earlier record back, whomever either names; what replaces it comes as
// events of its own. The record that a fact takes back; nothing for all but corrections.
[[nodiscard]] std::optional<Sequence> taken_back_by(const Fact& fact);
[[nodiscard]] std::set<Sequence> taken_back_by(const std::vector<Fact>& facts);
// Removes what any of them takes back.
void remove_corrected(std::vector<Fact>& facts);

} // namespace ledger
