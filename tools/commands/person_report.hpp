// What the reports about one person share: the question, what the answer is made from, and the
// three forms in which it is printed.
#pragma once

#include "ledger/findings/person_case.hpp"
#include "tools/commands/person.hpp"
#include "tools/commands/report.hpp"
#include "tools/person_history.hpp"

#include <boost/json/object.hpp>

namespace ledger::tools {

struct PersonQuestion {
  PersonArgument person;
  std::string as_of;
  std::uint64_t known_at = 0;
};

// Adds the person, --as-of and --known-at. `question` outlives the parsing.
void add_person_question(Command command, PersonQuestion& question);

// A person as a time and a number of records show them, from a daemon, which records that, or a
// folder.
class ReportedPerson {
 public:
  // kUsage for a time that is none; those of LedgerArchive::open() and read_person_history().
  [[nodiscard]] static Result<std::unique_ptr<ReportedPerson>>
  read(const Context& context, const PersonQuestion& question, wire::ReportKind kind);

  [[nodiscard]] const PersonCase& person() const { return person_; }
  [[nodiscard]] Timestamp as_of() const { return as_of_; }
  [[nodiscard]] LedgerArchive& archive() { return archive_; }
  // As person_frame() has it.
  [[nodiscard]] ReportFrame frame(const Context& context, std::string_view report,
                                  std::string_view more) const {
    return person_frame(context, history_, report, more, as_of_);
  }

 private:
  ReportedPerson(LedgerArchive archive, PersonHistory history, Timestamp as_of);

  LedgerArchive archive_;
  PersonHistory history_; // without its facts, which are the person's and the house's
  Timestamp as_of_;
  House house_;
  PersonCase person_; // looks into what stands above
};

// In the form that is asked for, by the functions that make each.
template <class Report>
void print_report(const Context& context, const Report& report, const ReportFrame& frame,
                  std::string (*csv)(const Report&, const ReportFrame&),
                  boost::json::object (*object)(const Report&, const ReportFrame&),
                  std::string (*words)(const Report&, const ReportFrame&, std::size_t,
                                       const Palette&)) {
  if (context.as_csv())
    print(csv(report, frame));
  else if (context.as_json())
    print_object(object(report, frame));
  else
    print(words(report, frame, context.width(), context.out()));
}

} // namespace ledger::tools
