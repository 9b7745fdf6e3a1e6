// The rows of a report as JSON has them, and the same rows as a spreadsheet has them: what a column
// is called and holds is said once.
#pragma once

#include "tools/render/report_frame.hpp"

namespace ledger::tools {

// Members in the order of the columns. All rows of a report have the same.
using ReportRow = boost::json::object;

// `columns`: any row, for the titles; `origin`: cells that every row ends with.
[[nodiscard]] std::string rows_csv(const ReportRow& columns, const std::vector<ReportRow>& rows,
                                   const NamedTexts& origin);
// Each row as it stands alone in a list, with its origin.
[[nodiscard]] std::vector<ReportRow> rows_alone(std::vector<ReportRow> rows,
                                                const NamedTexts& origin);
// What every row of a report as it stood at a time comes from: asOf, and the frame's cells.
[[nodiscard]] NamedTexts origin_of(Timestamp as_of, const ReportFrame& frame);

// Null for nothing.
[[nodiscard]] boost::json::value cell(const std::string& text);
[[nodiscard]] boost::json::value cell(const std::optional<Timestamp>& time);
[[nodiscard]] boost::json::value cell(const std::optional<Sequence>& record);
// As a spreadsheet or a table has it: empty for null, "yes" or "no", a number in digits, a list as
// joined() has it. Raw text, which the table or the CSV that it goes into makes harmless.
[[nodiscard]] std::string cell_text(const boost::json::value& value);

} // namespace ledger::tools
