#include "tools/person_history.hpp"

#include "ledger/projection/fact_of.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

struct Whereabouts {
  SubjectId subject;
  Sequence from;
  TreeSize to;
};

// The daemon finds a person by name, and knows where their records begin and end.
Result<Whereabouts> find_at_daemon(const Context& context, const PersonArgument& person,
                                   TreeSize size) {
  RequestMessage request;
  auto query = request->initSubject();
  LEDGER_TRY(set_person(query, person));
  query.setAtLeast(size.get());
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::SUBJECT));
  const auto state = reply->getSubject();
  const auto id = state.getSubjectId();
  if (id.size() != SubjectId::kSize)
    return fail(Errc::kMalformed, "an answer names no person", "reply",
                "compare auditledger --version with auditledgerd --version");
  return Whereabouts{SubjectId(ByteView(id.begin(), id.size()).first<SubjectId::kSize>()),
                     Sequence(state.getFirstEvent()),
                     TreeSize(std::min(state.getLastEvent() + 1, size.get()))};
}

Result<Whereabouts> find_in_folder(const PersonArgument& person, TreeSize size) {
  const auto id = parse_uuid(person.reference);
  if (person.by_id && id) return Whereabouts{SubjectId(*id), Sequence(), size};
  return fail(Errc::kUsage, "a folder says nothing about an application's references", "the person",
              "give the ledger's own id of the person, with --id");
}

Result<PolicyTimes> read_policies(PolicyArchive& archive, TreeSize size) {
  LEDGER_ASSIGN(const auto all, archive.all(size));
  PolicyTimes times;
  for (const PublishedPolicy& each : all) {
    const std::string place = "record " + std::to_string(each.when.record.get());
    LEDGER_ASSIGN(Bytes bytes, archive.text(each.hash));
    LEDGER_ASSIGN(const Policy policy, read_policy({std::move(bytes), place, each}));
    auto calendar = policy::Calendar::make(policy.contents().calendar);
    if (!calendar) return fail(calendar.error().within(place));
    const auto to = each.when.effective_to ? each.when.effective_to : policy.effective_to();
    times.add({each.when.record, each.when.effective_from, to, policy, std::move(*calendar)});
  }
  return times;
}

} // namespace

Result<PersonHistory> read_person_history(const Context& context, PolicyArchive& archive,
                                          const PersonArgument& person,
                                          std::optional<TreeSize> size) {
  PersonHistory history;
  LEDGER_ASSIGN(history.head, archive.head(size));
  const TreeSize end = history.head.size;
  LEDGER_ASSIGN(const Whereabouts where, archive.is_offline()
                                             ? find_in_folder(person, end)
                                             : find_at_daemon(context, person, end));
  history.subject = where.subject;
  LEDGER_TRY(archive.scan(where.from, where.to, [&](Sequence at, ByteView bytes) -> Status {
    LEDGER_ASSIGN(const RecordView record, RecordView::parse(at, bytes));
    const auto& people = record.subjects();
    if (std::find(people.begin(), people.end(), where.subject) == people.end()) return {};
    LEDGER_ASSIGN(Fact fact, Fact::decode(at, fact_of(record)));
    history.facts.push_back(std::move(fact));
    return {};
  }));
  if (history.facts.empty())
    return fail(Errc::kNotFound, "no record names this person", to_uuid_text(where.subject.view()),
                "check the id; auditledger subject REF prints that of a person");
  LEDGER_ASSIGN(history.policies, read_policies(archive, end));
  return history;
}

} // namespace ledger::tools
