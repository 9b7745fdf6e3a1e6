#include "tools/findings_list.hpp"

#include "ledger/findings/evaluate.hpp"
#include "ledger/findings/sentence.hpp"
#include "ledger/projection/house_projection.hpp"
#include "ledger/projection/person.hpp"
#include "ledger/projection/source_projection.hpp"
#include "ledger/projection/statistics_projection.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/report/answers.hpp"
#include "tools/fold_records.hpp"
#include "tools/person_history.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

// --- from a daemon ---

Status fill(wire::FindingsQuery::Builder query, const FindingsQuestion& question) {
  if (question.person) LEDGER_TRY(set_person(query, *question.person));
  query.setAsOf(question.as_of.get());
  if (question.known_at) query.setKnownAt(question.known_at->get());
  query.setOpenOnly(question.open_only);
  query.setLanguage(question.language.c_str());
  auto rules = query.initRules(static_cast<unsigned>(question.rules.size()));
  for (unsigned i = 0; i < rules.size(); ++i)
    rules.set(i, question.rules[i]);
  return {};
}

ShownFinding shown(wire::FoundBreach::Reader found) {
  ShownFinding out;
  Finding& finding = out.finding;
  finding.rule = found.getRule();
  finding.breaks = found.getPromise() ? Breaks::kPromise : Breaks::kLaw;
  const auto subject = found.getSubjectId();
  if (subject.size() == SubjectId::kSize)
    finding.subject =
        SubjectId(ByteView(subject.begin(), subject.size()).first<SubjectId::kSize>());
  finding.from = Timestamp(found.getFrom());
  if (found.getClosedAt() != 0) finding.closed_at = Timestamp(found.getClosedAt());
  finding.trigger = Sequence(found.getTrigger());
  for (const std::uint64_t record : found.getEvidence())
    finding.evidence.emplace_back(record);
  finding.about = found.getAbout().cStr();
  finding.state = static_cast<FindingState>(found.getState());
  if (found.getStateBy() != 0) finding.state_by = Sequence(found.getStateBy());
  out.severity = static_cast<Severity>(found.getSeverity());
  out.article = found.getArticle().cStr();
  out.sentence = found.getSentence().cStr();
  return out;
}

Status ask_daemon(const Context& context, LedgerArchive& archive, const FindingsQuestion& question,
                  FindingsList& list) {
  RequestMessage request;
  LEDGER_TRY(fill(request->initFindings(), question));
  const Effect effect = question.person ? Effect::kWrites : Effect::kReads;
  LEDGER_ASSIGN(const Reply reply, context.ask(request, effect, wire::Reply::FINDINGS));
  const auto answer = reply->getFindings();
  list.total = answer.getTotal();
  for (const auto found : answer.getFindings())
    list.findings.push_back(shown(found));
  if (question.person) {
    list.recorded_by = Sequence(answer.getReport());
    const auto subject = answer.getSubjectId();
    if (subject.size() == SubjectId::kSize)
      list.subject = SubjectId(ByteView(subject.begin(), subject.size()).first<SubjectId::kSize>());
  }
  LEDGER_ASSIGN(list.head, archive.head(TreeSize(answer.getFoldedSize())));
  return {};
}

// --- from a folder ---

bool is_wanted(const Finding& finding, const FindingsQuestion& question) {
  if (question.open_only && finding.state != FindingState::kOpen) return false;
  return question.rules.empty() || std::find(question.rules.begin(), question.rules.end(),
                                             finding.rule) != question.rules.end();
}

// What is asked for of what was found, in order and in words.
void take(std::vector<Finding> found, const FindingsQuestion& question, const PolicyTimes& policies,
          FindingsList& list) {
  found = as_of(std::move(found), question.as_of);
  std::erase_if(found, [&](const Finding& finding) { return !is_wanted(finding, question); });
  sort_findings(found);
  for (Finding& finding : found) {
    ShownFinding out;
    out.sentence = sentence_of(finding, policies, question.language);
    if (const RuleInfo* rule = rule_info(finding.rule)) {
      out.severity = rule->severity;
      out.article = rule->article;
    }
    out.finding = std::move(finding);
    list.findings.push_back(std::move(out));
  }
  list.total = list.findings.size();
}

Status find_of_person(const Context& context, LedgerArchive& archive,
                      const FindingsQuestion& question, FindingsList& list) {
  LEDGER_ASSIGN(PersonHistory history,
                read_person_history(context, archive, *question.person, wire::ReportKind::FINDINGS,
                                    question.known_at));
  list.head = history.head;
  list.subject = history.subject;
  const House house(std::move(history.house));
  const PersonCase person(history.subject, std::move(history.facts), house, history.policies);
  LEDGER_ASSIGN(auto found, evaluate_person(person));
  take(std::move(found), question, history.policies, list);
  return {};
}

Status find_of_everybody(LedgerArchive& archive, const FindingsQuestion& question,
                         FindingsList& list) {
  LEDGER_ASSIGN(list.head, archive.head(question.known_at));
  const TreeSize size = list.head.size;
  const SubjectProjection of_people;
  const HouseProjection of_house;
  const SourceProjection of_sources;
  const StatisticsProjection of_days;
  LEDGER_ASSIGN(const auto states,
                fold_records(archive, {&of_people, &of_house, &of_sources, &of_days}, size));
  LEDGER_ASSIGN(HouseFacts facts, read_house(*states[1], size));
  LEDGER_ASSIGN(const PolicyTimes policies, archive.times(facts.facts));
  LEDGER_ASSIGN(std::vector<Fact> heard, read_heard(*states[2], size));
  LEDGER_ASSIGN(HouseCounts counts, read_counts(*states[3], size));
  const House house(std::move(facts.facts), std::move(heard), std::move(counts));
  LEDGER_ASSIGN(std::vector<Finding> found, evaluate_house(house, policies));
  const auto evaluate = [&](const SubjectId& subject, std::vector<Fact> person) -> Status {
    LEDGER_ASSIGN(auto more,
                  evaluate_person(PersonCase(subject, std::move(person), house, policies)));
    std::move(more.begin(), more.end(), std::back_inserter(found));
    return {};
  };
  LEDGER_TRY(each_person(*states[0], size, evaluate));
  take(std::move(found), question, policies, list);
  return {};
}

} // namespace

Result<FindingsList> read_findings(const Context& context, LedgerArchive& archive,
                                   const FindingsQuestion& question) {
  FindingsList list;
  list.as_of = question.as_of;
  list.language = question.language;
  if (!archive.is_offline()) {
    LEDGER_TRY(ask_daemon(context, archive, question, list));
  } else if (question.person) {
    LEDGER_TRY(find_of_person(context, archive, question, list));
  } else {
    LEDGER_TRY(find_of_everybody(archive, question, list));
  }
  return list;
}

} // namespace ledger::tools
