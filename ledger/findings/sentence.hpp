// A finding as a sentence for people.
#pragma once

#include "ledger/findings/finding.hpp"
#include "ledger/findings/policy_times.hpp"

#include <string>
#include <string_view>

namespace ledger {

// In Dutch ("nl"), French ("fr") or, for every other language, English. What the finding is about
// is named as the policy of its time labels it, else by its id.
[[nodiscard]] std::string sentence_of(const Finding& finding, const PolicyTimes& policies,
                                      std::string_view language);

} // namespace ledger
