// Data that was put right and is used in its wrong form all the same: GDPR art. 16 and 5(1)(d).
// Which value it was nobody sees here: equal values of one person have equal tags.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

// A value that a rectification called wrong.
struct Wrong {
  const TagsOfValue* tags;
  const Fact* rectified;
};

// Of one value under a key that both were tagged under.
bool is_same(const TagsOfValue& a, const TagsOfValue& b) {
  return std::find_first_of(a.begin(), a.end(), b.begin(), b.end()) != a.end();
}

bool names_it(const TagList& values, const Wrong& wrong) {
  return std::any_of(values.begin(), values.end(),
                     [&](const TagsOfValue& value) { return is_same(value, *wrong.tags); });
}

// What is collected anew, or what another rectification puts in its place, is right again.
void learn(std::vector<Wrong>& wrong, const Fact& fact) {
  for (const TagsOfValue& value : fact.tags().former)
    wrong.push_back({&value, &fact});
  std::erase_if(wrong, [&](const Wrong& one) { return names_it(fact.tags().stated, one); });
}

void f43(const PersonCase& person, FindingSink& sink) {
  std::vector<Wrong> wrong;
  for (const Fact& fact : person.facts()) {
    if (!PersonCase::is_processing(fact)) {
      learn(wrong, fact);
      continue;
    }
    const auto used = std::find_if(wrong.begin(), wrong.end(), [&](const Wrong& one) {
      return names_it(fact.tags().stated, one);
    });
    if (used == wrong.end()) continue;
    const auto activities = names_of(fact.clear().getActivities());
    const std::string_view about = activities.empty() ? std::string_view() : activities.front();
    sink.add(Rule::F43, about, fact.at(), fact, {used->rectified});
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
