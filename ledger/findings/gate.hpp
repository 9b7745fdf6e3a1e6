// May this be done with this person's data? Asked by applications before every use; answered from
// what stands, by the same questions that the rules ask afterwards.
#pragma once

#include "ledger/findings/person_case.hpp"
#include "schemas/protocol.capnp.h"

namespace ledger {

struct GateQuery {
  std::string activity;
  wire::Operation operation = wire::Operation::UNSTATED;
  std::string item; // empty: not asked about, as below
  wire::Channel channel = wire::Channel::UNSTATED;
  std::string relation;
  std::string category;
  std::string recipient;
  std::string country; // ISO 3166-1 alpha-2, to which data would go
  Timestamp at;
};

// Closed, with stable numbers: wire::GateReason. The first that applies is the answer.
struct GateVerdict {
  bool allowed = false;
  wire::GateReason reason = wire::GateReason::UNSTATED;
  const PolicyVersion* policy = nullptr; // in force at the time; null: none
  std::optional<Sequence> record;        // what the answer rests on: a consent, an objection ...
};

// Whether the gate looks at facts of that type about the house. Corrections of these decide too.
[[nodiscard]] bool decides_at_gate(wire::EventType type);

// What is allowed raises, when it is done as asked, no finding about consent that was not given,
// objection, restriction, data, purpose, recipient, contract or transfer; but that the statement
// declares neither activity nor data is only a broken promise (F08, F10) and allowed. The wording
// of a consent (F44) and suppression (F33) are not asked about. `person` may hold standing facts
// only, and its house those that decide. Throws kj::Exception on bytes that are not ours. Errors:
// kInvalidField for what is longer than any id.
[[nodiscard]] Result<GateVerdict> check(const PersonCase& person, const GateQuery& query);

} // namespace ledger
