// What an organisation does that is about nobody in particular, or about everybody: contracts,
// staff, assessments, orders, mishaps, authorities, and the care for the ledger itself.
#pragma once

#include "tools/simulate/person.hpp"

namespace ledger::tools {

// Plans all of it. `acts` outlives the run.
void plan_office(Acts& acts);

} // namespace ledger::tools
