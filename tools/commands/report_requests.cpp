#include "ledger/projection/house_projection.hpp"
#include "tools/commands/report.hpp"
#include "tools/fold_records.hpp"
#include "tools/render/requests_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  bool open = false;
  bool late = false;
  ReportMoment moment;
};

std::string_view which(const Options& options) {
  if (options.late) return "late";
  return options.open ? "open" : "all";
}

bool is_wanted(const RequestLine& line, const Options& options) {
  if (options.late) return line.standing == RequestStanding::kLate;
  return !options.open || is_open(line.standing);
}

Result<std::vector<RequestLine>> read_requests(LedgerArchive& archive, const LedgerHead& head,
                                               Timestamp as_of) {
  const RequestProjection requests;
  const HouseProjection house;
  LEDGER_ASSIGN(const auto states, fold_selected(archive, {&requests, &house}, head));
  LEDGER_ASSIGN(const HouseFacts facts, read_house(*states[1], head.size));
  LEDGER_ASSIGN(const PolicyTimes policies, archive.times(facts.facts));
  return list_requests(*states[0], policies, {head.size, as_of});
}

Result<ExitCode> report_requests(const Context& context, const Options& options) {
  ShownRequests shown;
  shown.which = which(options);
  LEDGER_ASSIGN(shown.as_of, options.moment.time());
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(const LedgerHead head, archive.head(options.moment.size()));
  LEDGER_ASSIGN(shown.lines, read_requests(archive, head, shown.as_of));
  std::erase_if(shown.lines, [&](const RequestLine& line) { return !is_wanted(line, options); });
  std::string again = "auditledger report requests";
  if (shown.which != "all") again += " --" + std::string(shown.which);
  const ReportFrame frame =
      frame_of(context, head, std::move(again), shown.as_of, LookUp::kOfNobody);
  print_report(context, requests_data(shown, frame), [&](std::size_t width) {
    return requests_in_words(shown, frame, width, context.out());
  });
  return shown.lines.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_requests(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "requests", "Requests of persons: received, due, extended, answered, GDPR art. 12(3)");
  auto options = std::make_shared<Options>();
  const Option open = command.flag("--open", options->open, "only those that wait for an answer");
  command.flag("--late", options->late, "only those that wait for longer than they may")
      .excludes(open);
  ReportMoment::add_options(command, options->moment);
  command.footer(
      "What is due first stands first. Terms are those of the policy that held when a request\n"
      "came, as finding F26 has them; an extension counts from when it was told. People are\n"
      "named by the ledger's own ids.\n"
      "With --state DIR and no daemon running on it: from the folder, every record of it.\n"
      "Exit code 3: there is none.\n\n"
      "Examples:\n"
      "  auditledger report requests --late\n"
      "  auditledger report requests --open --as-of 2026-01-01 -o csv > requests.csv");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_requests(context, *options); };
  });
}

} // namespace ledger::tools
