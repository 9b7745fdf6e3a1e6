#include "ledger/findings/evaluate.hpp"

#include "ledger/findings/rule.hpp"

#include <kj/exception.h>

#include <algorithm>
#include <tuple>

namespace ledger {
namespace {

using wire::EventType;

bool decides(const Fact& fact, const Finding& finding) {
  if (fact.clear().getRule() != finding.rule) return false;
  for (const std::uint64_t record : fact.clear().getCauses())
    if (record == finding.trigger.get()) return true;
  return false;
}

// What officers said about findings, in the order in which they said it.
void apply_decisions(std::span<const Fact> facts, std::vector<Finding>& findings) {
  for (const Fact& fact : facts) {
    if (fact.type() != EventType::FINDING_EXPLAINED && fact.type() != EventType::FINDING_ACCEPTED &&
        fact.type() != EventType::FINDING_REOPENED)
      continue;
    for (Finding& finding : findings) {
      if (!decides(fact, finding)) continue;
      finding.state_by = fact.by();
      finding.state = fact.type() == EventType::FINDING_EXPLAINED  ? FindingState::kExplained
                      : fact.type() == EventType::FINDING_ACCEPTED ? FindingState::kAccepted
                                                                   : FindingState::kOpen;
    }
  }
}

void close_and_sort(std::vector<Finding>& findings) {
  for (Finding& finding : findings)
    if (finding.closed_at && finding.state == FindingState::kOpen)
      finding.state = FindingState::kClosed;
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
    apply_decisions(person.house().facts(), findings);
    apply_decisions(person.facts(), findings);
  } catch (const kj::Exception&) {
    return unreadable();
  }
  close_and_sort(findings);
  return findings;
}

Result<std::vector<Finding>> evaluate_house(const House& house, const PolicyTimes& policies) {
  std::vector<Finding> findings;
  try {
    FindingSink sink(policies, findings);
    for (const RuleInfo& rule : all_rules())
      if (rule.of_house != nullptr) rule.of_house(house, policies, sink);
    apply_decisions(house.facts(), findings);
  } catch (const kj::Exception&) {
    return unreadable();
  }
  close_and_sort(findings);
  return findings;
}

std::vector<Finding> as_of(std::vector<Finding> findings, Timestamp time) {
  std::erase_if(findings, [&](const Finding& finding) { return time < finding.from; });
  for (Finding& finding : findings) {
    if (!finding.closed_at || *finding.closed_at <= time) continue;
    finding.closed_at.reset();
    if (finding.state != FindingState::kClosed) continue;
    finding.state = FindingState::kOpen;
    finding.state_by.reset();
  }
  return findings;
}

} // namespace ledger
