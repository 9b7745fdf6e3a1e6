// Grounds of GDPR art. 6, and the reasons that go with them.
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots reasons_of_another_ground(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    const ObjectionReason* reason = it.all.objection_reasons.find(activity.objection_reason);
    if (reason == nullptr || !excludes_objection(activity)) continue;
    const auto stray =
        std::find_if(reason->argues.begin(), reason->argues.end(), [&](Ground ground) {
          return ground != activity.declared_ground && !has(activity.further_grounds, ground);
        });
    if (stray != reason->argues.end()) spots.push_back(spot(activity, {name_of(*stray)}));
  }
  return spots;
}

Spots contracts_of_others(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    if (ground_of(activity) != Ground::kContract) continue;
    for (const std::string& id : activity.relations) {
      const Relation& relation = *it.all.relations.find(id);
      if (relation.agreement_with == AgreementParty::kPerson) continue;
      spots.push_back(spot(activity, {relation.label}));
      break;
    }
  }
  return spots;
}

Spots without_ground(const Linted& it) {
  return where(it.all.activities, [](const Activity& each) {
    return each.assessed_ground == Ground::kUnstated ||
           (each.declared && each.declared_ground == Ground::kUnstated);
  });
}

Spots without_assessment(const Linted& it) {
  return where(it.all.activities, [](const Activity& each) {
    return each.assessed_ground == Ground::kLegitimateInterest && each.lia_ref.empty();
  });
}

constexpr LintRule kRules[] = {
    {"A4",
     LintSeverity::kWarning,
     "GDPR 6(1), 21(1)",
     reasons_of_another_ground,
     {.nl = "De reden om verzet uit te sluiten beroept zich op “{1}”, en dat is niet de grond van "
            "deze activiteit.",
      .fr = "La raison d'exclure l'opposition invoque « {1} », qui n'est pas la base de cette "
            "activité.",
      .en = "The reason for excluding objection appeals to “{1}”, which is not the ground of this "
            "activity."},
     {.nl = "Geef een reden die bij de grond past, of verbeter de grond.",
      .fr = "Donnez une raison qui correspond à la base, ou corrigez la base.",
      .en = "Give a reason that fits the ground, or correct the ground."}},
    {"A26",
     LintSeverity::kWarning,
     "GDPR 6(1)(b)",
     contracts_of_others,
     {.nl = "De grond is een overeenkomst, maar als “{1}” is de persoon daar zelf geen partij bij.",
      .fr = "La base est un contrat, mais en tant que « {1} » la personne n'y est pas partie.",
      .en = "The ground is a contract, but as “{1}” the person is not known to be a party to it."},
     {.nl = "Kies een andere grond, of leg vast dat de persoon partij is (agreement_with).",
      .fr = "Choisissez une autre base, ou indiquez que la personne est partie (agreement_with).",
      .en = "Choose another ground, or record that the person is a party (agreement_with)."}},
    {"G1",
     LintSeverity::kError,
     "GDPR 6(1)",
     without_ground,
     {.nl = "Deze activiteit heeft geen grond.",
      .fr = "Cette activité n'a pas de base juridique.",
      .en = "This activity has no ground."},
     {.nl = "Kies een van de gronden van artikel 6, of stop ermee.",
      .fr = "Choisissez une des bases de l'article 6, ou cessez l'activité.",
      .en = "Choose one of the grounds of article 6, or stop the activity."}},
    {"G5",
     LintSeverity::kWarning,
     "GDPR 6(1)(f), 5(2)",
     without_assessment,
     {.nl =
          "Deze activiteit steunt op gerechtvaardigd belang, zonder verwijzing naar een afweging.",
      .fr = "Cette activité repose sur l'intérêt légitime, sans renvoi à une mise en balance.",
      .en = "This activity rests on legitimate interest, and no assessment is named."},
     {.nl = "Weeg de belangen af en noem het document (lia_ref).",
      .fr = "Mettez les intérêts en balance et nommez le document (lia_ref).",
      .en = "Weigh the interests and name the document (lia_ref)."}},
};

} // namespace

std::span<const LintRule> ground_rules() {
  return kRules;
}

} // namespace ledger::policy
