// The commands below `auditledger report`, one file each. A new one is a line here, a line in
// report.cpp and its file.
#pragma once

#include "tools/context.hpp"
#include "tools/options.hpp"

namespace ledger::tools {

// As -o takes it.
[[nodiscard]] std::string_view name_of(Format format);

void add_report_consent(Command report, Context& context);
void add_report_register(Command report, Context& context);
void add_report_requests(Command report, Context& context);
void add_report_stats(Command report, Context& context);

} // namespace ledger::tools
