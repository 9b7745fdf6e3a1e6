// Whether what a policy document refers to is in it.
#pragma once

#include "ledger/policy/sections.hpp"
#include "ledger/policy/table_reader.hpp"

namespace ledger::policy {

// Complains, at the reference, about each one that leads nowhere. After everything has been read.
void resolve(Reading& reading, const Contents& contents);

} // namespace ledger::policy
