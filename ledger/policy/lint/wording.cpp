// What the text says: laws that it cites, promises that it cannot keep, clauses without effect.
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots repealed(const Linted& it) {
  Spots spots;
  for (const Law& law : it.all.laws)
    if (law.declared && is_over(law.valid, it.as_of))
      spots.push_back(spot(law, {same(to_rfc3339(*law.valid.to).substr(0, 10))}));
  return spots;
}

Spots profiling_that_is_denied(const Linted& it) {
  const auto denies = [](const Clause& clause) {
    return has(clause.traits, ClauseTrait::kDeniesProfiling);
  };
  const auto clause = std::find_if(it.all.clauses.begin(), it.all.clauses.end(), denies);
  if (clause == it.all.clauses.end()) return {};
  Spots spots;
  for (const Activity& activity : it.all.activities)
    if (activity.evaluates || activity.automated) spots.push_back(spot(activity, {clause->label}));
  return spots;
}

constexpr LintRule kRules[] = {
    {"A1",
     LintSeverity::kWarning,
     "GDPR 12(1)",
     repealed,
     {.nl = "De verklaring beroept zich op een wet die sinds {1} niet meer geldt.",
      .fr = "La déclaration invoque une loi qui n'est plus en vigueur depuis le {1}.",
      .en = "The statement cites a law that is no longer in force since {1}."},
     {.nl = "Noem de wet die ervoor in de plaats kwam.",
      .fr = "Citez la loi qui l'a remplacée.",
      .en = "Cite the law that replaced it."}},
    {"A18",
     LintSeverity::kWarning,
     "GDPR 4(4), 13(2)(f)",
     profiling_that_is_denied,
     {.nl = "“{1}”, belooft de verklaring, maar deze activiteit beoordeelt of voorspelt hoe mensen "
            "zijn.",
      .fr = "« {1} », promet la déclaration, mais cette activité évalue ou prédit comment sont "
            "les gens.",
      .en = "“{1}”, the statement promises, but this activity judges or predicts what people are "
            "like."},
     {.nl = "Noem de activiteit in de verklaring, of stop ermee.",
      .fr = "Nommez l'activité dans la déclaration, ou cessez-la.",
      .en = "Name the activity in the statement, or stop it."}},
    {"A21",
     LintSeverity::kWarning,
     "GDPR 82",
     clauses_with<ClauseTrait::kExcludesLiability>,
     {.nl = "Het beding sluit aansprakelijkheid uit die de wet aan de verantwoordelijke oplegt.",
      .fr = "La clause exclut une responsabilité que la loi impose au responsable.",
      .en = "The clause excludes liability that the law lays on the controller."},
     {.nl = "Schrap het, of beperk het tot wat artikel 82, lid 3 toelaat.",
      .fr = "Supprimez-la, ou limitez-la à ce que permet l'article 82, paragraphe 3.",
      .en = "Remove it, or limit it to what article 82(3) allows."}},
    {"A29",
     LintSeverity::kNote,
     "GDPR 7(2), 12(1)",
     clauses_with<ClauseTrait::kAcknowledgement>,
     {.nl = "Het beding laat de lezer iets erkennen: dat is geen toestemming en informeert niet.",
      .fr = "La clause fait reconnaître quelque chose au lecteur : ce n'est ni un consentement ni "
            "une information.",
      .en = "The clause makes the reader acknowledge something: that is no consent and informs "
            "nobody."},
     {.nl = "Zeg gewoon wat er gebeurt.",
      .fr = "Dites simplement ce qui se passe.",
      .en = "Say plainly what happens."}},
};

} // namespace

std::span<const LintRule> wording_rules() {
  return kRules;
}

} // namespace ledger::policy
