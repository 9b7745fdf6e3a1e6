// A stored record as a fold sees it: header, clear part and control record. A fold has no keys, so
// that its state survives erasure unchanged.
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/event/body.hpp"

namespace ledger {

// Owns a copy of the body. One thread at a time; getters of the event may throw kj::Exception on
// hostile bytes, which the projector catches.
class RecordView {
 public:
  // kMalformed when header or body are not well-formed; kReordered when the header has another
  // sequence than the place at which the record stood.
  [[nodiscard]] static Result<RecordView> parse(Sequence expected, ByteView record);

  [[nodiscard]] const RecordHeader& header() const { return header_; }
  [[nodiscard]] Sequence sequence() const { return header_.sequence; }
  [[nodiscard]] const wire::Event::Reader& event() const { return event_; }
  [[nodiscard]] const wire::Clear::Reader& clear() const { return clear_; }
  // The canonical message of the clear part; empty when there is none.
  [[nodiscard]] std::vector<std::uint64_t> clear_message() const { return body_.clear_message(); }
  // 16 bytes each. Read from the message once: it counts what is visited, and a part of a batch has
  // thousands.
  [[nodiscard]] const std::vector<SubjectId>& subjects() const { return subjects_; }

 private:
  RecordView(const RecordHeader& header, StoredBody body);
  RecordHeader header_;
  StoredBody body_;
  wire::Event::Reader event_; // into body_, whose words do not move with it
  wire::Clear::Reader clear_;
  std::vector<SubjectId> subjects_;
};

} // namespace ledger
