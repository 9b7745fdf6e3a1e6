#include "ledger/findings/evaluate.hpp"

#include "ledger/findings/rule.hpp"

#include <kj/exception.h>

#include <algorithm>
#include <limits>
#include <tuple>

namespace ledger {
namespace {

using wire::EventType;

constexpr Timestamp kEndOfTime(std::numeric_limits<std::int64_t>::max());

bool decides(const Fact& fact, const Finding& finding) {
  if (fact.clear().getRule() != finding.rule) return false;
  for (const std::uint64_t record : fact.clear().getCauses())
    if (record == finding.trigger.get()) return true;
  return false;
}

FindingState state_by(EventType type) {
  switch (type) {
  case EventType::FINDING_EXPLAINED:
    return FindingState::kExplained;
  case EventType::FINDING_ACCEPTED:
    return FindingState::kAccepted;
  default:
    return FindingState::kOpen;
  }
}

// What officers said about findings.
void add_decisions(std::span<const Fact> facts, std::vector<Finding>& findings) {
  for (const Fact& fact : facts) {
    if (fact.type() != EventType::FINDING_EXPLAINED && fact.type() != EventType::FINDING_ACCEPTED &&
        fact.type() != EventType::FINDING_REOPENED)
      continue;
    for (Finding& finding : findings)
      if (decides(fact, finding))
        finding.words.push_back({fact.at(), state_by(fact.type()), fact.by()});
  }
}

// As it stands at the time, by what was said and what came until then.
void settle(Finding& finding, Timestamp time) {
  const bool closed = finding.closed_at && *finding.closed_at <= time;
  finding.state = closed ? FindingState::kClosed : FindingState::kOpen;
  finding.state_by = closed ? finding.closed_by : std::nullopt;
  const FindingWord* last = nullptr;
  for (const FindingWord& word : finding.words)
    if (word.at <= time) last = &word;
  if (last == nullptr || (closed && last->state == FindingState::kOpen)) return;
  finding.state = last->state;
  finding.state_by = last->by;
}

void settle_and_sort(std::vector<Finding>& findings) {
  for (Finding& finding : findings) {
    std::sort(finding.words.begin(), finding.words.end(),
              [](const FindingWord& a, const FindingWord& b) {
                return std::tuple(a.at, a.by) < std::tuple(b.at, b.by);
              });
    settle(finding, kEndOfTime);
  }
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tuple(number_of(a.rule), a.from, a.trigger, std::string_view(a.about)) <
           std::tuple(number_of(b.rule), b.from, b.trigger, std::string_view(b.about));
  });
  findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
}

tl::unexpected<Error> unreadable() {
  return fail(Errc::kDamaged, "a fact cannot be read", "findings",
              "run `auditledger verify`, then rebuild the projections");
}

} // namespace

Result<std::vector<Finding>> evaluate_person(const PersonCase& person) {
  std::vector<Finding> findings;
  try {
    FindingSink sink(person.policies(), findings);
    for (const RuleInfo& rule : all_rules())
      if (rule.of_person != nullptr) rule.of_person(person, sink);
    for (Finding& finding : findings)
      finding.subject = person.subject();
    add_decisions(person.house().facts(), findings);
    add_decisions(person.facts(), findings);
  } catch (const kj::Exception&) {
    return unreadable();
  }
  settle_and_sort(findings);
  return findings;
}

Result<std::vector<Finding>> evaluate_house(const House& house, const PolicyTimes& policies) {
  std::vector<Finding> findings;
  try {
    FindingSink sink(policies, findings);
    for (const RuleInfo& rule : all_rules())
      if (rule.of_house != nullptr) rule.of_house(house, policies, sink);
    add_decisions(house.facts(), findings);
  } catch (const kj::Exception&) {
    return unreadable();
  }
  settle_and_sort(findings);
  return findings;
}

std::vector<Finding> as_of(std::vector<Finding> findings, Timestamp time) {
  std::erase_if(findings, [&](const Finding& finding) { return time < finding.from; });
  for (Finding& finding : findings) {
    settle(finding, time);
    if (!finding.closed_at || *finding.closed_at <= time) continue;
    finding.closed_at.reset();
    finding.closed_by.reset();
  }
  return findings;
}

} // namespace ledger
