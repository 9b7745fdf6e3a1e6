#include "tools/commands/person_report.hpp"

namespace ledger::tools {

void add_person_question(Command command, PersonQuestion& question) {
  add_person_options(command, question.person);
  command.option("--as-of", question.as_of, "as it stood then; now, if not given")
      .type_name("TIME");
  command.option("--known-at", question.known_at, "known from the first so many records only")
      .type_name("SIZE");
}

ReportedPerson::ReportedPerson(LedgerArchive archive, PersonHistory history, Timestamp as_of)
    : archive_(std::move(archive)), history_(std::move(history)), as_of_(as_of),
      house_(std::move(history_.house)),
      person_(history_.subject, std::move(history_.facts), house_, history_.policies) {}

Result<std::unique_ptr<ReportedPerson>> ReportedPerson::read(const Context& context,
                                                             const PersonQuestion& question,
                                                             wire::ReportKind kind) {
  Timestamp as_of = now();
  if (!question.as_of.empty()) {
    LEDGER_ASSIGN(as_of, parse_time(question.as_of, "--as-of"));
  }
  std::optional<TreeSize> size;
  if (question.known_at != 0) size = TreeSize(question.known_at);
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(PersonHistory history,
                read_person_history(context, archive, question.person, kind, size));
  return std::unique_ptr<ReportedPerson>(
      new ReportedPerson(std::move(archive), std::move(history), as_of));
}

} // namespace ledger::tools
