#include "ledger/findings/rule.hpp"

#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger {
namespace {

std::vector<RuleInfo> gathered() {
  std::vector<RuleInfo> all;
  for (const auto theme :
       {rules::consent_rules(),    rules::objection_rules(),  rules::category_rules(),
        rules::purpose_rules(),    rules::notice_rules(),     rules::recording_rules(),
        rules::media_rules(),      rules::collection_rules(), rules::mailing_rules(),
        rules::requests_rules(),   rules::identity_rules(),   rules::erasure_rules(),
        rules::staff_rules(),      rules::breach_rules(),     rules::ledger_rules(),
        rules::transfer_rules(),   rules::disclosure_rules(), rules::prior_notice_rules(),
        rules::recipients_rules(), rules::retention_rules(),  rules::rectification_rules()})
    all.insert(all.end(), theme.begin(), theme.end());
  std::sort(all.begin(), all.end(), [](const RuleInfo& a, const RuleInfo& b) {
    return number_of(a.rule) < number_of(b.rule);
  });
  return all;
}

} // namespace

std::span<const RuleInfo> all_rules() {
  static const std::vector<RuleInfo> rules = gathered();
  return rules;
}

const RuleInfo* rule_info(wire::Rule rule) {
  const auto rules = all_rules();
  const auto found = std::find_if(rules.begin(), rules.end(),
                                  [&](const RuleInfo& row) { return row.rule == rule; });
  return found == rules.end() ? nullptr : &*found;
}

std::string name_of(wire::Rule rule) {
  const unsigned number = number_of(rule);
  return (number < 10 ? "F0" : "F") + std::to_string(number);
}

} // namespace ledger
