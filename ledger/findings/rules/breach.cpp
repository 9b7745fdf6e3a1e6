// The register of breaches: GDPR art. 33 and 34.
#include "ledger/findings/breaches.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>
#include <vector>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

// A stretch in which something was missing: because of a fact, until another.
struct Missing {
  Timestamp from;
  const Fact* because = nullptr;
  const Fact* until = nullptr;
};

// Every stretch, from `earliest` on, in which `is_missing` says so of what was told by then. What
// is assessed anew may begin another.
template <class IsMissing>
std::vector<Missing> missing_in(const BreachEntry& entry, Timestamp earliest,
                                IsMissing is_missing) {
  std::vector<Missing> stretches;
  const Fact* since = nullptr;
  for (std::size_t count = 1; count <= entry.facts.size(); ++count) {
    const Fact* fact = entry.facts[count - 1];
    if (is_missing(BreachFacts(entry.facts).first(count))) {
      if (since == nullptr) since = fact;
      continue;
    }
    if (since != nullptr && std::max(earliest, since->at()) < fact->at())
      stretches.push_back({std::max(earliest, since->at()), since, fact});
    since = nullptr;
  }
  if (since != nullptr) stretches.push_back({std::max(earliest, since->at()), since, nullptr});
  return stretches;
}

void report(const BreachEntry& entry, const std::vector<Missing>& stretches, FindingSink& sink) {
  for (const Missing& missing : stretches) {
    Finding* finding =
        sink.add(Rule::F38, entry.kind(), missing.from, *missing.because, {entry.facts.front()});
    FindingSink::close(finding, missing.until);
  }
}

// Art. 33(1)
void f38_authority(const BreachEntry& entry, FindingSink& sink) {
  const auto end = entry.authority_end();
  if (!end) return;
  report(entry,
         missing_in(entry, *end,
                    [&](BreachFacts told) { return entry.lacks_authority_notice(told, *end); }),
         sink);
}

// Art. 34(1)
void f38_subjects(const BreachEntry& entry, FindingSink& sink) {
  const auto end = entry.subjects_end();
  if (!end) return;
  report(
      entry,
      missing_in(entry, *end, [&](BreachFacts told) { return entry.lacks_subjects_notice(told); }),
      sink);
}

// Art. 33(5)
void f38_entry(const BreachEntry& entry, FindingSink& sink) {
  report(entry,
         missing_in(entry, entry.facts.front()->at(),
                    [](BreachFacts told) {
                      return first_of(told, EventType::BREACH_CLOSED) != nullptr &&
                             !is_complete(told);
                    }),
         sink);
}

void f38(const House& house, const PolicyTimes& policies, FindingSink& sink) {
  for (const BreachEntry& entry : breaches_of(house.facts(), policies)) {
    if (entry.version == nullptr) continue;
    f38_authority(entry, sink);
    f38_subjects(entry, sink);
    f38_entry(entry, sink);
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F38, Severity::kHigh, "33, 34", nullptr, f38,
     "Een datalek ({about}) is te laat of niet gemeld, of het register ervan is onvolledig.",
     "Une violation ({about}) a été notifiée trop tard ou pas du tout, ou son entrée au registre "
     "est incomplète.",
     "A breach ({about}) was notified late or not at all, or its entry in the register is "
     "incomplete."},
};

} // namespace

std::span<const RuleInfo> breach_rules() {
  return kRules;
}

} // namespace ledger::rules
