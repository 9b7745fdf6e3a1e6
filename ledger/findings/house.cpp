#include "ledger/findings/house.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using wire::EventType;

bool within_dates(const Fact& fact, Timestamp time) {
  const wire::Clear::Reader& clear = fact.clear();
  return (clear.getEffectiveFrom() == 0 || clear.getEffectiveFrom() <= time.get()) &&
         (clear.getEffectiveTo() == 0 || time.get() < clear.getEffectiveTo());
}

bool is_contract(const Fact& fact, wire::ContractKind kind) {
  const wire::ContractKind stated = fact.clear().getContractKind();
  const bool of_kind = kind == wire::ContractKind::UNSTATED ||
                       stated == wire::ContractKind::UNSTATED || stated == kind;
  return of_kind &&
         (fact.type() == EventType::CONTRACT_SIGNED || fact.type() == EventType::CONTRACT_AMENDED ||
          fact.type() == EventType::CONTRACT_ENDED);
}

std::string_view contract_of(const Fact& fact) {
  const auto reference = fact.clear().getContract();
  return {reinterpret_cast<const char*>(reference.begin()), reference.size()};
}

bool holds(const Fact& contract, Timestamp time) {
  if (contract.type() != EventType::CONTRACT_ENDED) return within_dates(contract, time);
  // An end that lies ahead is the contract's own last day.
  return time.get() < contract.clear().getEffectiveTo();
}

} // namespace

House::House(std::vector<Fact> facts) : facts_(std::move(facts)) {
  std::sort(facts_.begin(), facts_.end(), happened_before);
  for (const Fact& fact : facts_)
    if (fact.clear().hasRecipient())
      by_recipient_[std::string(name_of(fact.clear().getRecipient()))].push_back(&fact);
}

std::span<const Fact* const> House::about(std::string_view recipient) const {
  const auto found = by_recipient_.find(recipient);
  if (found == by_recipient_.end()) return {};
  return found->second;
}

const Fact* House::contract_at(std::string_view recipient, wire::ContractKind kind,
                               Timestamp time) const {
  // Of each contract, what was said last; of those that hold, the one that was said last.
  std::map<std::string_view, const Fact*> latest;
  for (const Fact* fact : about(recipient))
    if (fact->at() <= time && is_contract(*fact, kind)) latest[contract_of(*fact)] = fact;
  const Fact* found = nullptr;
  for (const auto& [reference, fact] : latest)
    if (holds(*fact, time) && (found == nullptr || happened_before(*found, *fact))) found = fact;
  return found;
}

const Fact* House::certificate_at(std::string_view recipient, std::string_view mechanism,
                                  Timestamp time) const {
  const Fact* found = nullptr;
  for (const Fact* fact : about(recipient))
    if (fact->at() <= time && fact->type() == EventType::RECIPIENT_CERTIFIED &&
        name_of(fact->clear().getMechanism()) == mechanism && within_dates(*fact, time))
      found = fact;
  return found;
}

} // namespace ledger
