// What may be objected to, and which objection binds: GDPR art. 21(1) and 18(1)(d), and what the
// controller promised beyond. Direct marketing is a matter of its own: PersonCase.
#pragma once

#include "ledger/findings/person_case.hpp"

#include <optional>

namespace ledger {

// By law: what rests on legitimate interest or on a public task.
[[nodiscard]] bool may_be_objected_to(const policy::Activity& activity);
// Beyond the law: a right to object that names no grounds, or this activity's. Its activity is
// not null.
[[nodiscard]] bool is_objection_promised(const KnownActivity& activity);

[[nodiscard]] bool is_upheld(const Fact& assessment);

// The first objection to the activity that binds at that moment: pending or upheld, and not lifted.
// None where nothing was to be objected to. Its activity is not null.
[[nodiscard]] std::optional<PersonCase::Objection>
binding_objection(const PersonCase& person, const Moment& moment, const KnownActivity& activity);

} // namespace ledger
