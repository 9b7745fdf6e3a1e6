// Data: what is listed and not used, used and not listed, or called what it is not.
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots called_anonymous(const Linted& it) {
  return where(it.all.categories, [](const Category& each) { return each.called_anonymous; });
}

Spots places_from_nowhere(const Linted& it) {
  return where(it.all.categories, [](const Category& each) {
    return each.transform == Transform::kPlaceDerived &&
           each.derived_from != PlaceBasis::kFullAddress;
  });
}

// What comes of watching people is used by an activity only if that names it: nobody expects it
// behind "every category of the relation".
bool is_observed(CategoryKind kind) {
  return kind == CategoryKind::kBehavioural || kind == CategoryKind::kTechnical ||
         kind == CategoryKind::kMedia;
}

bool is_used(const Linted& it, const Category& category) {
  return std::any_of(it.all.activities.begin(), it.all.activities.end(), [&](const Activity& each) {
    if (!each.declared) return false;
    if (has(each.categories, category.id)) return true;
    return !is_observed(category.kind) && covers(it.all, each, category.id);
  });
}

bool is_announced(const Linted& it, const Category& category) {
  return std::any_of(it.all.clauses.begin(), it.all.clauses.end(), [&](const Clause& each) {
    return each.kind == ClauseKind::kNotice && has(each.categories, category.id);
  });
}

Spots announced_without_activity(const Linted& it) {
  return where(it.all.categories,
               [&](const Category& each) { return is_announced(it, each) && !is_used(it, each); });
}

Spots unused(const Linted& it) {
  return where(it.all.categories, [&](const Category& each) {
    return each.declared && !is_announced(it, each) && !is_used(it, each);
  });
}

Spots portraits_without_consent(const Linted& it) {
  return where(it.all.activities, [&](const Activity& activity) {
    return ground_of(activity) != Ground::kConsent &&
           std::any_of(activity.categories.begin(), activity.categories.end(),
                       [&](const std::string& id) { return it.all.categories.find(id)->portrait; });
  });
}

Spots absent_in_relation(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities)
    for (const std::string& category : activity.categories) {
      const auto lacking = std::find_if(
          activity.relations.begin(), activity.relations.end(), [&](const std::string& id) {
            return !has(it.all.relations.find(id)->categories, category);
          });
      if (lacking != activity.relations.end())
        spots.push_back(spot(activity, {it.all.categories.find(category)->label,
                                        it.all.relations.find(*lacking)->label}));
    }
  return spots;
}

Spots special_without_condition(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    if (activity.special_condition != SpecialCondition::kNone) continue;
    const auto special =
        std::find_if(it.all.categories.begin(), it.all.categories.end(), [&](const Category& each) {
          return each.special_category && covers(it.all, activity, each.id);
        });
    if (special != it.all.categories.end()) spots.push_back(spot(activity, {special->label}));
  }
  return spots;
}

constexpr LintRule kRules[] = {
    {"A9",
     LintSeverity::kNote,
     "GDPR 4(1)",
     called_anonymous,
     {.nl = "De verklaring noemt deze gegevens anoniem, maar somt ze op als persoonsgegevens.",
      .fr = "La déclaration dit ces données anonymes, mais les cite comme données personnelles.",
      .en = "The statement calls these data anonymous, yet lists them as personal data."},
     {.nl = "Noem ze ingekort of gepseudonimiseerd; of schrap ze als niemand eruit op te maken is.",
      .fr = "Dites-les abrégées ou pseudonymisées ; ou retirez-les si personne n'y est "
            "reconnaissable.",
      .en = "Call them shortened or pseudonymised; or drop them if nobody can be singled out."}},
    {"A9",
     LintSeverity::kNote,
     "GDPR 5(1)(a)",
     places_from_nowhere,
     {.nl = "Er staat niet dat de plaats wordt afgeleid voor het adres wordt ingekort; daarna is "
            "ze te grof.",
      .fr = "Il n'est pas dit que le lieu est déduit avant que l'adresse soit abrégée ; après, il "
            "est trop vague.",
      .en = "It is not said that the place is derived before the address is shortened; afterwards "
            "it is too coarse."},
     {.nl = "Leid de plaats eerst af, en zeg dat (derived_from).",
      .fr = "Déduisez d'abord le lieu, et dites-le (derived_from).",
      .en = "Derive the place first, and say so (derived_from)."}},
    {"A10",
     LintSeverity::kError,
     "GDPR 13(1)(c)",
     announced_without_activity,
     {.nl = "Een beding kondigt aan dat deze gegevens worden verzameld, maar geen activiteit van "
            "de verklaring geeft er een doel en een grond aan.",
      .fr = "Une clause annonce la collecte de ces données, mais aucune activité de la "
            "déclaration ne leur donne une finalité et une base.",
      .en = "A clause announces that these data are collected, but no activity of the statement "
            "gives them a purpose and a ground."},
     {.nl = "Neem de activiteit op in de verklaring.",
      .fr = "Reprenez l'activité dans la déclaration.",
      .en = "Put the activity into the statement."}},
    {"A25",
     LintSeverity::kNote,
     "GDPR 13(1)(c), 5(1)(c)",
     unused,
     {.nl = "De verklaring somt deze gegevens op, maar geen van haar activiteiten gebruikt ze.",
      .fr = "La déclaration cite ces données, mais aucune de ses activités ne les utilise.",
      .en = "The statement lists these data, but none of its activities uses them."},
     {.nl = "Noem het gebruik, met doel en grond, of verzamel ze niet.",
      .fr = "Nommez l'utilisation, avec sa finalité et sa base, ou ne les collectez pas.",
      .en = "Name the use, with purpose and ground, or do not collect them."}},
    {"A28",
     LintSeverity::kWarning,
     "GDPR 6(1)(f), portrait right",
     portraits_without_consent,
     {.nl = "Herkenbare beelden om te tonen, zonder toestemming: het portretrecht vraagt die "
            "ook.",
      .fr = "Des images reconnaissables à montrer, sans consentement : le droit à l'image l'exige "
            "aussi.",
      .en = "Recognisable pictures to be shown, without consent: portrait right asks for it too."},
     {.nl = "Vraag toestemming, of toon alleen beelden waarop niemand herkenbaar is.",
      .fr = "Demandez le consentement, ou ne montrez que des images où nul n'est reconnaissable.",
      .en = "Ask for consent, or show only pictures on which nobody can be recognised."}},
    {"G2",
     LintSeverity::kError,
     "GDPR 14(1)(d), 30(1)(c)",
     absent_in_relation,
     {.nl = "Deze activiteit gebruikt “{1}”, wat niet bij de gegevens van “{2}” hoort.",
      .fr = "Cette activité utilise « {1} », qui ne figure pas parmi les données de « {2} ».",
      .en = "This activity uses “{1}”, which is not among the data of “{2}”."},
     {.nl = "Voeg de gegevens toe aan de relatie, of haal ze uit de activiteit.",
      .fr = "Ajoutez les données à la relation, ou retirez-les de l'activité.",
      .en = "Add the data to the relation, or take them out of the activity."}},
    {"G9",
     LintSeverity::kError,
     "GDPR 9(2), 10",
     special_without_condition,
     {.nl = "Deze activiteit gebruikt “{1}”, een bijzondere categorie, zonder voorwaarde van "
            "artikel 9 of 10.",
      .fr = "Cette activité utilise « {1} », une catégorie particulière, sans condition de "
            "l'article 9 ou 10.",
      .en = "This activity uses “{1}”, a special category, without a condition of article 9 or "
            "10."},
     {.nl = "Noem de voorwaarde (special_condition), of gebruik deze gegevens niet.",
      .fr = "Nommez la condition (special_condition), ou n'utilisez pas ces données.",
      .en = "Name the condition (special_condition), or do not use these data."}},
};

} // namespace

std::span<const LintRule> category_rules() {
  return kRules;
}

} // namespace ledger::policy
