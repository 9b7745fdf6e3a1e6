// The body of a record: written once from validated parts, read back from hostile bytes.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/event/box.hpp"
#include "ledger/event/value_tags.hpp"
#include "schemas/event.capnp.h"

#include <capnp/message.h>

#include <memory>
#include <span>
#include <vector>

namespace ledger {

struct BoxEntry {
  BoxEntry() = default;
  std::uint16_t subject_index = 0;
  Incarnation incarnation;
  std::string_view key_class; // of the caller, for the call
  KeyId key_id;
  SealedBox box;
  ValueTags tags;
};

// Everything that a posted event's body is made of.
struct BodyParts {
  BodyParts() = default;
  wire::EventType type = wire::EventType::UNSTATED;
  EventId event_id;
  std::string_view source;
  DocumentHash policy; // zero: none yet
  Sequence policy_sequence;
  std::uint16_t part_index = 0; // of a batch use
  std::uint16_t part_count = 0;
  std::span<const SubjectId> subjects;
  std::span<const BoxEntry> boxes;
  std::span<const std::uint64_t> clear; // canonical message whose root is Clear; may be empty
};

// Canonical bytes. kTooLarge over limits::kBodyBytes.
[[nodiscard]] Result<Bytes> write_body(const BodyParts& parts);
// For the ledger's own events, which are few: the library canonicalises.
[[nodiscard]] Bytes canonical_body(wire::Event::Reader event);

// SHA-256 over the canonical message that has the clear part as its root.
[[nodiscard]] ContentHash hash_clear(std::span<const std::uint64_t> clear_message);

// A stored body, held in aligned words. Its reader's getters may throw kj::Exception on hostile
// bytes; `read` of the same file wraps that. One thread at a time.
class StoredBody {
 public:
  // kMalformed unless it is one well-formed canonical message: nothing hides in a body.
  [[nodiscard]] static Result<StoredBody> parse(ByteView body);
  // The same but for the canonical form, whose check costs as much as all other reading: for
  // whoever draws no conclusion from the exact bytes. Its getters count what they visit, and throw
  // when that is more than eight times the body: read each list once.
  [[nodiscard]] static Result<StoredBody> parse_any_form(ByteView body);

  [[nodiscard]] wire::Event::Reader event() const;
  // The canonical message of its clear part; empty when it has none.
  [[nodiscard]] std::vector<std::uint64_t> clear_message() const;
  [[nodiscard]] std::vector<SubjectId> subjects() const;
  [[nodiscard]] EventId event_id() const;
  [[nodiscard]] std::string source() const;
  // What box `index` is bound to, beside the ledger. kMalformed when the fields make no sense.
  [[nodiscard]] Result<BoxContext> box_context(const LedgerId& ledger_id, unsigned index,
                                               const ContentHash& clear) const;

 private:
  StoredBody() = default;
  [[nodiscard]] static Result<StoredBody> parse(ByteView body, bool any_form);
  // The reader looks into the segment list and the words; on the heap neither moves with the body.
  struct Message {
    Message(std::span<const std::uint64_t> words, capnp::ReaderOptions options)
        : segments{kj::ArrayPtr<const capnp::word>(
              reinterpret_cast<const capnp::word*>(words.data()), words.size())},
          reader(kj::arrayPtr(segments, 1), options) {}
    kj::ArrayPtr<const capnp::word> segments[1];
    capnp::SegmentArrayMessageReader reader;
  };
  std::vector<std::uint64_t> words_;
  std::unique_ptr<Message> message_;
};

} // namespace ledger
