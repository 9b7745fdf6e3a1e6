// All that the records say in the clear about one person and about the organisation, from a daemon
// or from a folder, and the policies that were published: what reports about people are made from.
#pragma once

#include "ledger/findings/policy_times.hpp"
#include "tools/input.hpp"
#include "tools/ledger_archive.hpp"

namespace ledger::tools {

struct PersonHistory {
  LedgerHead head;
  SubjectId subject;
  std::vector<Fact> facts; // about the person, in the order of the records
  std::vector<Fact> house; // about the organisation, likewise
  PolicyTimes policies;
  // The record by which the daemon says that the report was drawn up; none from a folder, where
  // nothing can be recorded. It lies behind the head.
  std::optional<Sequence> recorded_by;
};

// Of the first `size` records, or of all there are. A daemon records that a report of that kind was
// drawn up before it answers. From a folder every record is read. kNotFound: nobody by that name;
// kUsage: by an application's reference from a folder, where references are sealed.
[[nodiscard]] Result<PersonHistory>
read_person_history(const Context& context, LedgerArchive& archive, const PersonArgument& person,
                    wire::ReportKind kind, std::optional<TreeSize> size);

} // namespace ledger::tools
