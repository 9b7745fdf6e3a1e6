// What a report on a person is drawn up from. That it was drawn up is recorded here, before what it
// is drawn up from leaves the daemon: looking somebody up is processing (GDPR art. 5(2), 15; CJEU
// C-579/21). Single records and the state of a subject (read_handlers.cpp) are no reports: they are
// handed out to whoever may read, and are not recorded.
#include "daemon/handlers.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/crypto/random.hpp"
#include "ledger/event/body.hpp"
#include "ledger/projection/house_projection.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/selection.hpp"
#include "ledger/projection/subject_projection.hpp"

#include <capnp/message.h>
#include <kj/exception.h>

#include <algorithm>

namespace ledger {
namespace {

// How long a report that was recorded may be read on; then it is another one.
constexpr std::int64_t kReadOnUs = 15 * 60 * 1'000'000LL;

bool is_about_a_person(wire::ReportKind kind) {
  switch (kind) {
  case wire::ReportKind::SUBJECT_ANSWER:
  case wire::ReportKind::CONSENT_PROOF:
  case wire::ReportKind::FINDINGS:
  case wire::ReportKind::RECIPIENTS:
  case wire::ReportKind::ACCESS_LOG:
    return true;
  default:
    return false;
  }
}

Draft produced_event(const SubjectId& subject, wire::ReportKind kind, TreeSize size,
                     Timestamp now) {
  const auto message = std::make_shared<capnp::MallocMessageBuilder>();
  auto draft = message->initRoot<wire::Draft>();
  draft.setType(wire::EventType::REPORT_PRODUCED);
  const auto id = random_id<EventId>();
  draft.setEventId({id.view().data(), EventId::kSize});
  auto clear = draft.initClear();
  clear.setOccurredAt(now.get());
  clear.setReportKind(kind);
  clear.setTarget(size.get() - 1);
  draft.initSubjects(1)[0].setSubjectId({subject.view().data(), SubjectId::kSize});
  return {message, message->getRoot<wire::Draft>().asReader()};
}

tl::unexpected<Error> no_such_report() {
  return fail(Errc::kNotFound, "no report that can be read on", "report",
              "ask for a new one: it is recorded as such");
}

Result<TreeSize> wanted_size(std::uint64_t known_at, TreeSize durable) {
  if (known_at <= durable.get()) return known_at == 0 ? durable : TreeSize(known_at);
  return fail(Errc::kNotFound, "the ledger has not so many records",
              std::to_string(known_at) + " of " + std::to_string(durable.get()),
              "auditledger status says how many there are");
}

} // namespace

// The I/O thread. `begin`, on the reader thread, says whom it is about; only then it is recorded
// and answered.
void Handlers::report_on_person(const CallPtr& call, const PersonReportPtr& asked,
                                std::function<Status(Call&, PersonReport&)> begin) {
  reads_.add(call->uid, call->sink, [this, call, asked, begin = std::move(begin)] {
    Status begun = fail(Errc::kMalformed, "not a well-formed request", "request",
                        "check the client's Cap'n Proto library and schema version");
    try {
      begun = begin(*call, *asked);
    } catch (const kj::Exception&) {
      // Hostile bytes; the answer stays "malformed".
    }
    return [this, call, asked, begun] {
      if (!begun) return reply(call, fail(begun.error()));
      if (asked->report) return answer_report(call, asked);
      record_report(call, asked);
    };
  });
}

void Handlers::subject_records(const CallPtr& call) {
  const auto asked = std::make_shared<PersonReport>();
  asked->answer = [this](Call& c, const PersonReport& report) { return person_records(c, report); };
  report_on_person(call, asked,
                   [this](Call& c, PersonReport& report) { return begin_report(c, report); });
}

void Handlers::findings(const CallPtr& call) {
  const auto request = call->request.getFindings();
  if (!request.hasReference() && !request.hasSubjectId())
    return read_on_pool(call, [this](Call& c) { return find(c, nullptr); });
  const auto asked = std::make_shared<PersonReport>();
  asked->kind = wire::ReportKind::FINDINGS;
  asked->answer = [this](Call& c, const PersonReport& report) { return find(c, &report); };
  report_on_person(call, asked, [this](Call& c, PersonReport& report) -> Status {
    LEDGER_TRY(name_person(c.request.getFindings(), c, report));
    return look_at(c.request.getFindings().getKnownAt(), report);
  });
}

Status Handlers::begin_report(Call& call, PersonReport& asked) {
  const auto request = call.request.getSubjectRecords();
  asked.kind = request.getKind();
  if (!is_about_a_person(asked.kind))
    return fail(Errc::kInvalidField, "not a kind of report about a person", "field kind",
                "say which report it is for: subjectAnswer, consentProof ...");
  LEDGER_TRY(name_person(request, call, asked));
  if (request.getReport() == 0) return look_at(request.getKnownAt(), asked);
  asked.report = Sequence(request.getReport());
  asked.from = Sequence(request.getFrom());
  return check_report(call, asked);
}

// What was acknowledged before it was asked is in the answer.
Status Handlers::look_at(std::uint64_t known_at, PersonReport& asked) {
  const TreeSize durable = ledger_.durable().size;
  LEDGER_ASSIGN(asked.size, wanted_size(known_at, durable));
  LEDGER_TRY(wait_for_facts(durable));
  LEDGER_ASSIGN(const auto records, records_about(asked));
  if (!records.empty()) return {};
  return fail(Errc::kNotFound, "no record is about this person", "subject",
              "check the subject id, and as of which record you ask");
}

// Only who had a report recorded reads it on, and only that one.
Status Handlers::check_report(const Call& call, PersonReport& asked) {
  LEDGER_ASSIGN(const Bytes record, ledger_.record(*asked.report));
  LEDGER_ASSIGN(const RecordHeader header, parse_header(record));
  LEDGER_ASSIGN(const StoredBody body, StoredBody::parse(body_of(record)));
  const auto clear = body.event().getClear();
  const bool same = body.event().getType() == wire::EventType::REPORT_PRODUCED &&
                    body.source() == call.source && body.subjects() == std::vector{asked.subject} &&
                    clear.getReportKind() == asked.kind;
  if (!same || clock_.now().get() - header.recorded_at.get() > kReadOnUs) return no_such_report();
  asked.size = TreeSize(clear.getTarget() + 1);
  return wait_for_facts(asked.size); // a restart in between may have facts to fold again
}

// The I/O thread.
void Handlers::record_report(const CallPtr& call, const PersonReportPtr& asked) {
  const EventBudget::Share share = events_->take(call->uid, 1);
  if (share == nullptr) {
    reply(call, fail(Errc::kBusy, "too many events of this uid are in flight",
                     "uid " + std::to_string(call->uid),
                     "nothing was answered or recorded; ask again when others are answered"));
    return;
  }
  std::vector<Draft> drafts;
  drafts.push_back(produced_event(asked->subject, asked->kind, asked->size, clock_.now()));
  ledger_.append(std::move(drafts), call->source, PostedBy::kRequest,
                 [this, call, asked, share](const Result<std::vector<Receipt>>& receipts) {
                   if (!receipts) return reply(call, fail(receipts.error()));
                   asked->report = receipts->front().sequence;
                   answer_report(call, asked);
                 });
  ledger_.turn_ended();
}

// The I/O thread; it is recorded.
void Handlers::answer_report(const CallPtr& call, const PersonReportPtr& asked) {
  read_on_pool(call, [asked](Call& c) { return asked->answer(c, *asked); });
}

Result<Bytes> Handlers::person_records(Call& call, const PersonReport& asked) {
  LEDGER_ASSIGN(const auto about, records_about(asked));
  LEDGER_ASSIGN(const RecordsPage page, page_of(about, asked.from, next_of(asked.size)));
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    auto answer = out.initSubjectRecords();
    answer.setSubjectId({asked.subject.view().data(), SubjectId::kSize});
    answer.setReport(asked.report->get());
    answer.setSize(asked.size.get());
    answer.setNext(page.next.get());
    fill_records(answer.initRecords(static_cast<unsigned>(page.records.size())), page.records);
  });
}

Result<std::vector<Sequence>> Handlers::records_about(const PersonReport& asked) {
  std::vector<Sequence> records;
  LEDGER_TRY(
      ledger_.projector().read(SubjectProjection::kName, [&](const StateCopy& copy) -> Status {
        LEDGER_ASSIGN(records, records_of_person(copy, asked.subject, asked.size));
        return {};
      }));
  return records;
}

Result<Bytes> Handlers::selected(Call& call) {
  // No more than fit into one reply.
  constexpr std::size_t kMostOnAPage = kReplyBytes / limits::kHeaderBytes + 1;
  const auto request = call.request.getSelected();
  const auto asked = request.getProjection();
  const std::string_view name =
      asked.size() == 0 ? HouseProjection::kName : std::string_view(asked.cStr(), asked.size());
  const TreeSize durable = ledger_.durable().size;
  LEDGER_ASSIGN(const TreeSize size, wanted_size(request.getKnownAt(), durable));
  LEDGER_TRY(wait_for_facts(durable));
  const Sequence from(request.getFrom());
  std::vector<Sequence> records;
  LEDGER_TRY(ledger_.projector().read(name, [&](const StateCopy& copy) -> Status {
    LEDGER_ASSIGN(records, selected_records(name, copy, from, kMostOnAPage));
    return {};
  }));
  LEDGER_ASSIGN(const RecordsPage page, page_of(records, from, next_of(size)));
  return encode_records(call.id, page.records, page.next, size);
}

Result<Handlers::RecordsPage> Handlers::page_of(std::span<const Sequence> sequences, Sequence from,
                                                Sequence end) {
  RecordsPage page;
  page.next = end;
  std::size_t bytes = 0;
  for (const Sequence sequence : sequences) {
    if (sequence < from || end <= sequence) continue;
    if (bytes >= kReplyBytes) {
      page.next = sequence;
      break;
    }
    LEDGER_ASSIGN(Bytes record, ledger_.record(sequence));
    bytes += record.size();
    page.records.emplace_back(sequence, std::move(record), std::vector<OpenedBox>());
  }
  return page;
}

} // namespace ledger
