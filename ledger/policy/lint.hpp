// What in a policy is ambiguous, incomplete or against the law, seen without a single event. Each
// rule looks at fields of the document; the rules stand in ledger/policy/lint, grouped by theme.
// The ambiguities A1 to A32 were found in a real statement; G1 to G10 hold for any policy:
//   G1 no ground                      G6 consent without text or way to withdraw
//   G2 data that the relation lacks   G7 a term whose start never comes
//   G3 recipient without contract     G8 direct marketing closed to objection
//   G4 mechanism expired              G9 special category without condition (GDPR art. 9, 10)
//   G5 interest without assessment    G10 period outside statutory bounds
// It is no legal advice.
#pragma once

#include "ledger/policy/document.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ledger::policy {

// kNote: unclear to readers. kWarning: weak in law, or hard to keep to. kError: as it stands
// against the law, or nothing that could be shown to keep to it.
enum class LintSeverity : std::uint8_t { kNote, kWarning, kError };
// "note"
[[nodiscard]] std::string_view name_of(LintSeverity severity);

struct Lint {
  std::string_view id; // "A2", stable; lives for ever
  LintSeverity severity = LintSeverity::kNote;
  std::string_view article; // "GDPR 21(1)"
  std::string item;         // the id of what it concerns
  Place place;              // of that item
  Labels what;              // whole sentences in "nl", "fr" and "en"
  Labels next;              // what to do, likewise
};

// In the order of the document; for one place A before G, by number. `as_of` is the day on which
// laws and transfer mechanisms are looked at: what is valid to D is over on D. The same arguments
// give the same result; no clock is read. Takes time in proportion to the square of the activities.
[[nodiscard]] std::vector<Lint> lint(const Policy& policy, Timestamp as_of);

} // namespace ledger::policy
