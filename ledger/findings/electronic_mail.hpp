// Advertising by electronic mail: Directive 2002/58/EC art. 13, in the law of the member state.
#pragma once

#include "ledger/findings/person_case.hpp"

namespace ledger {

// The fact is a use by which advertising is mailed, and no exception lets that happen without
// consent. Its activity is not null.
[[nodiscard]] bool needs_mail_consent(const Fact& fact, const KnownActivity& activity);
// The consent that it would rest on: to the activity itself, or the one that the fact relies on.
[[nodiscard]] Consent mail_consent(const PersonCase& person, const Fact& fact,
                                   const KnownActivity& activity);

} // namespace ledger
