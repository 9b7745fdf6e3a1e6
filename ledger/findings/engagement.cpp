#include "ledger/findings/engagement.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using policy::RecipientCategory;
using policy::RecipientRole;
using wire::ContractKind;
using wire::EventType;

// GDPR art. 28(3)(a) to (h), a bit each.
constexpr unsigned kAllContractItems = 0xff;

const Fact* last_word(const House& house, std::string_view recipient, Timestamp time) {
  const Fact* last = nullptr;
  for (const Fact* fact : house.about(recipient))
    if (fact->at() <= time &&
        (fact->type() == EventType::CONTRACT_SIGNED ||
         fact->type() == EventType::CONTRACT_AMENDED || fact->type() == EventType::CONTRACT_ENDED))
      last = fact;
  return last;
}

bool is_complete(const Fact& contract) {
  return (contract.clear().getContractItems() & kAllContractItems) == kAllContractItems;
}

bool is_engaged(const Fact& fact, const Party& party) {
  if (party.role == RecipientRole::kAuthority || party.role == RecipientRole::kInternal)
    return false;
  return party.category != nullptr ? party.category->requires_contract
                                   : fact.clear().getCompelled() != wire::Answer::YES;
}

bool serves(const RecipientCategory& category, const Fact& fact, const policy::Activity& activity) {
  if (!category.every_activity && !lists(activity.recipients, category.id)) return false;
  if (category.relations.empty()) return true;
  if (fact.clear().getRelation().size() != 0)
    return lists(category.relations, name_of(fact.clear().getRelation()));
  return activity.relations.empty() ||
         std::any_of(category.relations.begin(), category.relations.end(),
                     [&](const std::string& relation) { return activity.serves(relation); });
}

bool may_have(const RecipientCategory& category, const Fact& fact) {
  if (category.categories.empty()) return true;
  const auto given = names_of(fact.clear().getCategories());
  return std::all_of(given.begin(), given.end(),
                     [&](std::string_view each) { return lists(category.categories, each); });
}

} // namespace

ContractCheck check_contract(const Fact& fact, const Party& party, const House& house) {
  const bool processor = party.role == RecipientRole::kProcessor;
  if (!processor && !is_engaged(fact, party)) return {};
  const ContractKind kind = processor ? ContractKind::PROCESSOR : ContractKind::UNSTATED;
  const Fact* contract = house.contract_at(party.id, kind, fact.at());
  return {contract != nullptr && (!processor || is_complete(*contract)),
          processor ? Breaks::kLaw : Breaks::kPromise,
          contract != nullptr ? contract : last_word(house, party.id, fact.at())};
}

std::vector<std::string_view> unknown_sub_processors(const Fact& fact, const Party& party,
                                                     const House& house) {
  if (party.role != RecipientRole::kProcessor) return {};
  const Fact* contract = house.contract_at(party.id, ContractKind::PROCESSOR, fact.at());
  auto unknown = names_of(fact.clear().getVia());
  std::erase_if(unknown, [&](std::string_view id) {
    const bool own = party.recipient != nullptr && lists(party.recipient->sub_processors, id);
    return own || (contract != nullptr && names(contract->clear().getVia(), id));
  });
  return unknown;
}

bool is_announced(const PersonCase& person, const Fact& fact, const Party& party) {
  if (party.category == nullptr || !party.category->declared) return false;
  if (!may_have(*party.category, fact)) return false;
  const auto activities = person.activities_of(fact);
  return std::all_of(activities.begin(), activities.end(), [&](const KnownActivity& each) {
    return each.activity == nullptr || serves(*party.category, fact, *each.activity); // null: F10
  });
}

} // namespace ledger
