// Events as JSON, mapped by reflection over the same schema as the wire: what an application may
// post, and what a record says. Keys are the field names of schemas/event.capnp.
//
//   {"type": "consent.given", "subject": "customer-42", "activities": ["newsletter"],
//    "consentMethod": "box", "occurredAt": "2026-03-02T08:00:00Z",
//    "values": {"email": "x@example.org"}}
//
// Times are RFC 3339, enums are names, references are UUIDs or any other text, bytes that are no
// text are {"base64": "..."}. `subject` with `values` and `former` is short for one entry of
// `subjects`, each a text or {"namespace", "reference", "subjectId", "values", "former"}.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/event/json_strict.hpp"
#include "schemas/event.capnp.h"
#include "schemas/protocol.capnp.h"

#include <boost/json/object.hpp>
#include <capnp/dynamic.h>

namespace ledger {

// For what the text leaves out.
struct DraftDefaults {
  EventId event_id;
  // Only when the event id is no UUIDv7. Else its time is taken, in milliseconds, so that the same
  // text sent again under the same id is the same event.
  Timestamp occurred_at;
};

// Fills a fresh `draft`; after an error its content means nothing. References that are no UUID go
// to Draft.references and stay empty in Clear. Checks what JSON
// can get wrong; which fields an event may carry and what a slug looks like is for the validation
// that every draft meets. kMalformed, kTooLarge, kUnknownType, kInvalidField; errors name the field
// and never hold its value. Any thread.
Status read_draft(std::string_view text, const DraftDefaults& defaults, wire::Draft::Builder draft);
Status read_draft(const boost::json::object& object, const DraftDefaults& defaults,
                  wire::Draft::Builder draft);

// What read_draft takes, with every field stated.
[[nodiscard]] boost::json::object draft_json(wire::Draft::Reader draft);

// What the 80 bytes in front of a record's body say (schemas/FORMAT.md section 1).
struct RecordHead {
  Sequence sequence;
  Timestamp recorded_at;
  std::uint16_t flags = 0;
  LedgerId ledger;
  LeafHash previous;
};

// Header, body and what was opened of the boxes, in a fixed order of keys. Numbers above 2^53 are
// texts. What is personal is in the result: it is for the reader's eyes only.
[[nodiscard]] boost::json::object record_json(const RecordHead& head, wire::Event::Reader event,
                                              capnp::List<wire::OpenedBox>::Reader opened);

// The fields of the clear part that are stated, in the order of the schema.
[[nodiscard]] boost::json::object clear_json(wire::Clear::Reader clear);

// Any message of ours by reflection: Int64 as time, 16 bytes as UUID, other bytes in hexadecimal,
// enums by name; of a union, the member that is set. Every field is there, also when it is zero.
[[nodiscard]] boost::json::value plain_json(const capnp::DynamicValue::Reader& value);

// As text when it is UTF-8 without NUL, else {"base64": "..."}.
[[nodiscard]] boost::json::value bytes_json(ByteView bytes);
// As a number up to 2^53, which every reader holds exactly; above, as a text.
[[nodiscard]] boost::json::value number_json(std::uint64_t number);

} // namespace ledger
