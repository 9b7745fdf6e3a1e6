// All that the records say in the clear about one person, from a daemon or from a folder, and the
// policies that were published: what reports about people are made from.
#pragma once

#include "ledger/findings/policy_times.hpp"
#include "tools/input.hpp"
#include "tools/policy_archive.hpp"

namespace ledger::tools {

struct PersonHistory {
  LedgerHead head;
  SubjectId subject;
  std::vector<Fact> facts; // in the order of the records
  PolicyTimes policies;
};

// Of the first `size` records, or of all there are. Reads every record between the person's first
// and last; from a folder all. kNotFound: nobody by that name; kUsage: by an application's
// reference from a folder, where references are sealed.
[[nodiscard]] Result<PersonHistory> read_person_history(const Context& context,
                                                        PolicyArchive& archive,
                                                        const PersonArgument& person,
                                                        std::optional<TreeSize> size);

} // namespace ledger::tools
