// Verification of a ledger in a folder: the state directory of a stopped daemon, a copy of one, or
// a snapshot. Opens read-only, writes nothing, and takes no part of its trust from the folder.
#pragma once

#include "ledger/verify/verify_ledger.hpp"

#include <filesystem>

namespace ledger {

// Where the two parts lie that verification reads.
struct StateFolders {
  std::filesystem::path ledger;              // the database
  std::optional<std::filesystem::path> head; // the folder with the file `head`; nothing: none found
};

// For --state: DIR/ledger with DIR/head/head, DIR/head or DIR-head/head; or a database folder
// itself, without a head. kNotInitialised when there is no database.
[[nodiscard]] Result<StateFolders> find_state(const std::filesystem::path& state);

// kLocked while a daemon, or whoever else writes, works on the database in this folder.
[[nodiscard]] Status check_not_in_use(const std::filesystem::path& database);

// Fills `evidence` for the ledger that the folder claims to be: asked once, after the claim was
// read and before anything is verified.
using EvidenceFor = std::function<Status(const LedgerId& claimed, Evidence& evidence)>;

// Reads the head first, then everything else, and the checksums of all live files. kLocked while a
// daemon works on the folder; kNotInitialised and kPermissions when it cannot be opened. What is
// wrong with the ledger stands in the report.
[[nodiscard]] Result<VerifyReport> verify_state(const StateFolders& folders, Evidence evidence,
                                                const EvidenceFor& more,
                                                const VerifyOptions& options);

} // namespace ledger
