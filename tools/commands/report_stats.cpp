#include "tools/commands/report.hpp"
#include "tools/fold_records.hpp"
#include "tools/input.hpp"
#include "tools/render/statistics_text.hpp"

namespace ledger::tools {
namespace {

namespace json = boost::json;

struct Options {
  std::string from;
  std::string to;
  std::uint64_t known_at = 0;
};

// Whole months only: days would tell of single people.
Result<std::optional<std::chrono::year_month>> month_in(const std::string& day,
                                                        std::string_view option) {
  if (day.empty()) return std::nullopt;
  LEDGER_ASSIGN(const Timestamp time, parse_time(day, option));
  return month_of(time);
}

ReportFrame frame_of(const Context& context, const LedgerHead& head, const MonthRange& months) {
  std::string again = "auditledger report stats --known-at " + std::to_string(head.size.get());
  if (months.from) again += " --from " + to_text(*months.from) + "-01";
  if (months.to) again += " --to " + to_text(*months.to) + "-01";
  again += " -o " + std::string(name_of(context.options.format));
  return {head, {std::move(again), "auditledger verify --state DIR --key KEY"}};
}

void show(const Context& context, const ShownStatistics& shown, const ReportFrame& frame) {
  if (context.as_csv()) {
    print(statistics_csv(shown, frame));
  } else if (context.options.format == Format::kJson) {
    print_object(statistics_object(shown, frame));
  } else if (context.options.format == Format::kJsonLines) {
    for (json::object& row : statistics_objects(shown, frame))
      print_object(std::move(row));
  } else {
    print(statistics_in_words(shown, frame, context.width(), context.out()));
  }
}

Result<ExitCode> report_stats(const Context& context, const Options& options) {
  ShownStatistics shown;
  LEDGER_ASSIGN(shown.months.from, month_in(options.from, "--from"));
  LEDGER_ASSIGN(shown.months.to, month_in(options.to, "--to"));
  std::optional<TreeSize> size;
  if (options.known_at != 0) size = TreeSize(options.known_at);
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(const LedgerHead head, archive.head(size));
  const StatisticsProjection projection;
  LEDGER_ASSIGN(const auto states, fold_records(archive, {&projection}, head.size));
  LEDGER_ASSIGN(shown.data, monthly_statistics(*states.front(), shown.months));
  show(context, shown, frame_of(context, head, shown.months));
  return shown.data.rows.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_stats(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "stats", "Counts by month: events, requests and their outcomes, consents, look-ups");
  auto options = std::make_shared<Options>();
  command.option("--from", options->from, "from the month of that day; the first, if not given")
      .type_name("DAY");
  command.option("--to", options->to, "to the month of that day; the last, if not given")
      .type_name("DAY");
  command.option("--known-at", options->known_at, "known from the first so many records only")
      .type_name("SIZE");
  command.footer(
      "Months are those of UTC, by when it happened. Counts about people from 1 to 4 are\n"
      "withheld, and another where their sum would tell one; who may read the ledger sees\n"
      "each event, whoever gets the report does not.\n"
      "Reads every record. With --state DIR and no daemon running on it: from the folder.\n"
      "Exit code 3: nothing happened in these months.\n\n"
      "Examples:\n"
      "  auditledger report stats --from 2025-01-01 --to 2025-12-31\n"
      "  auditledger report stats -o csv > statistics.csv");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_stats(context, *options); };
  });
}

} // namespace ledger::tools
