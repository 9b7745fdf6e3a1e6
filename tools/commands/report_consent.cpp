#include "tools/commands/person.hpp"
#include "tools/commands/report.hpp"
#include "tools/render/consent_text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  PersonArgument person;
  std::string activity;
  std::string as_of;
  std::uint64_t known_at = 0;
};

// A slug: it goes into a command that is to be typed again.
Status check_activity(const std::string& activity, const PolicyTimes& policies) {
  for (const PolicyVersion& version : policies.versions())
    if (version.policy.activity(activity) != nullptr) return {};
  return fail(Errc::kNotFound, "no published policy has this activity", "--activity",
              "auditledger policy show lists them");
}

Result<ExitCode> report_consent(const Context& context, const Options& options) {
  Timestamp as_of = now();
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(as_of, parse_time(options.as_of, "--as-of"));
  }
  std::optional<TreeSize> size;
  if (options.known_at != 0) size = TreeSize(options.known_at);
  LEDGER_ASSIGN(PolicyArchive archive, PolicyArchive::open(context));
  LEDGER_ASSIGN(PersonHistory history, read_person_history(context, archive, options.person,
                                                           wire::ReportKind::CONSENT_PROOF, size));
  LEDGER_TRY(check_activity(options.activity, history.policies));
  const House house(std::move(history.house));
  const PersonCase person(history.subject, std::move(history.facts), house, history.policies);
  const ConsentProof proof =
      consent_proof(person, options.activity, as_of,
                    [&archive](const DocumentHash& hash) { return archive.text(hash); });
  const ReportFrame frame =
      person_frame(context, history, "consent", " --activity " + proof.activity, as_of);
  if (context.as_csv())
    print(consent_csv(proof, frame));
  else if (context.as_json())
    print_object(consent_object(proof, frame));
  else
    print(consent_in_words(proof, frame, context.width(), context.out()));
  return proof.steps.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_report_consent(Command report, Context& context) {
  const Command command = report.add_subcommand(
      "consent", "The proof of a person's consent to an activity, GDPR art. 7(1)");
  auto options = std::make_shared<Options>();
  add_person_options(command, options->person);
  command.option("--activity", options->activity, "to what; a slug of the policy")
      .required()
      .type_name("SLUG");
  command.option("--as-of", options->as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--known-at", options->known_at, "known from the first so many records only")
      .type_name("SIZE");
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
