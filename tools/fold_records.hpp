// State that a projection makes of records that somebody else handed out: the same fold as in the
// daemon, over what its own answers would be made from.
#pragma once

#include "ledger/projection/lane.hpp"
#include "tools/policy_archive.hpp"

namespace ledger::tools {

// Reads the first `size` records, all of them. kMalformed: one of them cannot be read; kReordered:
// the first does not begin a ledger.
[[nodiscard]] Result<std::shared_ptr<StateCopy>>
fold_records(const PolicyArchive& archive, const Projection& projection, TreeSize size);

} // namespace ledger::tools
