// Giving data to others, by contract and to whom it was announced: GDPR art. 28 and 13(1)(e).
#include "ledger/findings/engagement.hpp"
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

// Calls `each` for every disclosure that happened under a policy; what happened under none is F39.
template <class Each>
void for_each_disclosure(const PersonCase& person, Each each) {
  for (const Fact& fact : person.facts()) {
    if (!is_disclosure(fact)) continue;
    if (const PolicyVersion* version = person.policies().at(fact.at()))
      each(fact, recipient_of(fact, version->policy));
  }
}

void f23(const PersonCase& person, FindingSink& sink) {
  const House& house = person.house();
  for_each_disclosure(person, [&](const Fact& fact, const Party& party) {
    const ContractCheck contract = check_contract(fact, party, house);
    if (!contract.holds) {
      Finding* finding = sink.add(Rule::F23, party.id, fact.at(), fact, {contract.last});
      if (finding != nullptr) finding->breaks = contract.breaks;
    }
    for (const std::string_view id : unknown_sub_processors(fact, party, house))
      sink.add(Rule::F23, id, fact.at(), fact, {contract.last});
  });
}

// A consent of this person, given before and still standing.
bool has_consent(const PersonCase& person, const Fact& disclosure) {
  const std::uint64_t record = disclosure.clear().getConsentRecord();
  for (const Fact& fact : person.before(disclosure.moment())) {
    if (fact.by().get() != record) continue;
    if (fact.type() != EventType::CONSENT_GIVEN && fact.type() != EventType::CONSENT_RENEWED)
      return false;
    const auto activities = names_of(fact.clear().getActivities());
    return std::any_of(activities.begin(), activities.end(), [&](std::string_view activity) {
      return person.consent_before(disclosure.moment(), activity).standing ==
             ConsentStanding::kValid;
    });
  }
  return false;
}

void f24(const PersonCase& person, FindingSink& sink) {
  for_each_disclosure(person, [&](const Fact& fact, const Party& party) {
    if (!is_announced(person, fact, party)) {
      sink.add(Rule::F24, party.id, fact.at(), fact, {});
      return;
    }
    if (fact.clear().getCommercial() != wire::Answer::YES || party.category->commercial) return;
    if (has_consent(person, fact)) return;
    if (Finding* finding = sink.add(Rule::F24, party.id, fact.at(), fact, {}))
      finding->breaks = Breaks::kPromise;
  });
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F23, Severity::kHigh, "28", f23, nullptr,
     "Gegevens gingen naar {about} zonder geldend en volledig contract, of via een onbekende "
     "onderaannemer.",
     "Des données sont allées à {about} sans contrat complet en vigueur, ou par un sous-traitant "
     "ultérieur inconnu.",
     "Data went to {about} without a complete contract in force, or through an unknown "
     "sub-processor."},
    {Rule::F24, Severity::kHigh, "13(1)(e)", f24, nullptr,
     "Gegevens gingen naar {about}, een ontvanger die daarvoor niet is aangekondigd, of tegen "
     "betaling zonder toestemming.",
     "Des données sont allées à {about}, un destinataire non annoncé pour cela, ou à titre "
     "commercial sans consentement.",
     "Data went to {about}, a recipient that was not announced for this, or commercially without "
     "consent."},
};

} // namespace

std::span<const RuleInfo> disclosure_rules() {
  return kRules;
}

} // namespace ledger::rules
