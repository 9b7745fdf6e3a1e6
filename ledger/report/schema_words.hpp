// What the schema calls its enumerants: the words of the wire in reports.
#pragma once

#include "schemas/event.capnp.h"

#include <string>

namespace ledger {

// "access"; "unstated"; the number where this version knows no name.
[[nodiscard]] std::string word_of(wire::Right right);
[[nodiscard]] std::string word_of(wire::Outcome outcome);
[[nodiscard]] std::string word_of(wire::ContractKind kind);
[[nodiscard]] std::string word_of(wire::BreachNature nature);
[[nodiscard]] std::string word_of(wire::Risk risk);
[[nodiscard]] std::string word_of(wire::DelayReason reason);

} // namespace ledger
