// The commands below `auditledger report`, one file each. A new one is a line here, a line in
// report.cpp and its file.
#pragma once

#include "tools/context.hpp"
#include "tools/options.hpp"
#include "tools/person_history.hpp"
#include "tools/render/report_rows.hpp"

#include <functional>

namespace ledger::tools {

// As -o takes it.
[[nodiscard]] std::string_view name_of(Format format);

// `again`: the command that prints the report again, as far as nothing but time, head and format
// are left to say.
[[nodiscard]] ReportFrame frame_of(const Context& context, const LedgerHead& head,
                                   std::string again, Timestamp as_of, LookUp look_up);
// Of a report on a person. The command that repeats it names the person by the ledger's own id, so
// that no application's reference stands in a report; `more`: its further options.
[[nodiscard]] ReportFrame person_frame(const Context& context, const PersonHistory& history,
                                       std::string_view report, std::string_view more,
                                       Timestamp as_of);

// How a report is asked for as it stood when, known from how much.
struct ReportMoment {
  std::string as_of;
  std::uint64_t known_at = 0;

  // `moment` must outlive the parsing.
  static void add_options(Command command, ReportMoment& moment);
  // Now, if not given. kUsage: not a time.
  [[nodiscard]] Result<Timestamp> time() const;
  [[nodiscard]] std::optional<TreeSize> size() const;
};

// In the form that was asked for; `words` is called for a table only, with the terminal's width.
void print_report(const Context& context, ReportData data,
                  const std::function<std::string(std::size_t width)>& words);

void add_report_access(Command report, Context& context);
void add_report_breaches(Command report, Context& context);
void add_report_consent(Command report, Context& context);
void add_report_recipients(Command report, Context& context);
void add_report_register(Command report, Context& context);
void add_report_requests(Command report, Context& context);
void add_report_retention(Command report, Context& context);
void add_report_stats(Command report, Context& context);

} // namespace ledger::tools
