// All rules over what is known.
#pragma once

#include "ledger/findings/finding.hpp"
#include "ledger/findings/person_case.hpp"

namespace ledger {

// Every finding, also those that only begin in the future of the facts: a term that is running. In
// the order of rule, beginning and trigger. The same facts in any order give the same. Errors:
// kDamaged when a fact cannot be read.
[[nodiscard]] Result<std::vector<Finding>> evaluate_person(const PersonCase& person);
[[nodiscard]] Result<std::vector<Finding>> evaluate_house(const House& house,
                                                          const PolicyTimes& policies);

// Those that had begun at a time, as they stood then: what was closed, or
// explained, only later is open.
[[nodiscard]] std::vector<Finding> as_of(std::vector<Finding> findings, Timestamp time);

} // namespace ledger
