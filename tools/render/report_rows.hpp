// A report for programs: said once as JSON has it, and from that as rows that stand alone and as a
// spreadsheet.
#pragma once

#include "tools/render/report_frame.hpp"

#include <boost/json/value.hpp>

namespace ledger::tools {

// Members in the order of the columns. All rows of a report have the same.
using ReportRow = boost::json::object;

struct ReportData {
  boost::json::object head; // the members before the rows
  std::string rows_name;    // the member that holds them
  ReportRow columns;        // any row, for the titles of a report without rows
  std::vector<ReportRow> rows;
  NamedTexts origin; // what every row needs to stand alone
};

// Of a report as it stood at a time: its rows come with that and with the frame's cells.
[[nodiscard]] ReportData report_data(std::string_view report, Timestamp as_of,
                                     const ReportFrame& frame, std::string rows_name);

// The whole report.
[[nodiscard]] boost::json::object whole(ReportData data);
// Each row as it stands alone in a list.
[[nodiscard]] std::vector<ReportRow> rows_alone(ReportData data);
[[nodiscard]] std::string to_csv(const ReportData& data);

// Null for nothing.
[[nodiscard]] boost::json::value cell(const std::string& text);
[[nodiscard]] boost::json::value cell(const std::optional<Timestamp>& time);
[[nodiscard]] boost::json::value cell(const std::optional<Sequence>& record);
// As a spreadsheet or a table has it: empty for null, "yes" or "no", a number in digits, a list as
// joined() has it. Raw text, which the table or the CSV that it goes into makes harmless.
[[nodiscard]] std::string cell_text(const boost::json::value& value);

} // namespace ledger::tools
