#include "ledger/findings/rule.hpp"

#include <algorithm>

namespace ledger {

Finding* FindingSink::add(wire::Rule rule, std::string_view about, Timestamp from,
                          Sequence trigger) {
  const PolicyVersion* version = policies_.near(from);
  const std::optional<Timestamp> gdpr_from =
      version == nullptr ? std::nullopt : version->policy.contents().eea.gdpr_from;
  if (gdpr_from && from < *gdpr_from) return nullptr;
  Finding& finding = out_.emplace_back();
  finding.rule = rule;
  finding.about = about;
  finding.from = from;
  finding.trigger = trigger;
  finding.evidence.push_back(trigger);
  return &finding;
}

Finding* FindingSink::add(wire::Rule rule, std::string_view about, Timestamp from,
                          const Fact& trigger, std::initializer_list<const Fact*> evidence) {
  Finding* finding = add(rule, about, from, trigger.by());
  if (finding == nullptr) return nullptr;
  std::vector<Sequence>& records = finding->evidence;
  for (const Fact* fact : evidence)
    if (fact != nullptr) records.push_back(fact->by());
  std::sort(records.begin(), records.end());
  records.erase(std::unique(records.begin(), records.end()), records.end());
  return finding;
}

void FindingSink::close(Finding* finding, const Fact* by) {
  if (finding == nullptr || by == nullptr) return;
  finding->closed_at = by->at();
  finding->closed_by = by->by();
}

} // namespace ledger
