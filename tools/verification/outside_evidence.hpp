// What an auditor brings on the command line: a key, receipts, checkpoints.
#pragma once

#include "ledger/verify/evidence.hpp"

namespace ledger::tools {

// --key: the vkey text itself, or a file whose first line it is.
[[nodiscard]] Result<VerifierKey> read_key(const std::string& text);
// Receipt lines, or JSON objects with a member "receipt", one a line; empty lines do not count.
// Errors name the line.
[[nodiscard]] Result<std::vector<Receipt>> read_receipts(const std::string& path);
[[nodiscard]] Result<KeptCheckpoint> read_checkpoint(const std::string& path);

} // namespace ledger::tools
