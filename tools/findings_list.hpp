// What was found, about one person or about everybody and the organisation, from a daemon or from a
// folder: the same findings with the same sentences.
#pragma once

#include "ledger/findings/rule.hpp"
#include "tools/input.hpp"
#include "tools/ledger_archive.hpp"

namespace ledger::tools {

struct FindingsQuestion {
  std::optional<PersonArgument> person; // none: everybody and the organisation
  std::vector<wire::Rule> rules;        // empty: all
  Timestamp as_of;
  std::optional<TreeSize> known_at; // none: all there are
  std::string language;
  bool open_only = false;
};

struct ShownFinding {
  Finding finding;
  Severity severity = Severity::kNote;
  std::string article;
  std::string sentence;
};

struct FindingsList {
  LedgerHead head;
  Timestamp as_of;
  std::string language;
  std::optional<SubjectId> subject;    // when one person was asked for
  std::optional<Sequence> recorded_by; // of one person, from a daemon
  std::uint64_t total = 0;             // also those that a daemon's reply has no room for
  std::vector<ShownFinding> findings;  // by rule, beginning and record
};

// From a folder every record is read, and what is said about everybody is held in memory at once.
// kNotFound: nobody by that name; kUsage: by an application's reference from a folder.
[[nodiscard]] Result<FindingsList> read_findings(const Context& context, LedgerArchive& archive,
                                                 const FindingsQuestion& question);

} // namespace ledger::tools
