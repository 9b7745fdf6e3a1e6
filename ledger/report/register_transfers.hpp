// Who receives what an activity handles, and what leaves the European Economic Area with it.
#pragma once

#include "ledger/report/register.hpp"

namespace ledger {

// Those who hold on the day: of the activity's categories of recipients, and whom they engage.
// Pointers into the policy.
[[nodiscard]] std::vector<const policy::Recipient*>
recipients_of(const policy::Activity& activity, const Policy& policy, Timestamp as_of);

// One for each country outside, of the recipient's seat and places of processing. A country that
// counts as inside on the day is left out.
[[nodiscard]] std::vector<RegisterTransfer> transfers_to(const policy::Recipient& recipient,
                                                         const Policy& policy, Timestamp as_of,
                                                         std::string_view language);

} // namespace ledger
