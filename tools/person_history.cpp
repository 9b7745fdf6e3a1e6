#include "tools/person_history.hpp"

#include "ledger/projection/fact_of.hpp"
#include "ledger/projection/house_projection.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

Result<Fact> fact_in(const RecordView& record) {
  return Fact::decode(record.sequence(), fact_of(record));
}

Status add_fact(Sequence by, ByteView bytes, std::vector<Fact>& facts) {
  LEDGER_ASSIGN(const RecordView record, RecordView::parse(by, bytes));
  LEDGER_ASSIGN(Fact fact, fact_in(record));
  facts.push_back(std::move(fact));
  return {};
}

// What a person is asked by after the first page: the id that it named.
Status set_again(wire::SubjectRecordsQuery::Builder query, const PersonHistory& history) {
  query.setSubjectId(as_data(history.subject.view()));
  query.setReport(history.recorded_by->get());
  return {};
}

struct Asked {
  const PersonArgument& person;
  wire::ReportKind kind;
  std::optional<TreeSize> size;
};

// Reads on until the daemon says that this was all. Returns for how many records it is true.
Result<TreeSize> read_person(const Context& context, Client& client, const Asked& asked,
                             PersonHistory& history) {
  for (std::uint64_t from = 0;;) {
    RequestMessage request;
    auto query = request->initSubjectRecords();
    query.setKind(asked.kind);
    query.setFrom(from);
    LEDGER_TRY(history.recorded_by ? set_again(query, history) : set_person(query, asked.person));
    if (asked.size) query.setKnownAt(asked.size->get());
    LEDGER_ASSIGN(Reply answer, client.call(request, Effect::kWrites, context.deadline()));
    LEDGER_ASSIGN(const Reply reply, expect(std::move(answer), wire::Reply::SUBJECT_RECORDS));
    const auto page = reply->getSubjectRecords();
    const auto id = page.getSubjectId();
    if (id.size() != SubjectId::kSize || (from != 0 && page.getNext() <= from))
      return fail(Errc::kMalformed, "an answer that names no person, or does not go on", "reply",
                  "compare auditledger --version with auditledgerd --version");
    history.subject = SubjectId(ByteView(id.begin(), id.size()).first<SubjectId::kSize>());
    history.recorded_by = Sequence(page.getReport());
    for (const auto stored : page.getRecords()) {
      const auto bytes = stored.getBytes();
      LEDGER_TRY(
          add_fact(Sequence(stored.getSequence()), {bytes.begin(), bytes.size()}, history.facts));
    }
    from = page.getNext();
    if (from >= page.getSize()) return TreeSize(page.getSize());
  }
}

Status ask_daemon(const Context& context, LedgerArchive& archive, const Asked& asked,
                  PersonHistory& history) {
  LEDGER_ASSIGN(Client client, context.connect());
  LEDGER_ASSIGN(const TreeSize size, read_person(context, client, asked, history));
  say(context, "recorded: record " + std::to_string(history.recorded_by->get()) +
                   " says that this report was drawn up\n");
  LEDGER_TRY(
      archive.scan_selected(HouseProjection().name(), size, [&](Sequence by, ByteView bytes) {
        return add_fact(by, bytes, history.house);
      }));
  LEDGER_ASSIGN(history.head, archive.head(size));
  return {};
}

bool is_about(const RecordView& record, const SubjectId& subject) {
  const auto& people = record.subjects();
  return std::find(people.begin(), people.end(), subject) != people.end() ||
         erased_subject(record) == subject;
}

Status read_folder(LedgerArchive& archive, const Asked& asked, PersonHistory& history) {
  const auto id = parse_uuid(asked.person.reference);
  if (!asked.person.by_id || !id)
    return fail(Errc::kUsage, "a folder says nothing about an application's references",
                "the person", "give the ledger's own id of the person, with --id");
  history.subject = SubjectId(*id);
  LEDGER_ASSIGN(history.head, archive.head(asked.size));
  return archive.scan(
      Sequence(), history.head.size, [&history](Sequence at, ByteView bytes) -> Status {
        LEDGER_ASSIGN(const RecordView record, RecordView::parse(at, bytes));
        if (is_about(record, history.subject)) {
          LEDGER_ASSIGN(Fact fact, fact_in(record));
          history.facts.push_back(std::move(fact));
        }
        if (HouseProjection::concerns(record.event().getType(), !record.subjects().empty())) {
          LEDGER_ASSIGN(Fact fact, fact_in(record));
          history.house.push_back(std::move(fact));
        }
        return {};
      });
}

} // namespace

Result<PersonHistory> read_person_history(const Context& context, LedgerArchive& archive,
                                          const PersonArgument& person, wire::ReportKind kind,
                                          std::optional<TreeSize> size) {
  PersonHistory history;
  const Asked asked{person, kind, size};
  LEDGER_TRY(archive.is_offline() ? read_folder(archive, asked, history)
                                  : ask_daemon(context, archive, asked, history));
  if (history.facts.empty())
    return fail(Errc::kNotFound, "no record names this person",
                to_uuid_text(history.subject.view()),
                "check the id; auditledger subject REF prints that of a person");
  LEDGER_ASSIGN(history.policies, archive.times(history.house));
  return history;
}

} // namespace ledger::tools
