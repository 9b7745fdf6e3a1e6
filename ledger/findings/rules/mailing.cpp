// Advertising by electronic mail: Directive 2002/58/EC art. 13, in the law of the member state.
#include "ledger/findings/electronic_mail.hpp"
#include "ledger/findings/rules/rules.hpp"

namespace ledger::rules {
namespace {

using wire::Rule;

void f46(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts())
    for (const KnownActivity& activity : person.activities_of(fact)) {
      if (activity.activity == nullptr || !needs_mail_consent(fact, activity)) continue;
      const Consent consent = mail_consent(person, fact, activity);
      if (consent.standing != ConsentStanding::kValid)
        sink.add(Rule::F46, activity.id, fact.at(), fact, {consent.by});
    }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F46, Severity::kHigh, "Directive 2002/58/EC 13", f46, nullptr,
     "Reclame voor {about} is per elektronische post verstuurd zonder voorafgaande toestemming.",
     "De la publicité pour {about} a été envoyée par courrier électronique sans consentement "
     "préalable.",
     "Advertising for {about} was sent by electronic mail without consent before it."},
};

} // namespace

std::span<const RuleInfo> mailing_rules() {
  return kRules;
}

} // namespace ledger::rules
