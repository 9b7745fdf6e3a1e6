#include "ledger/report/recipient_list.hpp"

#include "ledger/event/slug_book.hpp"
#include "ledger/findings/names.hpp"
#include "ledger/findings/transfer_basis.hpp"
#include "ledger/report/schema_words.hpp"

#include <kj/exception.h>

#include <algorithm>
#include <map>

namespace ledger {
namespace {

using wire::EventType;

void add_names(std::set<std::string>& to, capnp::List<capnp::Text>::Reader names) {
  for (const std::string_view name : names_of(names))
    to.emplace(name);
}

class Line {
 public:
  Line(std::string id, const House& house, const PolicyTimes& policies, Timestamp as_of)
      : house_(house), policies_(policies), as_of_(as_of) {
    line_.id = std::move(id);
    line_.role = policy::word_of(policy::RecipientRole::kUnstated);
  }

  void add(const Fact& fact) {
    switch (fact.type()) {
    case EventType::DISCLOSURE:
    case EventType::TRANSFER_THIRD_COUNTRY:
      return add_disclosure(fact);
    case EventType::RECIPIENT_NOTIFIED:
      ++line_.notified;
      return;
    case EventType::RECIPIENT_CONFIRMED:
      ++line_.confirmed;
      return;
    case EventType::RECIPIENT_NOTIFY_INFEASIBLE:
      ++line_.not_notifiable;
      return;
    default:
      return; // contracts and certificates are the house's
    }
  }

  // What the policy and the house say of it at the time that is asked for.
  RecipientLine finish() {
    if (line_.id == kUndeclared) return several();
    if (const PolicyVersion* version = policies_.near(as_of_)) describe(version->policy);
    const Fact* contract = house_.contract_at(line_.id, wire::ContractKind::UNSTATED, as_of_);
    if (contract != nullptr) {
      line_.contract_by = contract->by();
      line_.contract_kind = word_of(contract->clear().getContractKind());
      if (const std::int64_t until = contract->clear().getEffectiveTo(); until != 0)
        line_.contract_until = Timestamp(until);
    }
    return std::move(line_);
  }

 private:
  // Of all that no policy knew: nothing that is said of one of them holds for the others.
  RecipientLine several() {
    line_.category.clear();
    line_.role = policy::word_of(policy::RecipientRole::kUnstated);
    return std::move(line_);
  }

  void add_disclosure(const Fact& fact) {
    const bool direct = name_of(fact.clear().getRecipient()) == line_.id;
    ++(direct ? line_.times : line_.passed_through);
    line_.first_at = std::min(fact.at(), line_.first_at.value_or(fact.at()));
    if (!last_ || *last_ < fact.moment()) {
      last_ = fact.moment();
      line_.last_at = fact.at();
      line_.last_by = fact.by();
      if (direct) line_.category = name_of(fact.clear().getRecipientCategory());
    }
    add_names(line_.activities, fact.clear().getActivities());
    add_names(line_.categories, fact.clear().getCategories());
    if (const PolicyVersion* version = policies_.at(fact.at()))
      add_transfers(fact, version->policy, direct);
  }

  void add_transfers(const Fact& fact, const Policy& policy, bool direct) {
    const Party party = direct ? recipient_of(fact, policy) : party_passed(fact, policy);
    if (direct) line_.role = policy::word_of(party.role);
    bool holds = true;
    for (const std::string_view country : countries_outside(fact, party, policy.contents())) {
      line_.countries_outside.emplace(country);
      const TransferBasis basis = basis_of(fact, party, country, policy.contents(), house_);
      holds = holds && basis.standing == TransferStanding::kHolds;
      if (basis.mechanism != nullptr) line_.mechanisms.insert(basis.mechanism->id);
    }
    if (!holds) ++line_.without_basis;
  }

  [[nodiscard]] Party party_passed(const Fact& fact, const Policy& policy) const {
    for (const Party& party : passed_through(fact, policy))
      if (party.id == line_.id) return party;
    return {};
  }

  void describe(const Policy& policy) {
    const policy::Recipient* recipient = policy.recipient(line_.id);
    if (recipient != nullptr) {
      line_.name = recipient->name;
      line_.category = recipient->category;
    }
    const policy::RecipientCategory* category = policy.recipient_category(line_.category);
    if (category == nullptr) return;
    line_.contract_needed = category->requires_contract;
    const bool assessed = category->assessed_role != policy::RecipientRole::kUnstated;
    const auto role = assessed ? category->assessed_role : category->declared_role;
    if (role != policy::RecipientRole::kUnstated) line_.role = policy::word_of(role);
  }

  const House& house_;
  const PolicyTimes& policies_;
  const Timestamp as_of_;
  std::optional<Moment> last_; // of the last disclosure
  RecipientLine line_;
};

} // namespace

Result<std::vector<RecipientLine>> list_recipients(const StateCopy& recipients, const House& house,
                                                   const PolicyTimes& policies,
                                                   const RecipientListQuery& query) {
  std::map<std::string, RecipientLine> lines;
  const auto add = [&](ByteView group, std::vector<Fact> facts) -> Status {
    remove_corrected(facts);
    Line line(std::string(as_text(group)), house, policies, query.as_of);
    bool said = false;
    for (const Fact& fact : facts) {
      if (query.as_of < fact.at() || fact.type() == EventType::CORRECTION) continue;
      line.add(fact);
      said = true;
    }
    if (said) lines.emplace(as_text(group), line.finish());
    return {};
  };
  try {
    LEDGER_TRY(each_group(recipients, query.known_at, add));
    if (const PolicyVersion* version = policies.near(query.as_of)) {
      for (const policy::Recipient& each : version->policy.contents().recipients)
        if (each.valid.holds_at(query.as_of) && !lines.contains(each.id))
          lines.emplace(each.id, Line(each.id, house, policies, query.as_of).finish());
    }
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a fact cannot be read",
                "projection " + std::string(RecipientProjection::kName),
                "run `auditledger verify`, then rebuild the projection");
  }
  std::vector<RecipientLine> sorted;
  sorted.reserve(lines.size());
  for (auto& [id, line] : lines)
    sorted.push_back(std::move(line));
  return sorted;
}

} // namespace ledger
