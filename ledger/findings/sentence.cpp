#include "ledger/findings/sentence.hpp"

#include "ledger/findings/rule.hpp"

namespace ledger {
namespace {

constexpr std::string_view kAbout = "{about}";

std::string_view wording(const RuleInfo& rule, std::string_view language) {
  if (language == "nl") return rule.nl;
  if (language == "fr") return rule.fr;
  return rule.en;
}

// The label of whatever has that id; ids of different kinds of items rarely meet, and a rule means
// an activity first.
std::string label_of(const Policy& policy, const std::string& id, std::string_view language) {
  const policy::Item* item = policy.activity(id);
  if (item == nullptr) item = policy.recipient(id);
  if (item == nullptr) item = policy.category(id);
  if (item == nullptr) item = policy.relation(id);
  if (item == nullptr) item = policy.retention(id);
  if (item == nullptr) item = policy.mechanism(id);
  if (item == nullptr) item = policy.right(id);
  if (item == nullptr) item = policy.recipient_category(id);
  if (item == nullptr) return id;
  const std::string_view label = item->label.in(language);
  return label.empty() ? id : std::string(label);
}

} // namespace

std::string sentence_of(const Finding& finding, const PolicyTimes& policies,
                        std::string_view language) {
  const RuleInfo* rule = rule_info(finding.rule);
  if (rule == nullptr) return name_of(finding.rule);
  std::string sentence(wording(*rule, language));
  const PolicyVersion* version = policies.near(finding.from);
  const std::string about =
      version == nullptr ? finding.about : label_of(version->policy, finding.about, language);
  for (std::size_t at = sentence.find(kAbout); at != std::string::npos;
       at = sentence.find(kAbout, at + about.size()))
    sentence.replace(at, kAbout.size(), about);
  return sentence;
}

} // namespace ledger
