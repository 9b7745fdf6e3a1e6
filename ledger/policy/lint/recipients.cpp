// Who else gets the data, and what they are (GDPR art. 4(7) to (10), 28).
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots called_processor(const Linted& it) {
  Spots spots;
  for (const RecipientCategory& each : it.all.recipient_categories)
    if (each.declared_role == RecipientRole::kProcessor &&
        each.assessed_role != RecipientRole::kProcessor)
      spots.push_back(spot(each, {name_of(each.assessed_role)}));
  return spots;
}

Spots staff_as_third_parties(const Linted& it) {
  return where(it.all.clauses, [&](const Clause& clause) {
    return has(clause.traits, ClauseTrait::kCalledThirdParty) &&
           std::any_of(clause.recipient_categories.begin(), clause.recipient_categories.end(),
                       [&](const std::string& id) {
                         return it.all.recipient_categories.find(id)->assessed_role ==
                                RecipientRole::kInternal;
                       });
  });
}

Spots without_contract(const Linted& it) {
  return where(it.all.recipients, [&](const Recipient& recipient) {
    const RecipientCategory& category = *it.all.recipient_categories.find(recipient.category);
    return recipient.contract_ref.empty() &&
           (category.requires_contract || category.assessed_role == RecipientRole::kProcessor);
  });
}

constexpr LintRule kRules[] = {
    {"A14",
     LintSeverity::kError,
     "GDPR 4(8), 28",
     called_processor,
     {.nl = "De verklaring noemt deze ontvangers verwerkers; volgens de beoordeling zijn ze: {1}.",
      .fr = "La déclaration dit ces destinataires sous-traitants ; selon l'évaluation, ils sont : "
            "{1}.",
      .en = "The statement calls these recipients processors; by the assessment they are: {1}."},
     {.nl = "Zeg wat ze zijn: wie zelf beslist, werkt niet op instructie.",
      .fr = "Dites ce qu'ils sont : qui décide lui-même n'agit pas sur instruction.",
      .en = "Say what they are: who decides for himself does not act on instructions."}},
    {"A20",
     LintSeverity::kNote,
     "GDPR 4(10)",
     staff_as_third_parties,
     {.nl =
          "Het beding spreekt van derden, maar gaat over eigen medewerkers: die zijn geen derden.",
      .fr = "La clause parle de tiers, mais vise le personnel : ce ne sont pas des tiers.",
      .en = "The clause speaks of third parties, but is about staff, who are none."},
     {.nl = "Noem hen medewerkers.",
      .fr = "Appelez-les membres du personnel.",
      .en = "Call them staff."}},
    {"G3",
     LintSeverity::kError,
     "GDPR 28(3)",
     without_contract,
     {.nl = "Met deze ontvanger moet er een overeenkomst zijn, en er is er geen genoemd.",
      .fr = "Un contrat est nécessaire avec ce destinataire, et aucun n'est nommé.",
      .en = "There has to be a contract with this recipient, and none is named."},
     {.nl = "Sluit de overeenkomst en noem ze (contract_ref), of geef niets meer door.",
      .fr = "Concluez le contrat et nommez-le (contract_ref), ou ne communiquez plus rien.",
      .en = "Conclude the contract and name it (contract_ref), or hand on nothing more."}},
};

} // namespace

std::span<const LintRule> recipient_rules() {
  return kRules;
}

} // namespace ledger::policy
