#include "tools/commands/report.hpp"
#include "tools/input.hpp"
#include "tools/render/retention_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  bool overdue = false;
  std::string until;
  ReportMoment moment;
};

Result<RetentionQuestion> question_of(const Options& options) {
  RetentionQuestion question;
  LEDGER_ASSIGN(question.as_of, options.moment.time());
  if (!options.until.empty()) {
    LEDGER_ASSIGN(question.until, parse_time(options.until, "--until"));
  }
  question.known_at = options.moment.size();
  return question;
}

ReportFrame frame_of(const Context& context, const ShownRetention& shown) {
  std::string again = "auditledger report retention";
  if (shown.overdue_only) again += " --overdue";
  if (shown.list.until) again += " --until " + to_rfc3339(*shown.list.until);
  return frame_of(context, shown.list.head, std::move(again), shown.list.as_of, LookUp::kOfNobody);
}

Result<ExitCode> report_retention(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const RetentionQuestion question, question_of(options));
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  ShownRetention shown;
  shown.overdue_only = options.overdue;
  LEDGER_ASSIGN(shown.list, read_retention(context, archive, question));
  std::vector<RetentionLine>& lines = shown.list.lines;
  // What is overdue stands first: behind a line that is not, nothing of it was left out.
  const bool all_sent = options.overdue && !lines.empty() && !is_overdue(lines.back());
  if (!all_sent) shown.left_out = shown.list.total - lines.size();
  if (options.overdue)
    std::erase_if(lines, [](const RetentionLine& line) { return !is_overdue(line); });
  const ReportFrame frame = frame_of(context, shown);
  print_report(context, retention_data(shown, frame), [&](std::size_t width) {
    return retention_in_words(shown, frame, width, context.out());
  });
  if (shown.left_out > 0)
    say(context, std::to_string(shown.left_out) +
                     " further lines are not shown; --until asks for less, a folder gives all\n");
  return lines.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_retention(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "retention", "What comes due for deletion when, and what is overdue, GDPR art. 5(1)(e)");
  auto options = std::make_shared<Options>();
  command.flag("--overdue", options->overdue,
               "only where something is overdue that nothing lets be kept");
  command.option("--until", options->until, "only what is due by then").type_name("TIME");
  ReportMoment::add_options(command, options->moment);
  command.footer(
      "A line is a retention rule, a category and the month in which it is due by the policy's\n"
      "calendar; what is overdue stands first. Terms are those of finding F18: due is the first\n"
      "instant at which it is kept too long. Nobody is named; findings --rule F18,F35 names whom.\n"
      "With --state DIR and no daemon running on it: from the folder, which reads every record.\n"
      "Exit code 3: there is none.\n\n"
      "Examples:\n"
      "  auditledger report retention --overdue\n"
      "  auditledger report retention --until 2026-12-31 -o csv > due.csv");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_retention(context, *options); };
  });
}

} // namespace ledger::tools
