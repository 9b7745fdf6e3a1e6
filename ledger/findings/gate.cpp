#include "ledger/findings/gate.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>
#include <limits>

namespace ledger {
namespace {

using policy::Ground;
using wire::EventType;
using wire::GateReason;

bool holds(const policy::Slugs& slugs, std::string_view slug) {
  return std::find(slugs.begin(), slugs.end(), slug) != slugs.end();
}

class Check {
 public:
  Check(const PersonCase& person, const GateQuery& query)
      : person_(person),
        query_(query), now_{query.at, Sequence(std::numeric_limits<std::uint64_t>::max())} {
    verdict_.policy = person.policies().at(query.at);
  }

  GateVerdict run() {
    const bool denied = policy_denies() || life_denies() || wishes_deny() || consent_denies() ||
                        recipient_denies() || country_denies();
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
    if (PersonCase::ground_of(*activity_) == Ground::kConsent)
      if (const Fact* by = person_.consent_before(now_, query_.activity).by)
        verdict_.record = by->by();
  }

  // What the policy of that time does not declare, nobody may do.
  bool policy_denies() {
    if (verdict_.policy == nullptr) return deny(GateReason::NO_POLICY);
    activity_ = verdict_.policy->policy.activity(query_.activity);
    if (activity_ == nullptr) return deny(GateReason::UNKNOWN_ACTIVITY);
    if (PersonCase::ground_of(*activity_) == Ground::kUnstated) return deny(GateReason::NO_GROUND);
    if (query_.operation == wire::Operation::PROFILE || query_.operation == wire::Operation::DECIDE)
      return deny(GateReason::PROFILING);
    if (!query_.relation.empty() && !activity_->serves(query_.relation))
      return deny(GateReason::RELATION_NOT_DECLARED);
    if (!query_.item.empty() && !activity_->items.empty() && !holds(activity_->items, query_.item))
      return deny(GateReason::ITEM_NOT_DECLARED);
    if (!query_.category.empty() && !declares_category())
      return deny(GateReason::CATEGORY_NOT_DECLARED);
    return false;
  }

  // An activity without categories of its own may use every category of its relations.
  bool declares_category() const {
    if (!activity_->categories.empty()) return holds(activity_->categories, query_.category);
    for (const policy::Relation& relation : verdict_.policy->policy.contents().relations) {
      const bool asked =
          query_.relation.empty() ? activity_->serves(relation.id) : relation.id == query_.relation;
      if (asked && holds(relation.categories, query_.category)) return true;
    }
    return false;
  }

  bool life_denies() {
    for (const Fact& fact : person_.before(now_))
      if (fact.type() == EventType::KEY_DESTROYED && fact.control().isKeyDestroyed() &&
          fact.control().getKeyDestroyed().getWhole())
        return deny(GateReason::ERASED, &fact);
    if (const Fact* restriction = person_.restriction_before(now_, query_.activity))
      return deny(GateReason::RESTRICTED, restriction);
    return false;
  }

  bool wishes_deny() {
    if (activity_->direct_marketing) {
      if (const Fact* objection = person_.marketing_objection_before(now_, query_.activity))
        return deny(GateReason::OBJECTED, objection);
      return false;
    }
    const Ground ground = PersonCase::ground_of(*activity_);
    if (ground != Ground::kLegitimateInterest && ground != Ground::kPublicTask) return false;
    for (const PersonCase::Objection& objection :
         person_.objections_before(now_, query_.activity)) {
      if (objection.lifted != nullptr) continue;
      if (objection.assessed == nullptr)
        return deny(GateReason::OBJECTION_PENDING, objection.lodged);
      const wire::Outcome outcome = objection.assessed->clear().getOutcome();
      if (outcome == wire::Outcome::UPHELD || outcome == wire::Outcome::FULFILLED)
        return deny(GateReason::OBJECTED, objection.assessed);
    }
    return false;
  }

  bool consent_denies() {
    if (PersonCase::ground_of(*activity_) != Ground::kConsent) return false;
    const Consent consent = person_.consent_before(now_, query_.activity);
    switch (consent.standing) {
    case ConsentStanding::kValid:
      return false;
    case ConsentStanding::kRefused:
      return deny(GateReason::CONSENT_REFUSED, consent.by);
    case ConsentStanding::kWithdrawn:
      return deny(GateReason::CONSENT_WITHDRAWN, consent.by);
    case ConsentStanding::kExpired:
      return deny(GateReason::CONSENT_EXPIRED, consent.by);
    default:
      return deny(GateReason::NO_CONSENT, consent.by);
    }
  }

  bool recipient_denies() {
    if (query_.recipient.empty()) return false;
    const Policy& policy = verdict_.policy->policy;
    const policy::Recipient* recipient = policy.recipient(query_.recipient);
    if (recipient == nullptr) return deny(GateReason::UNKNOWN_RECIPIENT);
    const policy::RecipientCategory* category = policy.recipient_category(recipient->category);
    if (category == nullptr || !holds(activity_->recipients, category->id))
      return deny(GateReason::RECIPIENT_NOT_DECLARED);
    const bool has_contract =
        !recipient->contract_ref.empty() ||
        person_.house().contract_at(query_.recipient, wire::ContractKind::UNSTATED, query_.at) !=
            nullptr;
    if (category->requires_contract && !has_contract) return deny(GateReason::NO_CONTRACT);
    return false;
  }

  // Where to, and by which mechanism that holds at the time.
  bool country_denies() {
    const policy::Contents& contents = verdict_.policy->policy.contents();
    std::string_view country = query_.country;
    const policy::Recipient* recipient =
        query_.recipient.empty() ? nullptr : verdict_.policy->policy.recipient(query_.recipient);
    if (country.empty() && recipient != nullptr) country = recipient->country;
    if (country.empty() || holds(contents.eea.members, country) ||
        holds(contents.eea.efta, country))
      return false;
    for (const policy::Adequacy& adequacy : contents.adequacy)
      if (adequacy.territory == country && adequacy.valid.holds_at(query_.at) &&
          adequacy.scope != policy::AdequacyScope::kCertifiedEntities)
        return false;
    if (recipient != nullptr)
      for (const std::string& mechanism : recipient->mechanisms)
        if (mechanism_holds(mechanism)) return false;
    return deny(GateReason::NO_MECHANISM);
  }

  bool mechanism_holds(const std::string& id) const {
    const policy::Mechanism* mechanism = verdict_.policy->policy.mechanism(id);
    if (mechanism == nullptr || !mechanism->valid.holds_at(query_.at)) return false;
    for (const policy::Requirement required : mechanism->documents) {
      const bool certificate = required == policy::Requirement::kCertificate ||
                               required == policy::Requirement::kApproval;
      if (certificate && person_.house().certificate_at(query_.recipient, id, query_.at) == nullptr)
        return false;
      if (required == policy::Requirement::kContract &&
          person_.house().contract_at(query_.recipient, wire::ContractKind::STANDARD_CLAUSES,
                                      query_.at) == nullptr)
        return false;
    }
    return true;
  }

  const PersonCase& person_;
  const GateQuery& query_;
  Moment now_;
  const policy::Activity* activity_ = nullptr;
  GateVerdict verdict_;
};

} // namespace

GateVerdict check(const PersonCase& person, const GateQuery& query) {
  return Check(person, query).run();
}

} // namespace ledger
