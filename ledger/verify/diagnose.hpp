// From a rule that is broken to what must have happened: which of two neighbours was changed,
// whether a record is gone or stands elsewhere.
#pragma once

#include "ledger/chain/verify.hpp"
#include "ledger/store/head.hpp"
#include "ledger/verify/ledger_reader.hpp"
#include "ledger/verify/report.hpp"

#include <span>

namespace ledger {

// `before`: the leaf of the good record in front of the fault, if any. Reads some records and tiles
// again; what cannot be read does not count as a witness.
[[nodiscard]] VerifyFinding diagnose(LedgerReader& reader, const ChainFault& fault,
                                     const std::optional<LeafHash>& before,
                                     const std::optional<HeadState>& head);

// "record 18442"
[[nodiscard]] std::string record_name(Sequence sequence);

} // namespace ledger
