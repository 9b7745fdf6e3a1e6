// What is held and when it comes due, for people, programs and spreadsheets.
#pragma once

#include "tools/render/report_frame.hpp"
#include "tools/render/table.hpp"
#include "tools/retention_list.hpp"

namespace ledger::tools {

struct ShownRetention {
  RetentionList list; // only the lines that were asked for
  bool overdue_only = false;
  std::uint64_t left_out = 0; // of those lines, what the daemon's reply had no room for
};

// `width`: of the terminal, 0 for none.
[[nodiscard]] std::string retention_in_words(const ShownRetention& shown, const ReportFrame& frame,
                                             std::size_t width, const Palette& palette);
// The whole report; and a line as it stands alone in a list.
[[nodiscard]] boost::json::object retention_object(const ShownRetention& shown,
                                                   const ReportFrame& frame);
[[nodiscard]] std::vector<boost::json::object> retention_objects(const ShownRetention& shown,
                                                                 const ReportFrame& frame);
[[nodiscard]] std::string retention_csv(const ShownRetention& shown, const ReportFrame& frame);

} // namespace ledger::tools
