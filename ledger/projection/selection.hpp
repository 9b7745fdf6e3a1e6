// Projections that select records, for those that hand the records themselves out: whoever gets
// them can make the same facts of them, and hold each against its proof.
#pragma once

#include "ledger/projection/state_copy.hpp"

#include <string_view>
#include <vector>

namespace ledger {

// The records that the facts of that projection are of, from `from` on, in their order and at most
// so many. kNotFound: it selects none, or there is no such projection. Else kDamaged, and the
// errors of the store.
[[nodiscard]] Result<std::vector<Sequence>> selected_records(std::string_view projection,
                                                             const StateCopy& copy, Sequence from,
                                                             std::size_t limit);

} // namespace ledger
