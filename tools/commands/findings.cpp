#include "tools/commands/commands.hpp"
#include "tools/commands/person.hpp"
#include "tools/commands/report.hpp"
#include "tools/findings_list.hpp"
#include "tools/render/findings_text.hpp"
#include "tools/render/text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  PersonArgument person;
  std::vector<std::string> rules;
  std::string as_of;
  std::uint64_t known_at = 0;
  std::string language = "en";
  bool open_only = false;
  bool each = false;
};

Result<FindingsQuestion> question_of(const Options& options) {
  FindingsQuestion question;
  if (!options.person.reference.empty()) question.person = options.person;
  question.as_of = now();
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(question.as_of, parse_time(options.as_of, "--as-of"));
  }
  if (options.known_at != 0) question.known_at = TreeSize(options.known_at);
  question.language = options.language;
  question.open_only = options.open_only;
  for (std::string name : options.rules) {
    if (!name.empty() && name.front() == 'F') name.front() = 'f';
    LEDGER_ASSIGN(const std::uint16_t number,
                  parse_enumerant(name, capnp::Schema::from<wire::Rule>(), "--rule"));
    question.rules.push_back(static_cast<wire::Rule>(number));
  }
  return question;
}

// By the ledger's own id, so that no application's reference stands in it.
ReportFrame frame_of(const Context& context, const Options& options,
                     const FindingsQuestion& question, const FindingsList& list) {
  std::string again = "auditledger findings";
  if (list.subject) again += " --id " + to_uuid_text(list.subject->view());
  for (std::size_t i = 0; i < question.rules.size(); ++i)
    again += (i == 0 ? " --rule " : ",") + ledger::name_of(question.rules[i]);
  again += " --lang " + options.language;
  if (options.open_only) again += " --open";
  if (options.each) again += " --each";
  LookUp look_up = LookUp::kOfNobody;
  if (list.subject) look_up = list.recorded_by ? LookUp::kRecorded : LookUp::kNotRecorded;
  return frame_of(context, list.head, std::move(again), list.as_of, look_up);
}

std::string summary(const FindingsList& list) {
  const std::uint64_t shown = list.findings.size();
  std::string out = grouped(list.total) + " findings as of " + to_rfc3339(list.as_of) +
                    ", known from the first " + grouped(list.head.size.get()) + " records" +
                    (shown < list.total ? "; shown: " + grouped(shown) : "") +
                    ". No legal advice.\n";
  if (list.recorded_by)
    out += "recorded: record " + std::to_string(list.recorded_by->get()) +
           " says that this report was drawn up\n";
  return out;
}

Result<ExitCode> findings(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const FindingsQuestion question, question_of(options));
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(const FindingsList list, read_findings(context, archive, question));
  const ReportFrame frame = frame_of(context, options, question, list);
  if (context.as_csv())
    print(findings_csv(list, frame));
  else if (context.options.format == Format::kJson)
    print_object(findings_object(list, frame));
  else if (context.options.format == Format::kJsonLines)
    for (boost::json::object& object : findings_objects(list, frame))
      print_object(std::move(object));
  else
    print(findings_in_words(list, frame, options.each, context.width(), context.out()));
  say(context, summary(list));
  return ExitCode::kOk;
}

} // namespace

void add_findings(Command app, Context& context) {
  const Command command =
      app.add_subcommand("findings", "What was done against the policy or the law");
  auto options = std::make_shared<Options>();
  command.option("person", options->person.reference, "about this person only").type_name("REF");
  command.option("--namespace", options->person.name_space, "in which the reference is meant")
      .type_name("NAME");
  command.flag("--id", options->person.by_id, "REF is the ledger's own random id");
  command.option("--rule", options->rules, "these rules only: F01, F18 ...")
      .delimiter(',')
      .type_name("RULES");
  command.option("--as-of", options->as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--known-at", options->known_at, "known from the first so many records only")
      .type_name("SIZE");
  command.option("--lang", options->language, "of the sentences: nl, fr or en")
      .among({"nl", "fr", "en"})
      .type_name("LANG");
  command.flag("--open", options->open_only, "only what is open");
  command.flag("--each", options->each, "a line for each, also for alike ones");
  command.footer(
      "As a report it carries the head that it is true for and the command that prints it again.\n"
      "Asked about one person, the daemon records that the report was drawn up. With --state DIR\n"
      "and no daemon running on it: from the folder, one person by --id, unrecorded.\n\n"
      "Examples:\n"
      "  auditledger findings --rule F01,F02,F04 --open\n"
      "  auditledger findings --as-of 2026-01-01 -o csv > findings.csv");
  command.callback([options, &context] {
    context.has_csv = true;
    context.action = [options, &context] { return findings(context, *options); };
  });
}

} // namespace ledger::tools
