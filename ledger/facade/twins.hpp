// A batch may hold one event twice: it becomes one record. It may not hold one id for two events.
#pragma once

#include "ledger/event/prepare.hpp"

#include <span>
#include <vector>

namespace ledger {

// For each event the place of the first one with its id: its own, but for a repetition. Empty when
// no id comes twice. kConflict when two events with one id differ; the errors of prepare().
[[nodiscard]] Result<std::vector<std::size_t>> find_twins(std::span<const Validated> events,
                                                          const PrepareContext& context);

} // namespace ledger
