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

ReportFrame frame_of(const Context& context, const LedgerHead& head, std::string again,
                     Timestamp as_of, LookUp look_up) {
  again += " --as-of " + to_rfc3339(as_of) + " --known-at " + std::to_string(head.size.get()) +
           " -o " + std::string(name_of(context.options.format));
  return {head, {std::move(again), "auditledger verify --state DIR --key KEY"}, look_up};
}

ReportFrame person_frame(const Context& context, const PersonHistory& history,
                         std::string_view report, std::string_view more, Timestamp as_of) {
  return frame_of(context, history.head,
                  "auditledger report " + std::string(report) + " --id " +
                      to_uuid_text(history.subject.view()) + std::string(more),
                  as_of, history.recorded_by ? LookUp::kRecorded : LookUp::kNotRecorded);
}

void add_report(Command app, Context& context) {
  const Command report = app.add_subcommand(
      "report", "Reports for data protection officers and auditors: register, access, consent, "
                "requests, recipients, breaches, retention, stats");
  report.require_subcommand(1);
  add_report_register(report, context);
  add_report_access(report, context);
  add_report_consent(report, context);
  add_report_requests(report, context);
  add_report_recipients(report, context);
  add_report_breaches(report, context);
  add_report_retention(report, context);
  add_report_stats(report, context);
}

} // namespace ledger::tools
