#include "tools/retention_list.hpp"

#include "ledger/projection/house_projection.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "tools/fold_records.hpp"

#include <kj/exception.h>

namespace ledger::tools {
namespace {

// --- from a daemon ---

tl::unexpected<Error> not_an_answer() {
  return fail(Errc::kMalformed, "an answer that is none to what was asked", "reply",
              "compare auditledger --version with auditledgerd --version");
}

Result<RetentionLine> line_from(wire::RetentionLine::Reader sent) {
  if (sent.getTerm() > wire::RetentionTerm::NO_RULE) return not_an_answer();
  RetentionLine line;
  line.term = static_cast<RetentionTerm>(sent.getTerm());
  line.rule = sent.getRule().cStr();
  line.category = sent.getCategory().cStr();
  if (line.term == RetentionTerm::kDated) {
    line.month = std::chrono::year(sent.getYear()) / std::chrono::month(sent.getMonth());
    if (!line.month->ok()) return not_an_answer();
    line.first_due = Timestamp(sent.getFirstDue());
  }
  line.people = sent.getPeople();
  line.holdings = sent.getHoldings();
  line.overdue = sent.getOverdue();
  line.kept = sent.getKept();
  line.after_hold = sent.getAfterHold();
  line.bound_by_law = sent.getBoundByLaw();
  line.first_record = Sequence(sent.getFirstRecord());
  return line;
}

Status ask_daemon(const Context& context, LedgerArchive& archive, const RetentionQuestion& question,
                  RetentionList& list) {
  // A daemon answers from all there are when there are fewer.
  if (question.known_at) LEDGER_TRY(archive.head(question.known_at));
  RequestMessage request;
  auto query = request->initRetention();
  query.setAsOf(question.as_of.get());
  if (question.known_at) query.setKnownAt(question.known_at->get());
  if (question.until) query.setUntil(question.until->get());
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::RETENTION));
  const auto answer = reply->getRetention();
  const bool as_asked = answer.getAsOf() == question.as_of.get() &&
                        answer.getTotal() >= answer.getLines().size() &&
                        (!question.known_at || answer.getFoldedSize() == question.known_at->get());
  if (!as_asked) return not_an_answer();
  list.total = answer.getTotal();
  list.people = answer.getPeople();
  list.overdue_people = answer.getOverduePeople();
  for (const auto sent : answer.getLines()) {
    LEDGER_ASSIGN(RetentionLine line, line_from(sent));
    list.lines.push_back(std::move(line));
  }
  LEDGER_ASSIGN(list.head, archive.head(TreeSize(answer.getFoldedSize())));
  return {};
}

// --- from a folder ---

Status read_folder(LedgerArchive& archive, const RetentionQuestion& question, RetentionList& list) {
  LEDGER_ASSIGN(list.head, archive.head(question.known_at));
  const TreeSize size = list.head.size;
  const SubjectProjection of_people;
  const HouseProjection of_house;
  LEDGER_ASSIGN(const auto states, fold_records(archive, {&of_people, &of_house}, size));
  LEDGER_ASSIGN(HouseFacts facts, read_house(*states[1], size));
  LEDGER_ASSIGN(const PolicyTimes policies, archive.times(facts.facts));
  const House house(std::move(facts.facts));
  RetentionSchedule schedule(question.as_of, question.until);
  const auto add = [&](const SubjectId& subject, std::vector<Fact> person) -> Status {
    schedule.add(PersonCase(subject, std::move(person), house, policies));
    return {};
  };
  try {
    LEDGER_TRY(each_person(*states[0], size, add));
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a fact cannot be read", "the records",
                "auditledger verify names the first bad record");
  }
  list.lines = schedule.lines();
  list.total = list.lines.size();
  list.people = schedule.people();
  list.overdue_people = schedule.overdue_people();
  return {};
}

} // namespace

Result<RetentionList> read_retention(const Context& context, LedgerArchive& archive,
                                     const RetentionQuestion& question) {
  RetentionList list;
  list.as_of = question.as_of;
  list.until = question.until;
  LEDGER_TRY(archive.is_offline() ? read_folder(archive, question, list)
                                  : ask_daemon(context, archive, question, list));
  return list;
}

} // namespace ledger::tools
