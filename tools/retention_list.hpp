// What is held and when it comes due, from a daemon or from a folder: the same lines.
#pragma once

#include "ledger/report/retention_schedule.hpp"
#include "tools/ledger_archive.hpp"

namespace ledger::tools {

struct RetentionQuestion {
  Timestamp as_of;
  std::optional<TreeSize> known_at; // none: all there are
  std::optional<Timestamp> until;   // only what is due by then
};

struct RetentionList {
  LedgerHead head;
  Timestamp as_of;
  std::optional<Timestamp> until;
  std::uint64_t total = 0;          // also those lines that a daemon's reply has no room for
  std::vector<RetentionLine> lines; // what is overdue first
  std::uint64_t people = 0;         // each once, in whatever lines
  std::uint64_t overdue_people = 0; // of whom something is overdue that nothing lets be kept
};

// From a folder every record is read. Errors: those of the daemon, of LedgerArchive::head() and
// fold_records().
[[nodiscard]] Result<RetentionList> read_retention(const Context& context, LedgerArchive& archive,
                                                   const RetentionQuestion& question);

} // namespace ledger::tools
