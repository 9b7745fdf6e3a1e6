// A person's requests (GDPR art. 15 to 22) and what became of each.
#pragma once

#include "ledger/findings/person_case.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace ledger {

// Can an event of this type be about a request? All that requests_of() looks at, and corrections.
[[nodiscard]] bool concerns_requests(wire::EventType type);
// The right that a fact is about: as it states, else as its type implies; UNSTATED when neither.
[[nodiscard]] wire::Right right_of(const Fact& fact);
// Can both be about one matter? With a reference each, when it is the same one; else unless they
// are about different rights.
[[nodiscard]] bool same_matter(const Fact& a, const Fact& b);
// The policy's rule for the right, by article; where it has several (article 21), the first.
// Null when it has none.
[[nodiscard]] const policy::RightRule* rule_for(const policy::Contents& policy, wire::Right right);

// Points into the facts of the person and into the policies.
struct RequestCase {
  const Fact* received = nullptr;
  // In the order of what happened. Proofs of identity may come before the request, if both name
  // one reference.
  std::vector<const Fact*> facts;
  // Of the policy when it came; where none held, of the next best. Null: no such policy or rule.
  const PolicyVersion* version = nullptr;
  const policy::RightRule* rule = nullptr;

  struct Due {
    Timestamp at;                    // the first instant at which it is too late
    const Fact* extension = nullptr; // in time, and therefore valid
  };
  // The policy id of the right; empty when the policy does not know it.
  [[nodiscard]] std::string_view about() const;
  // The end of the first term, which no extension moves; nothing where the policy sets none.
  [[nodiscard]] std::optional<Timestamp> first_due() const;
  // The end of the term with an extension of which the person was told within the first one: GDPR
  // art. 12(3).
  [[nodiscard]] std::optional<Due> due() const;
  // The first fact that told the person what was done, or that nothing was. Null: none.
  [[nodiscard]] const Fact* answer() const;
};

// In the order in which they came. What follows a request is matched with it by reference, else by
// right: with the oldest that is not answered, or the last when all are.
[[nodiscard]] std::vector<RequestCase> requests_of(const PersonCase& person);

} // namespace ledger
