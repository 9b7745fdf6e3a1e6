// Who receives personal data, for people, programs and spreadsheets.
#pragma once

#include "ledger/report/recipient_list.hpp"
#include "tools/render/report_rows.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {

struct ShownRecipients {
  std::vector<RecipientLine> lines;
  Timestamp as_of;
};

// `width`: of the terminal, 0 for none.
[[nodiscard]] std::string recipients_in_words(const ShownRecipients& shown,
                                              const ReportFrame& frame, std::size_t width,
                                              const Palette& palette);
[[nodiscard]] ReportData recipients_data(const ShownRecipients& shown, const ReportFrame& frame);

} // namespace ledger::tools
