// Requests that facts, policies and rules answer together.
#include "daemon/handlers.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/event/views.hpp"
#include "ledger/findings/rule.hpp"
#include "ledger/findings/sentence.hpp"
#include "ledger/report/answers.hpp"

#include <algorithm>
#include <set>

namespace ledger {
namespace {

// More findings than this do not go into one reply; `total` says how many there are.
constexpr std::uint32_t kMostFindings = 10'000;
// The same of lines of a retention schedule.
constexpr std::size_t kMostRetentionLines = 10'000;

capnp::Text::Reader text(std::string_view value) {
  return {value.data(), value.size()};
}
capnp::Data::Reader blob(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

GateQuery gate_query(wire::GateQuery::Reader request, Timestamp now) {
  GateQuery query;
  query.activity = view(request.getActivity());
  query.operation = request.getOperation();
  query.item = view(request.getItem());
  query.channel = request.getChannel();
  query.relation = view(request.getRelation());
  query.category = view(request.getCategory());
  query.recipient = view(request.getRecipient());
  query.country = view(request.getCountry());
  query.at = request.getAt() == 0 ? now : Timestamp(request.getAt());
  return query;
}

// Which findings a request is about. Taken out of the request once: a message lets itself be read
// so often only, and there are many findings.
struct Wanted {
  explicit Wanted(wire::FindingsQuery::Reader request) : open_only(request.getOpenOnly()) {
    for (const wire::Rule rule : request.getRules())
      rules.insert(rule);
  }
  [[nodiscard]] bool takes(const Finding& finding) const {
    if (open_only && finding.state != FindingState::kOpen) return false;
    return rules.empty() || rules.contains(finding.rule);
  }
  bool open_only;
  std::set<wire::Rule> rules;
};

void fill(wire::FoundBreach::Builder out, const Finding& finding, const PolicyTimes& policies,
          std::string_view language) {
  out.setRule(finding.rule);
  out.setPromise(finding.breaks == Breaks::kPromise);
  if (finding.subject) out.setSubjectId(blob(finding.subject->view()));
  out.setFrom(finding.from.get());
  if (finding.closed_at) out.setClosedAt(finding.closed_at->get());
  out.setTrigger(finding.trigger.get());
  auto evidence = out.initEvidence(static_cast<unsigned>(finding.evidence.size()));
  for (unsigned i = 0; i < evidence.size(); ++i)
    evidence.set(i, finding.evidence[i].get());
  out.setAbout(text(finding.about));
  out.setState(static_cast<wire::BreachState>(finding.state));
  if (finding.state_by) out.setStateBy(finding.state_by->get());
  out.setSentence(text(sentence_of(finding, policies, language)));
  if (const RuleInfo* rule = rule_info(finding.rule)) {
    out.setSeverity(static_cast<wire::Severity>(rule->severity));
    out.setArticle(text(rule->article));
  }
}

void fill(wire::RetentionLine::Builder out, const RetentionLine& line) {
  out.setTerm(static_cast<wire::RetentionTerm>(line.term));
  out.setRule(text(line.rule));
  out.setCategory(text(line.category));
  if (line.month) {
    out.setYear(static_cast<std::int16_t>(static_cast<int>(line.month->year())));
    out.setMonth(static_cast<std::uint8_t>(static_cast<unsigned>(line.month->month())));
  }
  out.setPeople(line.people);
  out.setHoldings(line.holdings);
  out.setOverdue(line.overdue);
  out.setKept(line.kept);
  out.setAfterHold(line.after_hold);
  out.setBoundByLaw(line.bound_by_law);
  if (line.first_due) out.setFirstDue(line.first_due->get());
  out.setFirstRecord(line.first_record.get());
}

} // namespace

Result<Bytes> Handlers::check(Call& call) {
  const auto request = call.request.getCheck();
  const auto subject = named_subject(request, call);
  LEDGER_ASSIGN(const GateAnswer answer,
                ledger_.answers().check(subject, gate_query(request, clock_.now()),
                                        std::chrono::steady_clock::now() + kLongestWait));
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    auto verdict = out.initVerdict();
    verdict.setAllowed(answer.allowed);
    verdict.setReason(answer.reason);
    if (answer.policy) {
      verdict.setPolicySequence(answer.policy->get());
      verdict.setPolicyHash(blob(answer.policy_id.view()));
    }
    if (answer.record) verdict.setRecord(answer.record->get());
    verdict.setFoldedSize(answer.folded.get());
  });
}

// `person`: about whom only, and recorded; null: everybody and the house.
Result<Bytes> Handlers::find(Call& call, const PersonReport* person) {
  const auto request = call.request.getFindings();
  FindingsQuery query;
  query.as_of = request.getAsOf() == 0 ? clock_.now() : Timestamp(request.getAsOf());
  if (person != nullptr) {
    query.subject = person->subject;
    query.known_at = person->size;
  } else {
    LEDGER_TRY(wait_for_facts(ledger_.durable().size));
    if (request.getKnownAt() > 0) query.known_at = TreeSize(request.getKnownAt());
  }
  LEDGER_ASSIGN(FindingsAnswer answer, ledger_.answers().findings(query));
  LEDGER_ASSIGN(const KnownHouse known, ledger_.answers().known(answer.folded));
  const Wanted wanted(request);
  std::erase_if(answer.findings, [&](const Finding& finding) { return !wanted.takes(finding); });
  const std::uint32_t limit =
      request.getLimit() == 0 ? kMostFindings : std::min(request.getLimit(), kMostFindings);
  const std::string language(view(request.getLanguage()));
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    auto findings = out.initFindings();
    findings.setTotal(answer.findings.size());
    findings.setFoldedSize(answer.folded.get());
    findings.setAsOf(query.as_of.get());
    if (person != nullptr) {
      findings.setSubjectId(blob(person->subject.view()));
      findings.setReport(person->report->get());
    }
    auto list = findings.initFindings(
        static_cast<unsigned>(std::min<std::size_t>(answer.findings.size(), limit)));
    for (unsigned i = 0; i < list.size(); ++i)
      fill(list[i], answer.findings[i], *known.policies, language);
  });
}

Result<Bytes> Handlers::retention(Call& call) {
  const auto request = call.request.getRetention();
  RetentionQuery query;
  query.as_of = request.getAsOf() == 0 ? clock_.now() : Timestamp(request.getAsOf());
  if (request.getKnownAt() > 0) query.known_at = TreeSize(request.getKnownAt());
  if (request.getUntil() != 0) query.until = Timestamp(request.getUntil());
  LEDGER_TRY(wait_for_facts(ledger_.durable().size));
  LEDGER_ASSIGN(const RetentionAnswer answer, ledger_.answers().retention(query));
  return encode_reply(call.id, [&](wire::Reply::Builder out) {
    auto schedule = out.initRetention();
    schedule.setTotal(answer.lines.size());
    schedule.setFoldedSize(answer.folded.get());
    schedule.setAsOf(query.as_of.get());
    schedule.setPeople(answer.people);
    schedule.setOverduePeople(answer.overdue_people);
    auto lines = schedule.initLines(
        static_cast<unsigned>(std::min(answer.lines.size(), kMostRetentionLines)));
    for (unsigned i = 0; i < lines.size(); ++i)
      fill(lines[i], answer.lines[i]);
  });
}

} // namespace ledger
