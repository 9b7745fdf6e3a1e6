#include "ledger/projection/house_projection.hpp"
#include "tools/commands/report.hpp"
#include "tools/fold_records.hpp"
#include "tools/input.hpp"
#include "tools/render/recipients_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  std::string as_of;
  std::uint64_t known_at = 0;
};

void show(const Context& context, const ShownRecipients& shown, const ReportFrame& frame) {
  if (context.as_csv()) {
    print(recipients_csv(shown, frame));
  } else if (context.options.format == Format::kJson) {
    print_object(recipients_object(shown, frame));
  } else if (context.options.format == Format::kJsonLines) {
    for (ReportRow& recipient : recipients_objects(shown, frame))
      print_object(std::move(recipient));
  } else {
    print(recipients_in_words(shown, frame, context.width(), context.out()));
  }
}

Result<ExitCode> report_recipients(const Context& context, const Options& options) {
  ShownRecipients shown;
  shown.as_of = now();
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(shown.as_of, parse_time(options.as_of, "--as-of"));
  }
  std::optional<TreeSize> size;
  if (options.known_at != 0) size = TreeSize(options.known_at);
  LEDGER_ASSIGN(PolicyArchive archive, PolicyArchive::open(context));
  LEDGER_ASSIGN(const LedgerHead head, archive.head(size));
  const RecipientProjection recipients;
  const HouseProjection of_house;
  LEDGER_ASSIGN(const auto states, fold_selected(archive, {&recipients, &of_house}, head));
  LEDGER_ASSIGN(HouseFacts facts, read_house(*states[1], head.size));
  LEDGER_ASSIGN(const PolicyTimes policies,
                policy_times(facts.facts,
                             [&archive](const DocumentHash& hash) { return archive.text(hash); }));
  const House house(std::move(facts.facts));
  LEDGER_ASSIGN(shown.lines,
                list_recipients(*states[0], house, policies, {head.size, shown.as_of}));
  show(context, shown,
       frame_of(context, head, "auditledger report recipients", shown.as_of, LookUp::kOfNobody));
  return shown.lines.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_recipients(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "recipients", "Who receives data, under which contract, on what basis, GDPR art. 28, 30(1)");
  auto options = std::make_shared<Options>();
  command.option("--as-of", options->as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--known-at", options->known_at, "known from the first so many records only")
      .type_name("SIZE");
  command.footer(
      "Every recipient that an event named and every one that the policy names. Transfers count\n"
      "as having no basis by the rules for findings F20 and F21, under the policy of their time.\n"
      "Who received one person's data: auditledger report access.\n"
      "With --state DIR and no daemon running on it: from the folder, every record of it.\n"
      "Exit code 3: there is none.\n\n"
      "Examples:\n"
      "  auditledger report recipients\n"
      "  auditledger report recipients --as-of 2026-01-01 -o csv > recipients.csv");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_recipients(context, *options); };
  });
}

} // namespace ledger::tools
