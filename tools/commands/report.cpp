#include "tools/commands/report.hpp"

#include "tools/commands/commands.hpp"
#include "tools/input.hpp"

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

void ReportMoment::add_options(Command command, ReportMoment& moment) {
  command.option("--as-of", moment.as_of, "as it stood then; now, if not given").type_name("TIME");
  command.option("--known-at", moment.known_at, "known from the first so many records only")
      .type_name("SIZE");
}

Result<Timestamp> ReportMoment::time() const {
  if (as_of.empty()) return now();
  return parse_time(as_of, "--as-of");
}

std::optional<TreeSize> ReportMoment::size() const {
  if (known_at == 0) return std::nullopt;
  return TreeSize(known_at);
}

void print_report(const Context& context, ReportData data,
                  const std::function<std::string(std::size_t width)>& words) {
  if (context.as_csv()) {
    print(to_csv(data));
  } else if (context.options.format == Format::kJson) {
    print_object(whole(std::move(data)));
  } else if (context.options.format == Format::kJsonLines) {
    for (ReportRow& row : rows_alone(std::move(data)))
      print_object(std::move(row));
  } else {
    print(words(context.width()));
  }
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
