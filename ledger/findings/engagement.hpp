// Whether a recipient may be given what a fact gives them: by contract, and as it was announced.
// GDPR art. 28 and 13(1)(e).
#pragma once

#include "ledger/findings/finding.hpp"
#include "ledger/findings/party.hpp"
#include "ledger/findings/person_case.hpp"

#include <string_view>
#include <vector>

namespace ledger {

struct ContractCheck {
  bool holds = true; // also when none is needed
  // What its absence breaks: the law for a processor; for every other external party that is
  // engaged, the statement, which promises contractual measures.
  Breaks breaks = Breaks::kLaw;
  const Fact* last = nullptr; // the contract that holds, else the last word on any; null: no word
};
// At the time of the fact, with the party that it names as recipient.
[[nodiscard]] ContractCheck check_contract(const Fact& fact, const Party& party,
                                           const House& house);
// Those that the data passes through though neither the policy knows them as the processor's own
// nor the contract authorises them (GDPR art. 28(2)). None for recipients of other roles.
[[nodiscard]] std::vector<std::string_view>
unknown_sub_processors(const Fact& fact, const Party& party, const House& house);

// The policy of the time names the recipient's category for the fact's activities, relation and
// data, and the statement declares it.
[[nodiscard]] bool is_announced(const PersonCase& person, const Fact& fact, const Party& party);

} // namespace ledger
