// The entries of the register of breaches (GDPR art. 33(5)), as rule F38 and the report of breaches
// both judge them.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/findings/policy_times.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ledger {

// What was said of one breach until some time: the first facts of its entry.
using BreachFacts = std::span<const Fact* const>;

// Points into the facts of the house and into the policies, which must outlive it.
struct BreachEntry {
  // What names one reference, in the order of what happened; at least one.
  std::vector<const Fact*> facts;
  // Of the time at which the breach was first reported: by this one the entry is judged, whatever
  // came later. Null: there is no policy, and nothing is due.
  const PolicyVersion* version = nullptr;

  // The bytes of the reference that all of them name; empty when they name none.
  [[nodiscard]] std::string_view reference() const;
  // The policy id that was stated first; empty: none was.
  [[nodiscard]] std::string_view kind() const;
  // The earliest that was stated: whoever learns later that it was known before does not gain time
  // by it. Nothing: none was.
  [[nodiscard]] std::optional<Timestamp> stated_aware_at() const;
  // That, else when the breach was first reported. From here the hours run: art. 33(1).
  [[nodiscard]] Timestamp aware_at() const;

  // The first instant at which a notice to the authority is too late, art. 33(1), if one is needed;
  // nothing when the policy states no term.
  [[nodiscard]] std::optional<Timestamp> authority_end() const;
  // The same of a notice to the persons, art. 34(1): the term runs from when so high a risk was
  // first stated. Nothing: it never was.
  [[nodiscard]] std::optional<Timestamp> subjects_end() const;

  // By the last risk that was told. Whose risk nobody assessed has to be notified to the authority,
  // not to the persons.
  [[nodiscard]] bool needs_authority_notice(BreachFacts told) const;
  [[nodiscard]] bool needs_subjects_notice(BreachFacts told) const;
  // Needed, and the authority was told neither before `end` nor later with a reason for the delay.
  [[nodiscard]] bool lacks_authority_notice(BreachFacts told, Timestamp end) const;
  // Needed, and the persons were not told.
  [[nodiscard]] bool lacks_subjects_notice(BreachFacts told) const;
};

// Can an event of this type be about a breach?
[[nodiscard]] bool concerns_breaches(wire::EventType type);
// One entry a reference, in the order of the references' bytes. `house`: in the order of what
// happened and without what was corrected, as House has them; facts about anything else are passed
// over.
[[nodiscard]] std::vector<BreachEntry> breaches_of(std::span<const Fact> house,
                                                   const PolicyTimes& policies);

// The first and the last fact that `holds` is true of. Null: none.
template <class Holds>
[[nodiscard]] const Fact* first_that(BreachFacts told, Holds holds) {
  const auto found =
      std::find_if(told.begin(), told.end(), [&](const Fact* fact) { return holds(*fact); });
  return found == told.end() ? nullptr : *found;
}
template <class Holds>
[[nodiscard]] const Fact* last_that(BreachFacts told, Holds holds) {
  const auto found =
      std::find_if(told.rbegin(), told.rend(), [&](const Fact* fact) { return holds(*fact); });
  return found == told.rend() ? nullptr : *found;
}
[[nodiscard]] const Fact* first_of(BreachFacts told, wire::EventType type);

// As the policy counts risks; nothing: the fact states none.
[[nodiscard]] std::optional<policy::RiskLevel> risk_of(const Fact& fact);

// Effects and remedy, each as some fact says that it was recorded.
[[nodiscard]] bool effects_recorded(BreachFacts told);
[[nodiscard]] bool remedy_recorded(BreachFacts told);
// Art. 33(5): the facts (kind, awareness, risk), the effects and the remedy.
[[nodiscard]] bool is_complete(BreachFacts told);

} // namespace ledger
