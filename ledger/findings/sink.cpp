#include "ledger/findings/rule.hpp"

#include <algorithm>

namespace ledger {

Finding* FindingSink::add(wire::Rule rule, std::string_view about, Timestamp from,
                          const Fact& trigger, std::initializer_list<const Fact*> evidence) {
  const PolicyVersion* version = policies_.near(from);
  const std::optional<Timestamp> gdpr_from =
      version == nullptr ? std::nullopt : version->policy.contents().eea.gdpr_from;
  if (gdpr_from && from < *gdpr_from) return nullptr;
  Finding& finding = out_.emplace_back();
  finding.rule = rule;
  finding.about = about;
  finding.from = from;
  finding.trigger = trigger.by();
  finding.evidence.push_back(trigger.by());
  for (const Fact* fact : evidence)
    if (fact != nullptr) finding.evidence.push_back(fact->by());
  std::sort(finding.evidence.begin(), finding.evidence.end());
  finding.evidence.erase(std::unique(finding.evidence.begin(), finding.evidence.end()),
                         finding.evidence.end());
  return &finding;
}

void FindingSink::close(Finding* finding, const Fact* by) {
  if (finding == nullptr || by == nullptr) return;
  finding->closed_at = by->at();
  finding->state_by = by->by();
}

} // namespace ledger
