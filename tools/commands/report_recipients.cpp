#include "ledger/projection/house_projection.hpp"
#include "tools/commands/report.hpp"
#include "tools/fold_records.hpp"
#include "tools/render/recipients_text.hpp"

namespace ledger::tools {
namespace {

Result<ExitCode> report_recipients(const Context& context, const ReportMoment& moment) {
  ShownRecipients shown;
  LEDGER_ASSIGN(shown.as_of, moment.time());
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(const LedgerHead head, archive.head(moment.size()));
  const RecipientProjection recipients;
  const HouseProjection of_house;
  LEDGER_ASSIGN(const auto states, fold_selected(archive, {&recipients, &of_house}, head));
  LEDGER_ASSIGN(HouseFacts facts, read_house(*states[1], head.size));
  LEDGER_ASSIGN(const PolicyTimes policies, archive.times(facts.facts));
  const House house(std::move(facts.facts));
  LEDGER_ASSIGN(shown.lines,
                list_recipients(*states[0], house, policies, {head.size, shown.as_of}));
  const ReportFrame frame =
      frame_of(context, head, "auditledger report recipients", shown.as_of, LookUp::kOfNobody);
  print_report(context, recipients_data(shown, frame), [&](std::size_t width) {
    return recipients_in_words(shown, frame, width, context.out());
  });
  return shown.lines.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_recipients(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "recipients", "Who receives data, under which contract, on what basis, GDPR art. 28, 30(1)");
  auto moment = std::make_shared<ReportMoment>();
  ReportMoment::add_options(command, *moment);
  command.footer(
      "Every recipient that an event named and every one that the policy names. Transfers count\n"
      "as having no basis by the rules for findings F20 and F21, under the policy of their time.\n"
      "Who received one person's data: auditledger report access.\n"
      "With --state DIR and no daemon running on it: from the folder, every record of it.\n"
      "Exit code 3: there is none.\n\n"
      "Examples:\n"
      "  auditledger report recipients\n"
      "  auditledger report recipients --as-of 2026-01-01 -o csv > recipients.csv");
  command.callback([moment, &context] {
    context.has_csv = true;
    context.action = [moment, &context] { return report_recipients(context, *moment); };
  });
}

} // namespace ledger::tools
