// Special categories of data: GDPR art. 9.
#pragma once

#include "ledger/findings/person_case.hpp"

namespace ledger {

// The first of the fact's data that is special by its kind. Null: none.
[[nodiscard]] const policy::Category* special_category_of(const PersonCase& person,
                                                          const Fact& fact);
// The conditions of art. 9(2) are the policy's word, but consent must be there.
[[nodiscard]] bool meets_condition(const PersonCase& person, const Fact& fact,
                                   const KnownActivity& activity);

} // namespace ledger
