#include "ledger/report/access_answer.hpp"
#include "tools/commands/person_report.hpp"
#include "tools/render/access_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  PersonQuestion question;
  std::string language = "en";
};

Result<ExitCode> report_access(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const auto asked,
                ReportedPerson::read(context, options.question, wire::ReportKind::SUBJECT_ANSWER));
  const AccessAnswer answer = access_answer(asked->person(), asked->as_of(), options.language);
  print_report(context, answer, asked->frame(context, "access", " --lang " + options.language),
               &access_csv, &access_object, &access_in_words);
  return ExitCode::kOk;
}

} // namespace

void add_report_access(Command report, Context& context) {
  const Command command =
      report.add_subcommand("access", "The answer to a person's request for access, GDPR art. 15");
  auto options = std::make_shared<Options>();
  add_person_question(command, options->question);
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
