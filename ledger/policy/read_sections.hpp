// Fills the contents of a policy document from its root table.
#pragma once

#include "ledger/policy/sections.hpp"
#include "ledger/policy/table_reader.hpp"

namespace ledger::policy {

// The root reader's finish() is the caller's.
void read(TableReader& root, Contents& contents);

} // namespace ledger::policy
