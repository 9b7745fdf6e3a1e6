// Giving data to others, by contract and to whom it was announced: GDPR art. 28 and 13(1)(e).
#include "ledger/findings/names.hpp"
#include "ledger/findings/party.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using policy::RecipientCategory;
using policy::RecipientRole;
using wire::EventType;
using wire::Rule;

// GDPR art. 28(3)(a) to (h), a bit each.
constexpr unsigned kAllContractItems = 0xff;

bool lists(const policy::Slugs& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

// Calls `each` for every disclosure that happened under a policy; what happened under none is F39.
template <class Each>
void for_each_disclosure(const PersonCase& person, Each each) {
  for (const Fact& fact : person.facts()) {
    if (!is_disclosure(fact)) continue;
    if (const PolicyVersion* version = person.policies().at(fact.at()))
      each(fact, recipient_of(fact, version->policy), version->policy);
  }
}

// The last word on any contract with the recipient, for the evidence.
const Fact* contract_before(const House& house, std::string_view recipient, Timestamp time) {
  const Fact* last = nullptr;
  for (const Fact* fact : house.about(recipient))
    if (fact->at() <= time &&
        (fact->type() == EventType::CONTRACT_SIGNED ||
         fact->type() == EventType::CONTRACT_AMENDED || fact->type() == EventType::CONTRACT_ENDED))
      last = fact;
  return last;
}

void check_processor(const Fact& fact, const Party& party, const House& house, FindingSink& sink) {
  const Fact* contract = house.contract_at(party.id, wire::ContractKind::PROCESSOR, fact.at());
  if (contract == nullptr) {
    sink.add(Rule::F23, party.id, fact.at(), fact, {contract_before(house, party.id, fact.at())});
    return;
  }
  if ((contract->clear().getContractItems() & kAllContractItems) != kAllContractItems)
    sink.add(Rule::F23, party.id, fact.at(), fact, {contract});
}

// Beyond the law: the statement promises contractual measures with every external party engaged.
void check_other(const Fact& fact, const Party& party, const House& house, FindingSink& sink) {
  const bool external =
      party.role != RecipientRole::kAuthority && party.role != RecipientRole::kInternal;
  const bool engaged = party.category != nullptr ? party.category->requires_contract
                                                 : fact.clear().getCompelled() != wire::Answer::YES;
  if (!external || !engaged) return;
  if (house.contract_at(party.id, wire::ContractKind::UNSTATED, fact.at()) != nullptr) return;
  Finding* finding =
      sink.add(Rule::F23, party.id, fact.at(), fact, {contract_before(house, party.id, fact.at())});
  if (finding != nullptr) finding->breaks = Breaks::kPromise;
}

// Known to the policy as the processor's own, or authorised in the contract (GDPR art. 28(2)).
bool is_known_sub_processor(const Party& processor, std::string_view id, const Fact* contract) {
  if (processor.recipient != nullptr && lists(processor.recipient->sub_processors, id)) return true;
  return contract != nullptr && names(contract->clear().getVia(), id);
}

void f23(const PersonCase& person, FindingSink& sink) {
  const House& house = person.house();
  for_each_disclosure(person, [&](const Fact& fact, const Party& party, const Policy&) {
    if (party.role != RecipientRole::kProcessor) {
      check_other(fact, party, house, sink);
      return;
    }
    check_processor(fact, party, house, sink);
    const Fact* contract = house.contract_at(party.id, wire::ContractKind::PROCESSOR, fact.at());
    for (const std::string_view id : names_of(fact.clear().getVia()))
      if (!is_known_sub_processor(party, id, contract))
        sink.add(Rule::F23, id, fact.at(), fact, {contract});
  });
}

bool serves(const RecipientCategory& category, const Fact& fact, const policy::Activity& activity) {
  if (!category.every_activity && !lists(activity.recipients, category.id)) return false;
  if (category.relations.empty()) return true;
  if (fact.clear().getRelation().size() != 0)
    return lists(category.relations, name_of(fact.clear().getRelation()));
  return activity.relations.empty() ||
         std::any_of(category.relations.begin(), category.relations.end(),
                     [&](const std::string& relation) { return activity.serves(relation); });
}

bool may_have(const RecipientCategory& category, const Fact& fact) {
  if (category.categories.empty()) return true;
  const auto given = names_of(fact.clear().getCategories());
  return std::all_of(given.begin(), given.end(),
                     [&](std::string_view each) { return lists(category.categories, each); });
}

bool is_announced(const PersonCase& person, const Fact& fact, const Party& party) {
  if (party.category == nullptr || !party.category->declared) return false;
  if (!may_have(*party.category, fact)) return false;
  const auto activities = person.activities_of(fact);
  return std::all_of(activities.begin(), activities.end(), [&](const KnownActivity& each) {
    return each.activity == nullptr || serves(*party.category, fact, *each.activity); // null: F10
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
  for_each_disclosure(person, [&](const Fact& fact, const Party& party, const Policy&) {
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
