// Counts by month, for people, programs and spreadsheets.
#pragma once

#include "ledger/report/statistics.hpp"
#include "tools/render/report_frame.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

struct ShownStatistics {
  MonthlyStatistics data;
  MonthRange months; // that were asked for
};

// `width`: of the terminal, 0 for none.
[[nodiscard]] std::string statistics_in_words(const ShownStatistics& shown,
                                              const ReportFrame& frame, std::size_t width,
                                              const Palette& palette);
// The whole report; and a row as it stands alone in a list.
[[nodiscard]] boost::json::object statistics_object(const ShownStatistics& shown,
                                                    const ReportFrame& frame);
[[nodiscard]] std::vector<boost::json::object> statistics_objects(const ShownStatistics& shown,
                                                                  const ReportFrame& frame);
[[nodiscard]] std::string statistics_csv(const ShownStatistics& shown, const ReportFrame& frame);

} // namespace ledger::tools
