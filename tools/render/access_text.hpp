// The answer to a request for access, for people, programs and spreadsheets.
#pragma once

#include "ledger/report/access_answer.hpp"
#include "tools/render/report_frame.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

// `width`: of the terminal, 0 for none. Every list is named, also where nothing stands in it.
[[nodiscard]] std::string access_in_words(const AccessAnswer& answer, const ReportFrame& frame,
                                          std::size_t width, const Palette& palette);
[[nodiscard]] boost::json::object access_object(const AccessAnswer& answer,
                                                const ReportFrame& frame);
// A row for each entry of each list: its first column says of which, the others are those of all
// lists, each name once.
[[nodiscard]] std::string access_csv(const AccessAnswer& answer, const ReportFrame& frame);

} // namespace ledger::tools
