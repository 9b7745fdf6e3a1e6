// State that projections make of records that somebody else handed out: the same folds as in the
// daemon, over what its own answers would be made from.
#pragma once

#include "ledger/projection/lane.hpp"
#include "tools/ledger_archive.hpp"

#include <initializer_list>

namespace ledger::tools {

// A state for each projection. Reads the first `size` records, all of them, once. kMalformed: one
// of them cannot be read; kReordered: the first does not begin a ledger.
[[nodiscard]] Result<std::vector<std::shared_ptr<StateCopy>>>
fold_records(const LedgerArchive& archive, std::initializer_list<const Projection*> projections,
             TreeSize size);

// The same for the first `head.size` records, of projections that select records
// (ledger/projection/selection.hpp): a daemon is asked for the records that it selects for each,
// and a folder is read whole.
[[nodiscard]] Result<std::vector<std::shared_ptr<StateCopy>>>
fold_selected(const LedgerArchive& archive, std::initializer_list<const Projection*> projections,
              const LedgerHead& head);

} // namespace ledger::tools
