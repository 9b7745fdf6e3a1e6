// The rights of the person, above all objection (GDPR art. 12 to 22).
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots excluded_in_advance(const Linted& it) {
  return where(it.all.activities, [](const Activity& each) {
    return excludes_objection(each) && (each.declared_ground == Ground::kLegitimateInterest ||
                                        each.declared_ground == Ground::kPublicTask);
  });
}

// Withdrawing consent and refusing advertising ask for no reason and for no proof of who one is.
bool is_light(const RightRule& right) {
  return right.article == "7(3)" || right.article == "21(2)" || right.article == "21(3)";
}

Spots card_every_time(const Linted& it) {
  return where(it.all.rights,
               [](const RightRule& each) { return each.systematic_id_copy && !is_light(each); });
}

Spots card_for_light_rights(const Linted& it) {
  return where(it.all.rights,
               [](const RightRule& each) { return each.systematic_id_copy && is_light(each); });
}

Spots portable_beyond_the_law(const Linted& it) {
  return where(it.all.rights, [](const RightRule& each) {
    if (each.article != "20" || each.statutory_grounds.empty()) return false;
    return each.promised_grounds.empty() ||
           std::any_of(each.promised_grounds.begin(), each.promised_grounds.end(),
                       [&](Ground ground) { return !has(each.statutory_grounds, ground); });
  });
}

constexpr LintRule kRules[] = {
    {"A2",
     LintSeverity::kError,
     "GDPR 21(1)",
     excluded_in_advance,
     {.nl = "De verklaring sluit verzet bij voorbaat uit, hoewel de grond van deze activiteit "
            "recht geeft op verzet.",
      .fr = "La déclaration exclut d'avance l'opposition, alors que la base de cette activité y "
            "donne droit.",
      .en = "The statement excludes objection in advance, although the ground of this activity "
            "gives the right to object."},
     {.nl = "Maak verzet mogelijk; weiger het alleen in het enkele geval, met dwingende redenen.",
      .fr = "Permettez l'opposition ; ne la refusez qu'au cas par cas, pour motifs impérieux.",
      .en = "Declare objection possible; refuse it only in the single case, on compelling "
            "grounds."}},
    {"A3",
     LintSeverity::kWarning,
     "GDPR 21(1)",
     clauses_with<ClauseTrait::kOldLawTest>,
     {.nl = "Het beding vraagt van de persoon zwaarwegende en gerechtvaardigde redenen, zoals de "
            "wet van voor 2018.",
      .fr = "La clause exige de la personne des raisons sérieuses et légitimes, comme la loi "
            "d'avant 2018.",
      .en = "The clause asks serious and legitimate reasons of the person, as the law before 2018 "
            "did."},
     {.nl = "Vraag alleen redenen uit de eigen situatie, en zeg dat de verantwoordelijke dwingende "
            "gronden moet aantonen.",
      .fr = "Ne demandez que des raisons tenant à sa situation, et dites que le responsable doit "
            "prouver des motifs impérieux.",
      .en = "Ask only for reasons from the person's own situation, and say that the controller "
            "has to show compelling grounds."}},
    {"A17",
     LintSeverity::kError,
     "GDPR 12(6), 5(1)(c)",
     card_every_time,
     {.nl = "Voor dit recht wordt elke keer een kopie van de identiteitskaart gevraagd.",
      .fr = "Pour ce droit, une copie de la carte d'identité est demandée à chaque fois.",
      .en = "For this right a copy of the identity card is asked for every time."},
     {.nl = "Vraag alleen bij redelijke twijfel een bewijs, het lichtste dat volstaat, en bewaar "
            "geen kopie.",
      .fr = "Ne demandez une preuve qu'en cas de doute raisonnable, la plus légère qui suffit, et "
            "ne gardez pas de copie.",
      .en =
          "Ask for proof only on reasonable doubt, the lightest that will do, and keep no copy."}},
    {"A17",
     LintSeverity::kError,
     "GDPR 7(3), 21(2)",
     card_for_light_rights,
     {.nl = "Toestemming intrekken of reclame weigeren moet zo gemakkelijk zijn als ja zeggen, en "
            "hier wordt een kopie van de identiteitskaart gevraagd.",
      .fr = "Retirer son consentement ou refuser la publicité doit être aussi simple que dire "
            "oui, et une copie de la carte d'identité est demandée ici.",
      .en = "Withdrawing consent or refusing advertising must be as easy as saying yes, and here "
            "a copy of the identity card is asked for."},
     {.nl = "Vraag hier geen bewijs van identiteit.",
      .fr = "Ne demandez ici aucune preuve d'identité.",
      .en = "Ask for no proof of identity here."}},
    {"A19",
     LintSeverity::kNote,
     "GDPR 20(1)",
     portable_beyond_the_law,
     {.nl = "De verklaring belooft dit recht ruimer dan de wet: ook buiten toestemming en "
            "overeenkomst.",
      .fr = "La déclaration promet ce droit plus largement que la loi : aussi hors consentement "
            "et contrat.",
      .en = "The statement promises this right beyond the law: also outside consent and contract."},
     {.nl = "Houd de ruimere belofte bewust aan, of noem de grenzen (promised_grounds).",
      .fr = "Maintenez sciemment la promesse plus large, ou nommez les limites "
            "(promised_grounds).",
      .en = "Keep the wider promise knowingly, or name the limits (promised_grounds)."}},
};

} // namespace

std::span<const LintRule> right_rules() {
  return kRules;
}

} // namespace ledger::policy
