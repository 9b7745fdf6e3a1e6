// Transfers outside the European Economic Area (GDPR art. 44 to 49), on the day that is asked for.
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots declared_and_over(const Linted& it) {
  Spots spots;
  for (const Mechanism& each : it.all.mechanisms)
    if (each.declared && is_over(each.valid, it.as_of))
      spots.push_back(spot(each, {same(to_rfc3339(*each.valid.to).substr(0, 10))}));
  return spots;
}

bool holds_for(const Linted& it, const Mechanism& mechanism, const Recipient& recipient) {
  const bool too_new = mechanism.no_new_from && recipient.valid.from &&
                       *mechanism.no_new_from <= *recipient.valid.from;
  return mechanism.valid.holds_at(it.as_of) && !too_new;
}

// Recipients that rely on a mechanism which does not hold, and have, or have not, another.
template <bool kHasAnother>
Spots relied_on_in_vain(const Linted& it) {
  Spots spots;
  for (const Recipient& recipient : it.all.recipients) {
    if (!recipient.valid.holds_at(it.as_of)) continue;
    const auto holds = [&](const std::string& id) {
      return holds_for(it, *it.all.mechanisms.find(id), recipient);
    };
    const Slugs& named = recipient.mechanisms;
    if (std::any_of(named.begin(), named.end(), holds) != kHasAnother) continue;
    const auto vain = std::find_if_not(named.begin(), named.end(), holds);
    if (vain != named.end())
      spots.push_back(spot(recipient, {it.all.mechanisms.find(*vain)->label}));
  }
  return spots;
}

constexpr LintRule kRules[] = {
    {"A15",
     LintSeverity::kError,
     "GDPR 13(1)(f), 44",
     declared_and_over,
     {.nl = "De verklaring steunt op een doorgiftemechanisme dat sinds {1} niet meer geldt.",
      .fr = "La déclaration s'appuie sur un mécanisme de transfert qui ne vaut plus depuis le {1}.",
      .en = "The statement relies on a transfer mechanism that no longer holds since {1}."},
     {.nl = "Haal het uit de verklaring en noem wat nu geldt.",
      .fr = "Retirez-le de la déclaration et nommez ce qui vaut maintenant.",
      .en = "Take it out of the statement and name what holds now."}},
    {"A15",
     LintSeverity::kWarning,
     "GDPR 46(2)(c), 46(2)(d)",
     clauses_with<ClauseTrait::kNamesWrongIssuer>,
     {.nl = "Het beding noemt modelbepalingen van iemand die er geen heeft vastgesteld.",
      .fr = "La clause nomme des clauses types de qui n'en a pas adopté.",
      .en = "The clause names standard clauses of somebody who has issued none."},
     {.nl = "Noem de modelcontractbepalingen van de Europese Commissie.",
      .fr = "Nommez les clauses contractuelles types de la Commission européenne.",
      .en = "Name the standard contractual clauses of the European Commission."}},
    {"A15",
     LintSeverity::kNote,
     "GDPR 45",
     clauses_with<ClauseTrait::kUnnamedList>,
     {.nl = "Het beding verwijst naar een lijst zonder te zeggen van wie.",
      .fr = "La clause renvoie à une liste sans dire de qui.",
      .en = "The clause refers to a list without saying whose."},
     {.nl = "Noem de adequaatheidsbesluiten van de Europese Commissie.",
      .fr = "Nommez les décisions d'adéquation de la Commission européenne.",
      .en = "Name the adequacy decisions of the European Commission."}},
    {"G4",
     LintSeverity::kNote,
     "GDPR 44",
     relied_on_in_vain<true>,
     {.nl = "“{1}” geldt niet (meer) voor deze ontvanger; een ander genoemd mechanisme wel.",
      .fr = "« {1} » ne vaut pas ou plus pour ce destinataire ; un autre mécanisme nommé, si.",
      .en =
          "“{1}” does not hold for this recipient, or no longer; another one that is named does."},
     {.nl = "Schrap het bij deze ontvanger.",
      .fr = "Retirez-le chez ce destinataire.",
      .en = "Remove it from this recipient."}},
    {"G4",
     LintSeverity::kError,
     "GDPR 44",
     relied_on_in_vain<false>,
     {.nl = "“{1}” geldt niet (meer) voor deze ontvanger, en geen ander genoemd mechanisme geldt.",
      .fr = "« {1} » ne vaut pas ou plus pour ce destinataire, ni aucun autre mécanisme nommé.",
      .en = "“{1}” does not hold for this recipient, or no longer, and nor does any other named."},
     {.nl = "Zorg voor een mechanisme dat geldt, of geef niets meer door.",
      .fr = "Trouvez un mécanisme qui vaut, ou ne transférez plus rien.",
      .en = "Find a mechanism that holds, or transfer nothing more."}},
};

} // namespace

std::span<const LintRule> transfer_rules() {
  return kRules;
}

} // namespace ledger::policy
