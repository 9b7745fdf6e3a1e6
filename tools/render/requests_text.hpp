// Requests of persons and how they stand, for people, programs and spreadsheets.
#pragma once

#include "ledger/report/request_list.hpp"
#include "tools/render/report_rows.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

struct ShownRequests {
  std::vector<RequestLine> lines; // those that were asked for
  std::string_view which;         // "all", "open", "late"
  Timestamp as_of;
};

// `width`: of the terminal, 0 for none.
[[nodiscard]] std::string requests_in_words(const ShownRequests& shown, const ReportFrame& frame,
                                            std::size_t width, const Palette& palette);
[[nodiscard]] ReportData requests_data(const ShownRequests& shown, const ReportFrame& frame);

} // namespace ledger::tools
