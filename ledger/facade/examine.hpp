// Is everything where it was left? Everything that may refuse a start.
#pragma once

#include "ledger/facade/ledger_impl.hpp"

namespace ledger {

[[nodiscard]] StoreOptions store_options(const Ledger::Impl& impl, StoreMode mode);

// On a store that is open for reading only: a refusal leaves the evidence as it was found. The
// database would otherwise flush its log, and drop a torn one. Fills the identity of `impl`, and of
// the report all but what a replay finds. Each kind of damage has a code of its own.
[[nodiscard]] Result<StartReport> examine(Ledger::Impl& impl, const MasterKey& master);

} // namespace ledger
