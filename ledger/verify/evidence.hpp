// What is held against a ledger from outside of it.
#pragma once

#include "ledger/chain/note.hpp"
#include "ledger/chain/receipt.hpp"
#include "ledger/store/head.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

// A signed checkpoint that somebody kept: an auditor, a witness, an earlier run.
struct KeptCheckpoint {
  std::string note;   // verbatim
  std::string source; // for the report: a file name, "remembered on this machine"
};

struct Evidence {
  std::optional<VerifierKey> trusted_key; // nothing: only the directory's own is known
  std::vector<Receipt> receipts;
  std::vector<KeptCheckpoint> checkpoints;
  std::optional<HeadState> head; // read before the records were
};

} // namespace ledger
