// Who received data, as the policy of that time knows them.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/policy/document.hpp"

#include <string_view>
#include <vector>

namespace ledger {

// Views and pointers live as long as the fact and the policy.
struct Party {
  std::string_view id;                                 // as the fact names it
  const policy::Recipient* recipient = nullptr;        // null: the policy does not know it
  const policy::RecipientCategory* category = nullptr; // of the recipient, else as the fact claims
  // As assessed, else as declared, else as the fact claims.
  policy::RecipientRole role = policy::RecipientRole::kUnstated;
};

// Data was given or opened to somebody else, wherever they are.
[[nodiscard]] bool is_disclosure(const Fact& fact);
// The recipient that the fact names.
[[nodiscard]] Party recipient_of(const Fact& fact, const Policy& policy);
// Those that the data passes through, in the order of the fact.
[[nodiscard]] std::vector<Party> passed_through(const Fact& fact, const Policy& policy);

} // namespace ledger
