#include "tools/commands/person_report.hpp"
#include "tools/render/consent_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  PersonQuestion question;
  std::string activity;
};

// A slug: it goes into a command that is to be typed again.
Status check_activity(const std::string& activity, const PolicyTimes& policies) {
  for (const PolicyVersion& version : policies.versions())
    if (version.policy.activity(activity) != nullptr) return {};
  return fail(Errc::kNotFound, "no published policy has this activity", "--activity",
              "auditledger policy show lists them");
}

Result<ExitCode> report_consent(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const auto asked,
                ReportedPerson::read(context, options.question, wire::ReportKind::CONSENT_PROOF));
  LEDGER_TRY(check_activity(options.activity, asked->person().policies()));
  const ConsentProof proof =
      consent_proof(asked->person(), options.activity, asked->as_of(),
                    [&](const DocumentHash& hash) { return asked->archive().text(hash); });
  print_report(context, proof, asked->frame(context, "consent", " --activity " + proof.activity),
               &consent_csv, &consent_object, &consent_in_words);
  return proof.steps.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_consent(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "consent", "The proof of a person's consent to an activity, GDPR art. 7(1)");
  auto options = std::make_shared<Options>();
  add_person_question(command, options->question);
  command.option("--activity", options->activity, "to what; a slug of the policy")
      .required()
      .type_name("SLUG");
  command.footer(
      "Each step with the text that was shown, the notice before it, and the command\n"
      "that fetches its inclusion proof. The daemon records that the report was drawn up;\n"
      "with --state DIR and no daemon running on it: from the folder, by --id, unrecorded.\n"
      "Exit code 3: nobody by that name, or nothing was ever said about it.\n\n"
      "Example:\n"
      "  auditledger report consent customer-42 \\\n"
      "    --activity newsletter.marketing-communication -o json");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return report_consent(context, *options); };
  });
}

} // namespace ledger::tools
