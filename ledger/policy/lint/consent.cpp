// Consent: who can give it, with which words, and how it is taken back (GDPR art. 4(11), 7).
#include "ledger/policy/lint/rule.hpp"

namespace ledger::policy {
namespace {

Spots consent_under_pressure(const Linted& it) {
  return where(it.all.activities, [&](const Activity& each) {
    return ground_of(each) == Ground::kConsent &&
           std::any_of(each.relations.begin(), each.relations.end(),
                       [&](const std::string& id) { return it.all.relations.find(id)->imbalance; });
  });
}

bool is_worded_in(const ConsentRule& consent, std::string_view language) {
  return std::any_of(consent.wordings.begin(), consent.wordings.end(),
                     [&](const auto& each) { return each.language == language; });
}

// In each language of the statement; if it names none, in each of the policy.
Spots without_text(const Linted& it) {
  const Slugs& stated = it.all.statement.languages;
  const Slugs& languages = stated.empty() ? it.all.languages : stated;
  Spots spots;
  for (const ConsentRule& consent : it.all.consents) {
    const auto missing =
        std::find_if(languages.begin(), languages.end(),
                     [&](const std::string& each) { return !is_worded_in(consent, each); });
    if (missing != languages.end()) spots.push_back(spot(consent, {same(*missing)}));
  }
  return spots;
}

Spots without_way_back(const Linted& it) {
  return where(it.all.consents,
               [](const ConsentRule& each) { return each.withdrawal_methods.empty(); });
}

Spots activities_without_consent(const Linted& it) {
  return where(it.all.activities, [&](const Activity& activity) {
    return ground_of(activity) == Ground::kConsent &&
           std::none_of(it.all.consents.begin(), it.all.consents.end(),
                        [&](const ConsentRule& each) { return has(each.activities, activity.id); });
  });
}

constexpr LintRule kRules[] = {
    {"A11",
     LintSeverity::kWarning,
     "GDPR 4(11), 7(4)",
     consent_under_pressure,
     {.nl = "De grond is toestemming, hoewel deze mensen moeilijk kunnen weigeren.",
      .fr = "La base est le consentement, alors que ces personnes peuvent difficilement refuser.",
      .en = "The ground is consent, although these people can hardly refuse."},
     {.nl = "Kies een andere grond, of toon aan dat weigeren niets kost.",
      .fr = "Choisissez une autre base, ou montrez que refuser ne coûte rien.",
      .en = "Choose another ground, or show that refusing costs nothing."}},
    {"A23",
     LintSeverity::kNote,
     "GDPR 7(3)",
     clauses_with<ClauseTrait::kSilentOnEarlierProcessing>,
     {.nl = "Het beding zegt niet dat wat voor de intrekking gebeurde, rechtmatig blijft.",
      .fr = "La clause ne dit pas que ce qui a précédé le retrait reste licite.",
      .en = "The clause does not say that what came before the withdrawal stays lawful."},
     {.nl = "Voeg dat eraan toe.", .fr = "Ajoutez-le.", .en = "Add it."}},
    {"G6",
     LintSeverity::kError,
     "GDPR 7(1)",
     without_text,
     {.nl = "Van deze toestemming is er geen tekst in de taal “{1}”.",
      .fr = "Ce consentement n'a pas de texte dans la langue « {1} ».",
      .en = "This consent has no text in the language “{1}”."},
     {.nl = "Voeg de tekst of zijn hash toe (wording, text_hash).",
      .fr = "Ajoutez le texte ou son empreinte (wording, text_hash).",
      .en = "Add the text or its hash (wording, text_hash)."}},
    {"G6",
     LintSeverity::kError,
     "GDPR 7(3)",
     without_way_back,
     {.nl = "Er is geen manier genoemd om deze toestemming in te trekken.",
      .fr = "Aucune manière de retirer ce consentement n'est nommée.",
      .en = "No way to withdraw this consent is named."},
     {.nl = "Noem er een die even gemakkelijk is als ja zeggen (withdrawal_methods).",
      .fr = "Nommez-en une aussi simple que de dire oui (withdrawal_methods).",
      .en = "Name one that is as easy as saying yes (withdrawal_methods)."}},
    {"G6",
     LintSeverity::kError,
     "GDPR 7(1)",
     activities_without_consent,
     {.nl = "Deze activiteit steunt op toestemming, maar geen enkele toestemming omvat ze.",
      .fr = "Cette activité repose sur le consentement, mais aucun consentement ne la couvre.",
      .en = "This activity rests on consent, but no consent covers it."},
     {.nl = "Voeg de toestemming toe die gevraagd wordt, met haar tekst (consents).",
      .fr = "Ajoutez le consentement demandé, avec son texte (consents).",
      .en = "Add the consent that is asked for, with its text (consents)."}},
};

} // namespace

std::span<const LintRule> consent_rules() {
  return kRules;
}

} // namespace ledger::policy
