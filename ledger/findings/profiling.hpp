// Profiling and decisions that no person takes: GDPR art. 22.
#pragma once

#include "ledger/findings/finding.hpp"
#include "ledger/findings/person_case.hpp"

#include <optional>

namespace ledger {

// A decision is unlawful unless the policy says that the activity takes it; that, and profiling,
// may still be what the statement says it never does. None: neither, or nothing is broken.
[[nodiscard]] std::optional<Breaks> profiling_breaks(const Fact& fact,
                                                     const KnownActivity& activity);

} // namespace ledger
