// Consent: GDPR art. 4(11), 6(1)(a) and 7.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

bool rests_on_consent(const KnownActivity& activity) {
  return activity.activity != nullptr &&
         PersonCase::ground_of(*activity.activity) == policy::Ground::kConsent;
}

// Calls `each` for what was done on the ground of consent, with the consent as it stood.
template <class Each>
void for_each_use_on_consent(const PersonCase& person, Each each) {
  for (const Fact& fact : person.facts()) {
    if (!PersonCase::is_processing(fact)) continue;
    for (const KnownActivity& activity : person.activities_of(fact))
      if (rests_on_consent(activity))
        each(fact, activity, person.consent_before(fact.moment(), activity.id));
  }
}

bool has_wording(const Fact& consent) {
  for (const auto document : consent.clear().getDocuments())
    if (document.getKind() == wire::DocumentKind::CONSENT_WORDING) return true;
  return false;
}

const Fact* notice_before(const PersonCase& person, const Fact& consent) {
  for (const Fact& fact : person.facts()) {
    if (!happened_before(fact, consent)) break;
    if (fact.type() == EventType::NOTICE_SERVED) return &fact;
  }
  return nullptr;
}

// The wordings of the version's consents to the activity that are known by their hash.
bool is_current_wording(const policy::Contents& policy, std::string_view activity,
                        const Fact& consent) {
  bool any = false;
  for (const policy::ConsentRule& rule : policy.consents) {
    if (!lists(rule.activities, activity)) continue;
    for (const auto& wording : rule.wordings) {
      any = true;
      for (const auto document : consent.clear().getDocuments())
        if (to_hex({document.getHash().begin(), document.getHash().size()}) == wording.sha256)
          return true;
    }
  }
  return !any;
}

void f01(const PersonCase& person, FindingSink& sink) {
  for_each_use_on_consent(person, [&](const Fact& fact, const KnownActivity& activity,
                                      const Consent& consent) {
    if (consent.standing == ConsentStanding::kNone || consent.standing == ConsentStanding::kInvalid)
      sink.add(Rule::F01, activity.id, fact.at(), fact, {consent.by});
  });
}

void f02(const PersonCase& person, FindingSink& sink) {
  for_each_use_on_consent(
      person, [&](const Fact& fact, const KnownActivity& activity, const Consent& consent) {
        if (consent.standing == ConsentStanding::kWithdrawn ||
            consent.standing == ConsentStanding::kExpired ||
            consent.standing == ConsentStanding::kRefused)
          sink.add(Rule::F02, activity.id, fact.at(), fact, {consent.by});
      });
}

void f03(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::CONSENT_GIVEN && fact.type() != EventType::CONSENT_RENEWED)
      continue;
    const auto activities = names_of(fact.clear().getActivities());
    const std::string_view about = activities.empty() ? std::string_view() : activities.front();
    const bool bundled = activities.size() > 1;
    if (bundled || !has_wording(fact) || notice_before(person, fact) == nullptr)
      sink.add(Rule::F03, about, fact.at(), fact, {});
  }
}

void f44(const PersonCase& person, FindingSink& sink) {
  for_each_use_on_consent(
      person, [&](const Fact& fact, const KnownActivity& activity, const Consent& consent) {
        if (consent.standing != ConsentStanding::kValid) return;
        if (!has_wording(*consent.by)) return; // F03 says so
        if (!is_current_wording(activity.policy->policy.contents(), activity.id, *consent.by))
          sink.add(Rule::F44, activity.id, fact.at(), fact, {consent.by});
      });
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F01, Severity::kHigh, "6(1)(a), 7", f01, nullptr,
     "Gegevens zijn gebruikt voor {about}, waarvoor geen toestemming was gegeven.",
     "Des données ont servi à {about} sans qu'un consentement ait été donné.",
     "Data was used for {about}, to which no consent had been given."},
    {Rule::F02, Severity::kHigh, "7(3)", f02, nullptr,
     "Gegevens zijn gebruikt voor {about} na weigering, intrekking of einde van de toestemming.",
     "Des données ont servi à {about} après refus, retrait ou fin du consentement.",
     "Data was used for {about} after consent was refused, withdrawn or had ended."},
    {Rule::F03, Severity::kMedium, "7(1), 4(11)", f03, nullptr,
     "De toestemming voor {about} steunt niet op een eigen vraag met een vooraf getoonde tekst.",
     "Le consentement à {about} ne repose pas sur une demande distincte dont le texte a été montré "
     "avant.",
     "The consent to {about} does not rest on a question of its own with a text that was shown "
     "before."},
    {Rule::F44, Severity::kMedium, "7", f44, nullptr,
     "De toestemming voor {about} is gegeven onder een tekst die niet meer geldt.",
     "Le consentement à {about} a été donné sous un texte qui n'est plus en vigueur.",
     "The consent to {about} was given under a text that is no longer in use."},
};

} // namespace

std::span<const RuleInfo> consent_rules() {
  return kRules;
}

} // namespace ledger::rules
