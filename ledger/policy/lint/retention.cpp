// How long data are kept (GDPR art. 5(1)(e), 13(2)(a)).
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots without_start_or_bound(const Linted& it) {
  return where(it.all.retention, [](const RetentionRule& each) {
    return each.declared && each.period && (!each.states_start || !each.states_binding);
  });
}

Spots as_long_as_needed(const Linted& it) {
  Spots spots;
  for (const RetentionRule& rule : it.all.retention) {
    if (!rule.declared || rule.stated_as != TermWording::kNecessity) continue;
    const auto kept = [&](const Activity& each) {
      const RetentionRule* own = it.all.retention.find(each.retention);
      return own != nullptr && (own->id == rule.id || own->refines == rule.id);
    };
    const auto count = std::count_if(it.all.activities.begin(), it.all.activities.end(), kept);
    spots.push_back(spot(rule, {same(std::to_string(count))}));
  }
  return spots;
}

bool expects_term(const Linted& it, const Activity& activity) {
  return std::any_of(
             activity.relations.begin(), activity.relations.end(),
             [&](const std::string& id) { return it.all.relations.find(id)->term_expected; }) ||
         std::any_of(
             activity.categories.begin(), activity.categories.end(),
             [&](const std::string& id) { return it.all.categories.find(id)->term_expected; });
}

Spots expected_and_not_stated(const Linted& it) {
  return where(it.all.activities, [&](const Activity& each) {
    const RetentionRule* rule = it.all.retention.find(each.retention);
    return expects_term(it, each) && (rule == nullptr || !rule->declared);
  });
}

Spots relations_without_end(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    const RetentionRule* rule = it.all.retention.find(activity.retention);
    if (rule == nullptr || rule->start != RetentionStart::kRelationEnded) continue;
    for (const std::string& id : activity.relations) {
      const Relation& relation = *it.all.relations.find(id);
      if (!relation.ends_on.empty()) continue;
      spots.push_back(spot(activity, {relation.label}));
      break;
    }
  }
  return spots;
}

Spots opt_ins_that_never_come(const Linted& it) {
  return where(it.all.activities, [&](const Activity& each) {
    const RetentionRule* rule = it.all.retention.find(each.retention);
    return rule != nullptr && rule->start == RetentionStart::kLastOptIn &&
           ground_of(each) != Ground::kConsent;
  });
}

Spots below_minimum(const Linted& it) {
  return where(it.all.retention, [](const RetentionRule& each) {
    return each.legal_min && (!each.period || may_exceed(*each.legal_min, *each.period));
  });
}

Spots above_maximum(const Linted& it) {
  return where(it.all.retention, [](const RetentionRule& each) {
    return each.legal_max && (!each.period || may_exceed(*each.period, *each.legal_max));
  });
}

constexpr LintRule kRules[] = {
    {"A12",
     LintSeverity::kWarning,
     "GDPR 13(2)(a)",
     without_start_or_bound,
     {.nl = "De verklaring geeft een termijn zonder te zeggen vanaf wanneer, of wie eraan gebonden "
            "is.",
      .fr = "La déclaration donne un délai sans dire à partir de quand, ou qui il lie.",
      .en = "The statement gives a term without saying from when it runs, or whom it binds."},
     {.nl = "Zeg in de verklaring wanneer de termijn begint, en of ontvangers eraan gebonden zijn.",
      .fr = "Dites dans la déclaration quand le délai commence, et s'il lie les destinataires.",
      .en = "Say in the statement when the term begins, and whether it binds recipients."}},
    {"A16",
     LintSeverity::kWarning,
     "GDPR 13(2)(a)",
     as_long_as_needed,
     {.nl = "De verklaring zegt niet meer dan “zolang nodig”; aantal activiteiten waarvoor dat "
            "alles is: {1}.",
      .fr = "La déclaration ne dit que « tant que nécessaire » ; nombre d'activités pour "
            "lesquelles c'est tout : {1}.",
      .en = "The statement says no more than “as long as needed”; activities for which that is "
            "all: {1}."},
     {.nl = "Geef een periode, of een criterium waaruit een datum volgt.",
      .fr = "Donnez une durée, ou un critère dont découle une date.",
      .en = "Give a period, or a criterion that a date follows from."}},
    {"A30",
     LintSeverity::kWarning,
     "GDPR 13(2)(a)",
     expected_and_not_stated,
     {.nl = "De verklaring geeft hiervoor geen eigen termijn, hoewel toezichthouders er een "
            "verwachten.",
      .fr = "La déclaration ne donne pas de délai propre, alors que les autorités en attendent "
            "un.",
      .en = "The statement gives no term of its own for this, though authorities expect one."},
     {.nl = "Neem de termijn op in de verklaring.",
      .fr = "Reprenez le délai dans la déclaration.",
      .en = "Put the term into the statement."}},
    {"G7",
     LintSeverity::kWarning,
     "GDPR 5(1)(e)",
     relations_without_end,
     {.nl = "De termijn begint bij het einde van de relatie, maar niets beëindigt “{1}”.",
      .fr = "Le délai commence à la fin de la relation, mais rien ne met fin à « {1} ».",
      .en = "The term starts at the end of the relation, but nothing ends “{1}”."},
     {.nl = "Zeg wat de relatie beëindigt (ends_on), of kies een ander begin (start).",
      .fr = "Dites ce qui met fin à la relation (ends_on), ou choisissez un autre début (start).",
      .en = "Say what ends the relation (ends_on), or choose another start (start)."}},
    {"G7",
     LintSeverity::kWarning,
     "GDPR 5(1)(e)",
     opt_ins_that_never_come,
     {.nl = "De termijn begint bij de laatste toestemming, maar deze activiteit vraagt er geen.",
      .fr = "Le délai commence au dernier consentement, mais cette activité n'en demande pas.",
      .en = "The term starts at the last consent, but this activity asks for none."},
     {.nl = "Kies een ander begin (start).",
      .fr = "Choisissez un autre début (start).",
      .en = "Choose another start (start)."}},
    {"G10",
     LintSeverity::kError,
     "GDPR 6(1)(c)",
     below_minimum,
     {.nl = "De termijn kan korter zijn dan de wet minstens voorschrijft.",
      .fr = "Le délai peut être plus court que le minimum légal.",
      .en = "The term can be shorter than the statutory minimum."},
     {.nl = "Maak de periode niet korter dan legal_min.",
      .fr = "Ne fixez pas la durée en dessous de legal_min.",
      .en = "Make the period no shorter than legal_min."}},
    {"G10",
     LintSeverity::kError,
     "GDPR 5(1)(e)",
     above_maximum,
     {.nl = "De termijn kan langer zijn dan de wet toelaat.",
      .fr = "Le délai peut être plus long que le maximum légal.",
      .en = "The term can be longer than the statutory maximum."},
     {.nl = "Maak de periode niet langer dan legal_max.",
      .fr = "Ne fixez pas la durée au-dessus de legal_max.",
      .en = "Make the period no longer than legal_max."}},
};

} // namespace

std::span<const LintRule> retention_rules() {
  return kRules;
}

} // namespace ledger::policy
