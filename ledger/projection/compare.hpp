// Where two copies of a state first differ.
#pragma once

#include "ledger/projection/state_copy.hpp"

namespace ledger {

// The lowest key that only one of them has or that has another value; empty when there is none.
// Neither may be written meanwhile.
[[nodiscard]] Result<Bytes> first_difference(const StateCopy& a, const StateCopy& b);

} // namespace ledger
