// The register of breaches, for people, programs and spreadsheets. It names nobody.
#pragma once

#include "ledger/report/breach_register.hpp"
#include "tools/render/report_rows.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

struct ShownBreaches {
  std::vector<BreachLine> lines; // those that were asked for
  std::string_view which;        // "all", "open"
  Timestamp as_of;
};

// `width`: of the terminal, 0 for none.
[[nodiscard]] std::string breaches_in_words(const ShownBreaches& shown, const ReportFrame& frame,
                                            std::size_t width, const Palette& palette);
[[nodiscard]] ReportData breaches_data(const ShownBreaches& shown, const ReportFrame& frame);

} // namespace ledger::tools
