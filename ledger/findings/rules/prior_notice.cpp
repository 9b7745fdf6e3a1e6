// Telling people before their data goes by order or in a reorganisation: section 3 of the
// statement.
#include "ledger/findings/names.hpp"
#include "ledger/findings/party.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using policy::NoticeExcuse;
using policy::RecipientCategory;
using policy::RecipientRole;
using wire::EventType;
using wire::PriorNotice;
using wire::Rule;

bool excuses(const RecipientCategory& category, NoticeExcuse excuse) {
  return lists(category.notice_excuses, excuse);
}

bool is_told_or_excused(const Fact& fact, const RecipientCategory& category) {
  const auto reason = fact.clear().getInfeasibleReason();
  switch (fact.clear().getPriorNotice()) {
  case PriorNotice::GIVEN:
    return true;
  case PriorNotice::ATTEMPTED:
    return excuses(category, NoticeExcuse::kAttempted);
  case PriorNotice::INFEASIBLE:
    return excuses(category, NoticeExcuse::kInfeasible) &&
           (reason == wire::InfeasibleReason::TECHNICAL ||
            reason == wire::InfeasibleReason::COMMERCIAL);
  case PriorNotice::LEGALLY_BARRED:
    return excuses(category, NoticeExcuse::kLegallyBarred);
  default:
    return false;
  }
}

// The first category that asks for a notice and is, or is not, an authority's.
const RecipientCategory* that_asks(const Policy& policy, bool authority) {
  for (const RecipientCategory& each : policy.contents().recipient_categories)
    if (each.requires_prior_notice &&
        (each.assessed_role == RecipientRole::kAuthority) == authority)
      return &each;
  return nullptr;
}

bool tells(const Fact& fact, std::string_view recipient, const RecipientCategory& category) {
  const std::string_view about = name_of(fact.clear().getRecipient());
  if (fact.type() == EventType::NOTICE_SERVED)
    return fact.clear().getNoticeKind() == wire::NoticeKind::PRIOR_DISCLOSURE &&
           (about.empty() || about == recipient);
  const bool reorganisation = fact.type() == EventType::REORGANISATION_ANNOUNCED ||
                              fact.type() == EventType::REORGANISATION_EXECUTED;
  return reorganisation && about == recipient && is_told_or_excused(fact, category);
}

bool house_told_before(const House& house, const Fact& fact, const RecipientCategory& category) {
  const std::string_view recipient = name_of(fact.clear().getRecipient());
  const auto facts = house.about(recipient);
  return std::any_of(facts.begin(), facts.end(), [&](const Fact* each) {
    return happened_before(*each, fact) && tells(*each, recipient, category);
  });
}

// What told of it, or said why not, before the data went: a notice to this person, or the
// reorganisation itself.
bool was_told_before(const PersonCase& person, const Fact& fact,
                     const RecipientCategory& category) {
  const std::string_view recipient = name_of(fact.clear().getRecipient());
  const auto earlier = person.before(fact.moment());
  return std::any_of(earlier.begin(), earlier.end(),
                     [&](const Fact& each) { return tells(each, recipient, category); }) ||
         house_told_before(person.house(), fact, category);
}

void add_untold(const Fact& fact, FindingSink& sink) {
  const std::string_view recipient = name_of(fact.clear().getRecipient());
  if (Finding* finding = sink.add(Rule::F25, recipient, fact.at(), fact, {}))
    finding->breaks = Breaks::kPromise;
}

// The clause that a disclosure falls under; null when under none.
const RecipientCategory* clause_of(const Fact& fact, const Party& party, const Policy& policy) {
  if (party.category != nullptr && party.category->requires_prior_notice) return party.category;
  // By order or law to somebody else than an authority: the same clause.
  const bool compelled = fact.clear().getCompelled() == wire::Answer::YES;
  return compelled ? that_asks(policy, true) : nullptr;
}

void f25(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    const bool reorganises = fact.type() == EventType::REORGANISATION_EXECUTED;
    if (!reorganises && !is_disclosure(fact)) continue;
    const PolicyVersion* version = person.policies().at(fact.at());
    if (version == nullptr) continue; // F39
    const Policy& policy = version->policy;
    const RecipientCategory* clause = reorganises
                                          ? that_asks(policy, false)
                                          : clause_of(fact, recipient_of(fact, policy), policy);
    if (clause == nullptr || is_told_or_excused(fact, *clause)) continue;
    // What is stated and no excuse is not mended by what was said before.
    const bool stated = fact.clear().getPriorNotice() != PriorNotice::UNSTATED;
    if (stated || !was_told_before(person, fact, *clause)) add_untold(fact, sink);
  }
}

void f25_of_house(const House& house, const PolicyTimes& policies, FindingSink& sink) {
  for (const Fact& fact : house.facts()) {
    if (fact.type() != EventType::REORGANISATION_EXECUTED) continue;
    const PolicyVersion* version = policies.at(fact.at());
    const RecipientCategory* clause =
        version == nullptr ? nullptr : that_asks(version->policy, false);
    if (clause == nullptr || is_told_or_excused(fact, *clause)) continue;
    const bool stated = fact.clear().getPriorNotice() != PriorNotice::UNSTATED;
    if (stated || !house_told_before(house, fact, *clause)) add_untold(fact, sink);
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F25, Severity::kMedium, "13, 14", f25, f25_of_house,
     "Gegevens gingen naar {about} op bevel of bij een reorganisatie, zonder voorafgaand bericht "
     "of "
     "geldige reden waarom niet.",
     "Des données sont allées à {about} sur ordre ou lors d'une réorganisation, sans avertissement "
     "préalable ni raison valable.",
     "Data went to {about} under an order or in a reorganisation, with neither prior notice nor a "
     "valid reason for having given none."},
};

} // namespace

std::span<const RuleInfo> prior_notice_rules() {
  return kRules;
}

} // namespace ledger::rules
