#include "ledger/projection/breach_projection.hpp"
#include "ledger/projection/house_projection.hpp"
#include "tools/commands/report.hpp"
#include "tools/fold_records.hpp"
#include "tools/render/breaches_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  bool open = false;
  ReportMoment moment;
};

Result<std::vector<BreachLine>> read_register(LedgerArchive& archive, const LedgerHead& head,
                                              Timestamp as_of) {
  const BreachProjection breaches;
  const HouseProjection of_house;
  LEDGER_ASSIGN(const auto states, fold_selected(archive, {&breaches, &of_house}, head));
  LEDGER_ASSIGN(std::vector<Fact> facts, read_breaches(*states[0], head.size));
  LEDGER_ASSIGN(const HouseFacts house, read_house(*states[1], head.size));
  LEDGER_ASSIGN(const PolicyTimes policies, archive.times(house.facts));
  return list_breaches(std::move(facts), policies, {head.size, as_of});
}

Result<ExitCode> report_breaches(const Context& context, const Options& options) {
  ShownBreaches shown;
  shown.which = options.open ? "open" : "all";
  LEDGER_ASSIGN(shown.as_of, options.moment.time());
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(const LedgerHead head, archive.head(options.moment.size()));
  LEDGER_ASSIGN(shown.lines, read_register(archive, head, shown.as_of));
  if (options.open)
    std::erase_if(shown.lines, [](const BreachLine& line) { return !is_open(line.standing); });
  const std::string again =
      std::string("auditledger report breaches") + (options.open ? " --open" : "");
  const ReportFrame frame = frame_of(context, head, again, shown.as_of, LookUp::kOfNobody);
  print_report(context, breaches_data(shown, frame), [&](std::size_t width) {
    return breaches_in_words(shown, frame, width, context.out());
  });
  return shown.lines.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_breaches(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "breaches", "Register of breaches: risk, notices in time or late, entry, GDPR art. 33(5)");
  auto options = std::make_shared<Options>();
  command.flag("--open", options->open, "only those not closed, or with something due missing");
  ReportMoment::add_options(command, options->moment);
  command.footer(
      "Where a notice is due first stands first. Terms are those of the policy that held when a\n"
      "breach was first reported, as finding F38 has them; the hours run from the earliest\n"
      "awareness that was stated, else from the first report. A breach is late while a notice\n"
      "that was due, or the reason for the delay of one to the authority, is missing, also when\n"
      "its entry is closed. Nobody is named.\n"
      "With --state DIR and no daemon running on it: from the folder, every record of it.\n"
      "Exit code 3: there is none.\n\n"
      "Examples:\n"
      "  auditledger report breaches --open\n"
      "  auditledger report breaches --as-of 2026-01-01 -o csv > breaches.csv");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_breaches(context, *options); };
  });
}

} // namespace ledger::tools
