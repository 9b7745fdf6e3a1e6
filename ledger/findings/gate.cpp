#include "ledger/findings/gate.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/findings/category_lists.hpp"
#include "ledger/findings/electronic_mail.hpp"
#include "ledger/findings/engagement.hpp"
#include "ledger/findings/names.hpp"
#include "ledger/findings/objections.hpp"
#include "ledger/findings/person_relations.hpp"
#include "ledger/findings/profiling.hpp"
#include "ledger/findings/purpose_watch.hpp"
#include "ledger/findings/special_categories.hpp"
#include "ledger/findings/transfer_basis.hpp"

#include <capnp/message.h>
#include <capnp/serialize.h>

#include <cstring>
#include <limits>

namespace ledger {
namespace {

using policy::Ground;
using wire::EventType;
using wire::GateReason;

constexpr Sequence kAfterAllRecords(std::numeric_limits<std::uint64_t>::max());

capnp::Text::Reader text(std::string_view value) {
  return {value.data(), value.size()};
}

// Data that somebody else gets is disclosed, all else is used.
EventType type_of(const GateQuery& query) {
  return query.recipient.empty() && query.country.empty() ? EventType::USE : EventType::DISCLOSURE;
}

void set_one(capnp::List<capnp::Text>::Builder list, std::string_view value) {
  list.set(0, text(value));
}

Status check_ids(const GateQuery& query) {
  const std::pair<std::string_view, const std::string&> ids[] = {
      {"activity", query.activity}, {"item", query.item},           {"relation", query.relation},
      {"category", query.category}, {"recipient", query.recipient}, {"country", query.country}};
  for (const auto& [name, id] : ids)
    if (id.size() > limits::kSlugChars)
      return fail(Errc::kInvalidField, "longer than any id of a policy", std::string(name),
                  "ask with an id of at most " + std::to_string(limits::kSlugChars) +
                      " characters; `auditledger policy show` lists them");
  return {};
}

// What would be recorded if it were done: the rules' questions are about facts.
Result<Fact> fact_of(const GateQuery& query) {
  LEDGER_TRY(check_ids(query));
  capnp::MallocMessageBuilder message;
  auto clear = message.initRoot<wire::Clear>();
  clear.setOccurredAt(query.at.get());
  set_one(clear.initActivities(1), query.activity);
  clear.setOperation(query.operation);
  clear.setChannel(query.channel);
  if (!query.item.empty()) clear.setItem(text(query.item));
  if (!query.relation.empty()) clear.setRelation(text(query.relation));
  if (!query.category.empty()) set_one(clear.initCategories(1), query.category);
  if (!query.recipient.empty()) clear.setRecipient(text(query.recipient));
  if (!query.country.empty()) clear.setCountry(text(query.country));
  const auto words = capnp::canonicalize(clear.asReader());
  std::vector<std::uint64_t> copy(words.size());
  std::memcpy(copy.data(), words.begin(), words.asBytes().size());
  FactHead head;
  head.recorded_at = query.at;
  head.type = type_of(query);
  return Fact::decode(kAfterAllRecords, Fact::encode(head, Fact::Root::kClear, copy));
}

class Check {
 public:
  Check(const PersonCase& person, const Fact& fact, const GateQuery& query)
      : person_(person), fact_(fact), query_(query) {
    verdict_.policy = person.policies().at(fact.at());
    activity_ = {query.activity, verdict_.policy,
                 verdict_.policy == nullptr ? nullptr
                                            : verdict_.policy->policy.activity(query.activity)};
  }

  GateVerdict run() {
    const bool denied = policy_denies() || life_denies() || data_denies() || wishes_deny() ||
                        consent_denies() || (is_disclosure(fact_) && recipient_denies());
    if (!denied) allow();
    return verdict_;
  }

 private:
  bool deny(GateReason reason, const Fact* fact = nullptr) {
    verdict_.allowed = false;
    verdict_.reason = reason;
    if (fact != nullptr) verdict_.record = fact->by();
    return true;
  }

  void allow() {
    verdict_.allowed = true;
    verdict_.reason = GateReason::ALLOWED;
    if (consent_.standing == ConsentStanding::kValid) verdict_.record = consent_.by->by();
  }

  // What the policy of that time does not know, nobody may do.
  bool policy_denies() {
    if (verdict_.policy == nullptr) return deny(GateReason::NO_POLICY);
    const policy::Activity* activity = activity_.activity;
    if (activity == nullptr) return deny(GateReason::UNKNOWN_ACTIVITY);
    if (PersonCase::ground_of(*activity) == Ground::kUnstated) return deny(GateReason::NO_GROUND);
    if (profiling_breaks(fact_, activity_)) return deny(GateReason::PROFILING);
    if (!query_.relation.empty() && !activity->serves(query_.relation))
      return deny(GateReason::RELATION_NOT_DECLARED);
    if (!query_.item.empty() && !activity->items.empty() && !lists(activity->items, query_.item))
      return deny(GateReason::ITEM_NOT_DECLARED);
    return false;
  }

  bool life_denies() {
    for (const Fact& fact : person_.before(fact_.moment()))
      if (fact.type() == EventType::KEY_DESTROYED && fact.control().isKeyDestroyed() &&
          fact.control().getKeyDestroyed().getWhole())
        return deny(GateReason::ERASED, &fact);
    if (const Fact* restriction = person_.restriction_before(fact_.moment(), activity_.id))
      return deny(GateReason::RESTRICTED, restriction);
    return false;
  }

  bool data_denies() {
    if (query_.category.empty()) return false;
    RelationsSoFar relations(person_);
    PurposeWatch watch(person_);
    for (const Fact& fact : person_.before(fact_.moment())) {
      relations.add(fact);
      if (fact.type() == EventType::COLLECTION) watch.collected(fact);
    }
    if (!CategoryLists(person_, relations.current(), fact_).admit(query_.category))
      return deny(GateReason::CATEGORY_NOT_DECLARED);
    if (special_category_of(person_, fact_) != nullptr &&
        !meets_condition(person_, fact_, activity_))
      return deny(GateReason::SPECIAL_CATEGORY);
    if (const Fact* collected = watch.strayed_from(fact_, activity_))
      return deny(GateReason::PURPOSE_CHANGED, collected);
    return false;
  }

  bool wishes_deny() {
    if (activity_.activity->direct_marketing) {
      const Fact* objection = person_.marketing_objection_before(fact_.moment(), activity_.id);
      if (objection == nullptr) return false;
      // Who takes a consent to advertising back objects to it; the caller hears what was said.
      const bool taken_back = objection->type() == EventType::CONSENT_WITHDRAWN;
      return deny(taken_back ? GateReason::CONSENT_WITHDRAWN : GateReason::OBJECTED, objection);
    }
    const auto objection = binding_objection(person_, fact_.moment(), activity_);
    if (!objection) return false;
    if (objection->assessed == nullptr)
      return deny(GateReason::OBJECTION_PENDING, objection->lodged);
    return deny(GateReason::OBJECTED, objection->assessed);
  }

  bool consent_denies() {
    if (PersonCase::ground_of(*activity_.activity) == Ground::kConsent)
      consent_ = person_.consent_before(fact_.moment(), activity_.id);
    else if (needs_mail_consent(fact_, activity_))
      consent_ = mail_consent(person_, fact_, activity_);
    else
      return false;
    switch (consent_.standing) {
    case ConsentStanding::kValid:
      return false;
    case ConsentStanding::kRefused:
      return deny(GateReason::CONSENT_REFUSED, consent_.by);
    case ConsentStanding::kWithdrawn:
      return deny(GateReason::CONSENT_WITHDRAWN, consent_.by);
    case ConsentStanding::kExpired:
      return deny(GateReason::CONSENT_EXPIRED, consent_.by);
    default:
      return deny(GateReason::NO_CONSENT, consent_.by);
    }
  }

  // To whom, by which contract, where to, and on what that rests.
  bool recipient_denies() {
    const Party party = recipient_of(fact_, verdict_.policy->policy);
    if (!query_.recipient.empty()) {
      if (party.recipient == nullptr) return deny(GateReason::UNKNOWN_RECIPIENT);
      if (!is_announced(person_, fact_, party)) return deny(GateReason::RECIPIENT_NOT_DECLARED);
      if (const auto contract = check_contract(fact_, party, person_.house()); !contract.holds)
        return deny(GateReason::NO_CONTRACT, contract.last);
    }
    const policy::Contents& policy = verdict_.policy->policy.contents();
    for (const std::string_view country : countries_outside(fact_, party, policy)) {
      const TransferBasis basis = basis_of(fact_, party, country, policy, person_.house());
      if (basis.standing != TransferStanding::kHolds || basis.assessment_missing)
        return deny(GateReason::NO_MECHANISM, basis.document);
    }
    return false;
  }

  const PersonCase& person_;
  const Fact& fact_; // as if it were done
  const GateQuery& query_;
  KnownActivity activity_;
  Consent consent_; // that it needs; none when it needs none
  GateVerdict verdict_;
};

} // namespace

bool decides_at_gate(EventType type) {
  switch (type) {
  case EventType::POLICY_PUBLISHED:
  case EventType::POLICY_RETIRED:
  case EventType::CONTRACT_SIGNED:
  case EventType::CONTRACT_AMENDED:
  case EventType::CONTRACT_ENDED:
  case EventType::RECIPIENT_CERTIFIED:
  case EventType::ASSESSMENT_RECORDED:
    return true;
  default:
    return false;
  }
}

Result<GateVerdict> check(const PersonCase& person, const GateQuery& query) {
  LEDGER_ASSIGN(const Fact fact, fact_of(query));
  return Check(person, fact, query).run();
}

} // namespace ledger
