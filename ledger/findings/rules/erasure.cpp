// What becomes of an erasure: GDPR art. 17 and 32. (Too early or under a hold: retention.)
#include "ledger/findings/cases.hpp"
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::Answer;
using wire::EventType;
using wire::Rule;

bool is_result(const Fact& fact) {
  return fact.type() == EventType::ERASURE_EXECUTED || fact.type() == EventType::ERASURE_PARTIAL ||
         fact.type() == EventType::ERASURE_FAILED;
}

// The next that a system reported on the matter; of any system when none is named.
const Fact* next_result(const PersonCase& person, const Fact& after, std::string_view system) {
  for (const Fact& fact : person.facts()) {
    if (!happened_before(after, fact) || !is_result(fact) || !same_matter(after, fact)) continue;
    if (system.empty() || name_of(fact.clear().getSystem()) == system) return &fact;
  }
  return nullptr;
}

// A system that has to erase, or could not, reports within the policy's term.
void f31_for(const PersonCase& person, const Fact& told, std::string_view system,
             FindingSink& sink) {
  const PolicyVersion* version = person.policies().near(told.at());
  if (version == nullptr) return;
  const Timestamp end = version->calendar.end_of_term(
      told.at(), version->policy.contents().parameters.erasure_system_within,
      policy::Rollover::kNone);
  const Fact* result = next_result(person, told, system);
  if (result != nullptr && result->at() < end) return;
  FindingSink::close(sink.add(Rule::F31, system, end, told, {}), result);
}

void f31(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() == EventType::ERASURE_FAILED)
      f31_for(person, fact, name_of(fact.clear().getSystem()), sink);
    if (fact.type() != EventType::ERASURE_APPROVED) continue;
    const auto systems = names_of(fact.clear().getSystems());
    if (systems.empty()) f31_for(person, fact, {}, sink);
    for (const std::string_view system : systems)
      f31_for(person, fact, system, sink);
  }
}

bool destroys_whole(const Fact& fact) {
  return fact.type() == EventType::KEY_DESTROYED && fact.control().isKeyDestroyed() &&
         fact.control().getKeyDestroyed().getWhole();
}

// After a whole erasure the id is nobody's: who returns gets a new one. Who is on the application's
// suppression list may only be approached after coming in again by themselves.
void f33(const PersonCase& person, FindingSink& sink) {
  const Fact* erased = nullptr;
  const Fact* suppressed = nullptr;
  for (const Fact& fact : person.facts()) {
    if (erased == nullptr && destroys_whole(fact)) erased = &fact;
    if (fact.type() == EventType::COLLECTION) {
      if (fact.clear().getDataSource() == wire::DataSource::DATA_SUBJECT)
        suppressed = nullptr;
      else if (fact.clear().getSuppressed() == Answer::YES)
        suppressed = &fact;
    }
    if (!PersonCase::is_processing(fact) || (erased == nullptr && suppressed == nullptr)) continue;
    for (const std::string_view activity : names_of(fact.clear().getActivities()))
      sink.add(Rule::F33, activity, fact.at(), fact, {erased, suppressed});
  }
}

std::vector<std::string_view> classes_of(const Fact& fact) {
  if (fact.type() != EventType::KEY_DESTROYED) return names_of(fact.clear().getKeyClasses());
  std::vector<std::string_view> classes;
  if (!fact.control().isKeyDestroyed() || destroys_whole(fact)) return classes;
  for (const auto key : fact.control().getKeyDestroyed().getKeys())
    classes.push_back(name_of(key.getKeyClass()));
  return classes;
}

// Did `claim` say that what `check` looked for was gone? What either leaves open, it may cover.
bool claims(const Fact& claim, const Fact& check) {
  switch (claim.type()) {
  case EventType::KEY_DESTROYED:
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL:
  case EventType::RETENTION_EXECUTED:
    break;
  default:
    return false;
  }
  const std::string_view by = name_of(claim.clear().getSystem());
  const std::string_view in = name_of(check.clear().getSystem());
  if (!by.empty() && !in.empty() && by != in) return false;
  const auto claimed = classes_of(claim);
  const auto looked_for = classes_of(check);
  return claimed.empty() || looked_for.empty() ||
         std::find_first_of(claimed.begin(), claimed.end(), looked_for.begin(), looked_for.end()) !=
             claimed.end();
}

// The same was looked for again, in the same place, and is gone.
bool clears(const Fact& later, const Fact& check) {
  return later.type() == EventType::ERASURE_CHECKED && happened_before(check, later) &&
         later.clear().getKeyMaterialFound() == Answer::NO &&
         name_of(later.clear().getSystem()) == name_of(check.clear().getSystem());
}

void f34(const PersonCase& person, FindingSink& sink) {
  for (const Fact& check : person.facts()) {
    if (check.type() != EventType::ERASURE_CHECKED ||
        check.clear().getKeyMaterialFound() != Answer::YES)
      continue;
    const Fact* claim = nullptr;
    for (const Fact& fact : person.before(check.moment()))
      if (claims(fact, check)) claim = &fact;
    if (claim == nullptr) continue;
    const auto gone = std::find_if(person.facts().begin(), person.facts().end(),
                                   [&](const Fact& later) { return clears(later, check); });
    FindingSink::close(sink.add(Rule::F34, {}, check.at(), check, {claim}),
                       gone == person.facts().end() ? nullptr : &*gone);
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F31, Severity::kHigh, "17(1)", f31, nullptr,
     "Een goedgekeurde verwijdering is niet in elk systeem op tijd uitgevoerd of hernomen.",
     "Un effacement approuvé n'a pas été exécuté ou repris à temps dans chaque système.",
     "An approved erasure was not carried out, or tried again, in every system in time."},
    {Rule::F33, Severity::kHigh, "17", f33, nullptr,
     "Gegevens van een gewiste of geblokkeerde persoon zijn gebruikt voor {about}.",
     "Les données d'une personne effacée ou bloquée ont servi à {about}.",
     "Data of an erased or suppressed person was used for {about}."},
    {Rule::F34, Severity::kHigh, "17, 32", f34, nullptr,
     "Wat gewist heette, bleek bij controle nog leesbaar.",
     "Ce qui était dit effacé restait lisible lors d'un contrôle.",
     "What was said to be erased could still be read when somebody looked."},
};

} // namespace

std::span<const RuleInfo> erasure_rules() {
  return kRules;
}

} // namespace ledger::rules
