// Advertising: how it is sent, what it is, and that everybody may refuse it.
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots mailings_without_consent(const Linted& it) {
  return where(it.all.activities, [&](const Activity& each) {
    return each.direct_marketing && !each.soft_opt_in &&
           ground_of(each) == Ground::kLegitimateInterest &&
           std::any_of(each.channels.begin(), each.channels.end(), [&](const std::string& id) {
             return it.all.channels.find(id)->electronic_mail;
           });
  });
}

// Activities that carry an item of that nature though they are, or are not, direct marketing.
template <ItemNature kNature, bool kMarketing>
Spots of_another_nature(const Linted& it) {
  Spots spots;
  for (const Activity& activity : it.all.activities) {
    if (activity.direct_marketing != kMarketing) continue;
    for (const std::string& id : activity.items) {
      const Message& item = *it.all.items.find(id);
      if (item.nature == kNature) spots.push_back(spot(activity, {item.label}));
    }
  }
  return spots;
}

Spots marketing_closed(const Linted& it) {
  return where(it.all.activities, [](const Activity& each) {
    return each.direct_marketing && (each.declared_objection == Objectability::kExcluded ||
                                     each.assessed_objection == Objectability::kExcluded);
  });
}

constexpr LintRule kRules[] = {
    {"A24",
     LintSeverity::kError,
     "Directive 2002/58/EC 13",
     mailings_without_consent,
     {.nl = "Reclame per elektronische post op gerechtvaardigd belang: toestemming is de regel.",
      .fr = "Publicité par courrier électronique fondée sur l'intérêt légitime : le consentement "
            "est la règle.",
      .en = "Advertising by electronic mail on legitimate interest: consent is the rule."},
     {.nl = "Vraag toestemming, of leg vast dat de uitzondering voor eigen klanten geldt "
            "(soft_opt_in).",
      .fr = "Demandez le consentement, ou indiquez que l'exception pour ses propres clients "
            "s'applique (soft_opt_in).",
      .en = "Ask for consent, or record that the exception for own customers holds "
            "(soft_opt_in)."}},
    {"A31",
     LintSeverity::kWarning,
     "GDPR 21(2)",
     of_another_nature<ItemNature::kAdvertising, false>,
     {.nl = "“{1}” geldt als reclame, maar deze activiteit is niet als direct marketing "
            "aangegeven.",
      .fr = "« {1} » passe pour de la publicité, mais cette activité n'est pas indiquée comme "
            "marketing direct.",
      .en = "“{1}” counts as advertising, but this activity is not declared as direct marketing."},
     {.nl = "Haal het uit deze activiteit, of geef de activiteit aan als direct marketing.",
      .fr = "Retirez-la de cette activité, ou indiquez l'activité comme marketing direct.",
      .en = "Take it out of this activity, or declare the activity as direct marketing."}},
    {"A32",
     LintSeverity::kNote,
     "GDPR 21(2)",
     of_another_nature<ItemNature::kResearch, true>,
     {.nl = "“{1}” is onderzoek en geen reclame, maar deze activiteit is als direct marketing "
            "aangegeven.",
      .fr = "« {1} » est de la recherche et non de la publicité, mais cette activité est indiquée "
            "comme marketing direct.",
      .en = "“{1}” is research and no advertising, but this activity is declared as direct "
            "marketing."},
     {.nl = "Geef het onderzoek een eigen activiteit.",
      .fr = "Donnez à la recherche une activité à part.",
      .en = "Give the research an activity of its own."}},
    {"G8",
     LintSeverity::kError,
     "GDPR 21(2)",
     marketing_closed,
     {.nl = "Dit is direct marketing, en toch staat verzet als uitgesloten.",
      .fr = "C'est du marketing direct, et pourtant l'opposition est indiquée comme exclue.",
      .en = "This is direct marketing, and yet objection is marked as excluded."},
     {.nl = "Maak verzet mogelijk: tegen direct marketing kan het altijd.",
      .fr = "Permettez l'opposition : contre le marketing direct elle est toujours possible.",
      .en = "Declare objection possible: against direct marketing it always is."}},
};

} // namespace

std::span<const LintRule> marketing_rules() {
  return kRules;
}

} // namespace ledger::policy
