#include "tools/commands/report.hpp"

#include "tools/commands/commands.hpp"

namespace ledger::tools {

std::string_view name_of(Format format) {
  switch (format) {
  case Format::kJson:
    return "json";
  case Format::kJsonLines:
    return "jsonl";
  case Format::kCsv:
    return "csv";
  case Format::kTable:
    break;
  }
  return "table";
}

void add_report(Command app, Context& context) {
  const Command report = app.add_subcommand(
      "report",
      "Reports for data protection officers and auditors: register, consent, requests, stats");
  report.require_subcommand(1);
  add_report_register(report, context);
  add_report_consent(report, context);
  add_report_requests(report, context);
  add_report_stats(report, context);
}

} // namespace ledger::tools
