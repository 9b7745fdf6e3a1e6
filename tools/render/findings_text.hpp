// What was found, for people, programs and spreadsheets.
#pragma once

#include "tools/findings_list.hpp"
#include "tools/render/report_frame.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

// Alike findings are one line, with how many and since when; with `each`, one for each.
[[nodiscard]] std::string findings_in_words(const FindingsList& list, const ReportFrame& frame,
                                            bool each, std::size_t width, const Palette& palette);
// One object with all; and one for each, which stands alone.
[[nodiscard]] boost::json::object findings_object(const FindingsList& list,
                                                  const ReportFrame& frame);
[[nodiscard]] std::vector<boost::json::object> findings_objects(const FindingsList& list,
                                                                const ReportFrame& frame);
// A row for each finding.
[[nodiscard]] std::string findings_csv(const FindingsList& list, const ReportFrame& frame);

} // namespace ledger::tools
