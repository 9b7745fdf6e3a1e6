// What is held and when it comes due, for people, programs and spreadsheets.
#pragma once

#include "tools/render/report_rows.hpp"
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
[[nodiscard]] ReportData retention_data(const ShownRetention& shown, const ReportFrame& frame);

} // namespace ledger::tools
