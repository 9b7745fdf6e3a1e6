#include "ledger/report/access_answer.hpp"
#include "tools/commands/person.hpp"
#include "tools/commands/report.hpp"
#include "tools/render/access_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  PersonArgument person;
  std::string as_of;
  std::uint64_t known_at = 0;
  std::string language = "en";
};

Result<ExitCode> report_access(const Context& context, const Options& options) {
  Timestamp as_of = now();
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(as_of, parse_time(options.as_of, "--as-of"));
  }
  std::optional<TreeSize> size;
  if (options.known_at != 0) size = TreeSize(options.known_at);
  LEDGER_ASSIGN(PolicyArchive archive, PolicyArchive::open(context));
  LEDGER_ASSIGN(PersonHistory history, read_person_history(context, archive, options.person,
                                                           wire::ReportKind::SUBJECT_ANSWER, size));
  const House house(std::move(history.house));
  const PersonCase person(history.subject, std::move(history.facts), house, history.policies);
  const AccessAnswer answer = access_answer(person, as_of, options.language);
  const ReportFrame frame =
      person_frame(context, history, "access", " --lang " + options.language, as_of);
  if (context.as_csv())
    print(access_csv(answer, frame));
  else if (context.as_json())
    print_object(access_object(answer, frame));
  else
    print(access_in_words(answer, frame, context.width(), context.out()));
  return ExitCode::kOk;
}

} // namespace

void add_report_access(Command report, Context& context) {
  const Command command =
      report.add_subcommand("access", "The answer to a person's request for access, GDPR art. 15");
  auto options = std::make_shared<Options>();
  add_person_options(command, options->person);
  command.option("--as-of", options->as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--known-at", options->known_at, "known from the first so many records only")
      .type_name("SIZE");
  command.option("--lang", options->language, "of the labels: nl, fr or en")
      .among({"nl", "fr", "en"})
      .type_name("LANG");
  command.footer(
      "What is held and until when, what it was used for, who received it by name and on what\n"
      "basis, look-ups by role and date, consents, objections and restrictions as they stand,\n"
      "requests, erasures and what they left. The data itself lies in the applications.\n"
      "The daemon records that the report was drawn up before it answers; with --state DIR and no\n"
      "daemon running on it: from the folder, by --id, and the report says that nothing records "
      "it.\n"
      "Exit code 3: nobody by that name.\n\n"
      "Examples:\n"
      "  auditledger report access customer-42 --lang nl\n"
      "  auditledger report access customer-42 --as-of 2026-01-01 -o json > answer.json");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_access(context, *options); };
  });
}

} // namespace ledger::tools
