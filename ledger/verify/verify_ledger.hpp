// Verification of a whole ledger: each byte of each record is read and hashed, whatever an earlier
// run has found.
#pragma once

#include "ledger/verify/evidence.hpp"
#include "ledger/verify/ledger_reader.hpp"
#include "ledger/verify/report.hpp"

#include <functional>

namespace ledger {

struct VerifyOptions {
  unsigned threads = 1;
  // What one thread reads on its own; a multiple of the width of a tile.
  std::uint64_t chunk_records = 16'384;
  // On the calling thread, now and then.
  std::function<void(std::uint64_t records, std::uint64_t of)> on_progress;
  // Of a folder: whether its tables are tried first (ledger/store/table_trial.hpp). That forks, so
  // only a process without threads may ask for it.
  bool try_tables = false;
};

// Fixes the size first; what is appended meanwhile is not looked at. What is wrong with the ledger
// stands in the report; an error means that it could not be asked at all (kUnreachable, kDenied).
[[nodiscard]] Result<VerifyReport> verify_ledger(LedgerReader& reader, const Evidence& evidence,
                                                 const VerifyOptions& options);

} // namespace ledger
