#include "ledger/projection/house_projection.hpp"
#include "tools/commands/report.hpp"
#include "tools/fold_records.hpp"
#include "tools/input.hpp"
#include "tools/render/requests_text.hpp"

namespace ledger::tools {
namespace {

namespace json = boost::json;

struct Options {
  bool open = false;
  bool late = false;
  std::string as_of;
  std::uint64_t known_at = 0;
};

std::string_view which(const Options& options) {
  if (options.late) return "late";
  return options.open ? "open" : "all";
}

bool is_wanted(const RequestLine& line, const Options& options) {
  if (options.late) return line.standing == RequestStanding::kLate;
  return !options.open || is_open(line.standing);
}

ReportFrame frame_of(const Context& context, const LedgerHead& head, const ShownRequests& shown) {
  std::string again = "auditledger report requests --as-of " + to_rfc3339(shown.as_of) +
                      " --known-at " + std::to_string(head.size.get());
  if (shown.which != "all") again += " --" + std::string(shown.which);
  again += " -o " + std::string(name_of(context.options.format));
  return {head, {std::move(again), "auditledger verify --state DIR --key KEY"}};
}

void show(const Context& context, const ShownRequests& shown, const ReportFrame& frame) {
  if (context.as_csv()) {
    print(requests_csv(shown, frame));
  } else if (context.options.format == Format::kJson) {
    print_object(requests_object(shown, frame));
  } else if (context.options.format == Format::kJsonLines) {
    for (json::object& request : requests_objects(shown, frame))
      print_object(std::move(request));
  } else {
    print(requests_in_words(shown, frame, context.width(), context.out()));
  }
}

Result<std::vector<RequestLine>> read_requests(PolicyArchive& archive, const LedgerHead& head,
                                               Timestamp as_of) {
  const RequestProjection requests;
  const HouseProjection house;
  LEDGER_ASSIGN(const auto states, fold_selected(archive, {&requests, &house}, head));
  LEDGER_ASSIGN(const HouseFacts facts, read_house(*states[1], head.size));
  LEDGER_ASSIGN(const PolicyTimes policies,
                policy_times(facts.facts,
                             [&archive](const DocumentHash& hash) { return archive.text(hash); }));
  return list_requests(*states[0], policies, {head.size, as_of});
}

Result<ExitCode> report_requests(const Context& context, const Options& options) {
  ShownRequests shown;
  shown.which = which(options);
  shown.as_of = now();
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(shown.as_of, parse_time(options.as_of, "--as-of"));
  }
  std::optional<TreeSize> size;
  if (options.known_at != 0) size = TreeSize(options.known_at);
  LEDGER_ASSIGN(PolicyArchive archive, PolicyArchive::open(context));
  LEDGER_ASSIGN(const LedgerHead head, archive.head(size));
  LEDGER_ASSIGN(shown.lines, read_requests(archive, head, shown.as_of));
  std::erase_if(shown.lines, [&](const RequestLine& line) { return !is_wanted(line, options); });
  show(context, shown, frame_of(context, head, shown));
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
  command.option("--as-of", options->as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--known-at", options->known_at, "known from the first so many records only")
      .type_name("SIZE");
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
