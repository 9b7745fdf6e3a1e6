// Data that was put right and is used in its wrong form all the same: GDPR art. 16 and 5(1)(d).
// Which value it was nobody sees here: equal values of one person have equal tags.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <unordered_map>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

// The values that rectifications called wrong and that nothing made right again. By their tags, so
// that a person of whom much is recorded costs no more for each record.
class WrongValues {
 public:
  // What is collected anew, or what another rectification puts in its place, is right again.
  void learn(const Fact& fact) {
    for (const TagsOfValue& value : fact.tags().former) {
      for (const ValueTag& tag : value)
        by_tag_[tag] = wrong_.size();
      wrong_.push_back(&fact);
    }
    for (const TagsOfValue& value : fact.tags().stated)
      for (const ValueTag& tag : value)
        if (const auto found = by_tag_.find(tag); found != by_tag_.end())
          wrong_[found->second] = nullptr;
  }
  // The rectification of one that the fact states; null: there is none.
  [[nodiscard]] const Fact* rectified_before(const Fact& fact) const {
    for (const TagsOfValue& value : fact.tags().stated)
      for (const ValueTag& tag : value)
        if (const auto found = by_tag_.find(tag);
            found != by_tag_.end() && wrong_[found->second] != nullptr)
          return wrong_[found->second];
    return nullptr;
  }

 private:
  std::vector<const Fact*> wrong_; // which rectified it; null: it is right again
  std::unordered_map<ValueTag, std::size_t, TailHash<ValueTag>> by_tag_;
};

void f43(const PersonCase& person, FindingSink& sink) {
  WrongValues wrong;
  for (const Fact& fact : person.facts()) {
    if (!PersonCase::is_processing(fact)) {
      wrong.learn(fact);
      continue;
    }
    const Fact* rectified = wrong.rectified_before(fact);
    if (rectified == nullptr) continue;
    const auto activities = names_of(fact.clear().getActivities());
    const std::string_view about = activities.empty() ? std::string_view() : activities.front();
    sink.add(Rule::F43, about, fact.at(), fact, {rectified});
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F43, Severity::kMedium, "16, 5(1)(d)", f43, nullptr,
     "Gegevens die waren rechtgezet, zijn daarna in hun oude, foute vorm gebruikt of doorgegeven "
     "({about}).",
     "Des données qui avaient été rectifiées ont ensuite été utilisées ou communiquées sous leur "
     "ancienne forme, erronée ({about}).",
     "Data that had been rectified was used or disclosed afterwards in its former, wrong form "
     "({about})."},
};

} // namespace

std::span<const RuleInfo> rectification_rules() {
  return kRules;
}

} // namespace ledger::rules
