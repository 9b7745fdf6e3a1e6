#include "ledger/findings/party.hpp"

#include "ledger/findings/names.hpp"

namespace ledger {
namespace {

using policy::RecipientRole;
using wire::EventType;

RecipientRole role_claimed(const Fact& fact) {
  switch (fact.clear().getRecipientRole()) {
  case wire::RecipientRole::PROCESSOR:
    return RecipientRole::kProcessor;
  case wire::RecipientRole::CONTROLLER:
    return RecipientRole::kController;
  case wire::RecipientRole::JOINT_CONTROLLER:
    return RecipientRole::kJointController;
  case wire::RecipientRole::AUTHORITY:
    return RecipientRole::kAuthority;
  case wire::RecipientRole::INTERNAL:
    return RecipientRole::kInternal;
  default:
    return RecipientRole::kUnstated;
  }
}

RecipientRole role_of(const policy::RecipientCategory& category) {
  return category.assessed_role != RecipientRole::kUnstated ? category.assessed_role
                                                            : category.declared_role;
}

} // namespace

bool is_disclosure(const Fact& fact) {
  return fact.type() == EventType::DISCLOSURE || fact.type() == EventType::TRANSFER_THIRD_COUNTRY;
}

Party recipient_of(const Fact& fact, const Policy& policy) {
  Party party;
  party.id = name_of(fact.clear().getRecipient());
  party.recipient = policy.recipient(party.id);
  party.category = party.recipient != nullptr
                       ? policy.recipient_category(party.recipient->category)
                       : policy.recipient_category(name_of(fact.clear().getRecipientCategory()));
  if (party.category != nullptr) party.role = role_of(*party.category);
  if (party.role == RecipientRole::kUnstated) party.role = role_claimed(fact);
  return party;
}

std::vector<Party> passed_through(const Fact& fact, const Policy& policy) {
  std::vector<Party> parties;
  for (const std::string_view id : names_of(fact.clear().getVia())) {
    Party& party = parties.emplace_back();
    party.id = id;
    party.recipient = policy.recipient(id);
    if (party.recipient == nullptr) continue;
    party.category = policy.recipient_category(party.recipient->category);
    if (party.category != nullptr) party.role = role_of(*party.category);
  }
  return parties;
}

} // namespace ledger
