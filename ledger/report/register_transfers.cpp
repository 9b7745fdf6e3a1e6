#include "ledger/report/register_transfers.hpp"

#include <algorithm>

namespace ledger {
namespace {

using policy::Adequacy;
using policy::AdequacyScope;
using policy::Mechanism;
using policy::Recipient;

template <class List, class Value>
bool holds(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

void add_with_helpers(const Recipient& recipient, const Policy& policy, Timestamp as_of,
                      std::vector<const Recipient*>& all) {
  if (!recipient.valid.holds_at(as_of) || holds(all, &recipient)) return;
  all.push_back(&recipient);
  for (const std::string& id : recipient.sub_processors)
    if (const Recipient* helper = policy.recipient(id))
      add_with_helpers(*helper, policy, as_of, all);
}

bool counts_as_inside(const std::string& country, const policy::Contents& contents,
                      Timestamp as_of) {
  if (holds(contents.eea.members, country) || holds(contents.eea.efta, country)) return true;
  return std::any_of(contents.adequacy.begin(), contents.adequacy.end(), [&](const Adequacy& each) {
    return each.territory == country && each.scope == AdequacyScope::kAsEea &&
           each.valid.holds_at(as_of);
  });
}

std::string adequacy_words(const Adequacy& adequacy) {
  std::string words = "adequacy decision " + adequacy.decision;
  if (adequacy.scope != AdequacyScope::kWhole)
    words += " (" + std::string(word_of(adequacy.scope)) + ")";
  return words;
}

std::string mechanism_words(const Mechanism& mechanism, std::string_view language) {
  std::string in_brackets = mechanism.article.empty() ? "" : "art. " + mechanism.article;
  std::string needs;
  for (const policy::Requirement each : mechanism.documents)
    needs += (needs.empty() ? "needs " : ", ") + std::string(word_of(each));
  if (!in_brackets.empty() && !needs.empty()) in_brackets += ", ";
  in_brackets += needs;
  const std::string label(mechanism.label.in(language));
  return in_brackets.empty() ? label : label + " (" + in_brackets + ")";
}

// GDPR art. 44: whatever holds on the day, by a decision on the country or by the policy's word.
Texts mechanisms_for(const Recipient& recipient, const std::string& country, const Policy& policy,
                     Timestamp as_of, std::string_view language) {
  Texts words;
  for (const Adequacy& each : policy.contents().adequacy)
    if (each.territory == country && each.valid.holds_at(as_of))
      words.push_back(adequacy_words(each));
  for (const std::string& id : recipient.mechanisms) {
    const Mechanism* each = policy.mechanism(id);
    if (each == nullptr || !each->valid.holds_at(as_of)) continue;
    const bool too_new =
        each->no_new_from && recipient.valid.from && *each->no_new_from <= *recipient.valid.from;
    const bool elsewhere = !each->countries.empty() && !holds(each->countries, country);
    if (!too_new && !elsewhere) words.push_back(mechanism_words(*each, language));
  }
  return words;
}

} // namespace

std::vector<const Recipient*> recipients_of(const policy::Activity& activity, const Policy& policy,
                                            Timestamp as_of) {
  std::vector<const Recipient*> all;
  for (const std::string& category : activity.recipients)
    for (const Recipient& recipient : policy.contents().recipients)
      if (recipient.category == category) add_with_helpers(recipient, policy, as_of, all);
  return all;
}

std::vector<RegisterTransfer> transfers_to(const Recipient& recipient, const Policy& policy,
                                           Timestamp as_of, std::string_view language) {
  policy::Slugs countries = {recipient.country};
  for (const std::string& each : recipient.locations)
    if (!holds(countries, each)) countries.push_back(each);
  std::vector<RegisterTransfer> transfers;
  for (const std::string& country : countries)
    if (!country.empty() && !counts_as_inside(country, policy.contents(), as_of))
      transfers.push_back(
          {recipient.name, country, mechanisms_for(recipient, country, policy, as_of, language)});
  return transfers;
}

} // namespace ledger
