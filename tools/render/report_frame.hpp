// What every report carries beside its answer: the ledger and how far it had come, the policy, and
// the commands that check both.
#pragma once

#include "tools/ledger_archive.hpp"

#include <boost/json/object.hpp>

namespace ledger::tools {

// Whether a record says that the report was drawn up; looking a person up is processing.
enum class LookUp : std::uint8_t {
  kOfNobody, // the report is about no person
  kRecorded, // by the daemon that the report comes from
  kNotRecorded,
};

struct ReportFrame {
  LedgerHead head;
  std::vector<std::string> checks; // commands: one repeats the report, one verifies the ledger
  LookUp look_up = LookUp::kOfNobody;
};

// A named text, as a line, a member or a cell has it.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

// {"id","records","lastRecordAt","lastLeaf"}
[[nodiscard]] boost::json::object ledger_object(const LedgerHead& head);
[[nodiscard]] boost::json::array checks_array(const ReportFrame& frame);
// The same for a row of a list, which stands alone: ledgerId, records, lastLeaf, check; of a report
// on a person lookUpRecorded too.
[[nodiscard]] NamedTexts frame_cells(const ReportFrame& frame);
// Lines below a table.
[[nodiscard]] std::string frame_words(const ReportFrame& frame);

// A name and its value on a line, escaped for terminals; nothing for an empty value.
[[nodiscard]] std::string named_line(std::string_view name, std::string_view value);
// "a; b"
[[nodiscard]] std::string joined(const std::vector<std::string>& texts);

} // namespace ledger::tools
