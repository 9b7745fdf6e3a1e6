// From a record to the fact that projections store.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/projection/record_view.hpp"

namespace ledger {

// Throws kj::Exception on hostile bytes.
[[nodiscard]] Bytes fact_of(const RecordView& record);
// Whom the ledger's own record about destroyed keys is about; nothing for other records.
[[nodiscard]] std::optional<SubjectId> erased_subject(const RecordView& record);

} // namespace ledger
