#include "ledger/findings/transfer_basis.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using policy::AdequacyScope;
using policy::Mechanism;
using policy::Requirement;
using wire::EventType;

bool asks_for(const Mechanism& mechanism, Requirement document) {
  return lists(mechanism.documents, document);
}

// `counts`: which scopes of a decision make the territory what is asked for.
template <class Counts>
bool is_decided(const policy::Contents& policy, std::string_view territory, Timestamp time,
                Counts counts) {
  return std::any_of(
      policy.adequacy.begin(), policy.adequacy.end(), [&](const policy::Adequacy& each) {
        return each.territory == territory && counts(each.scope) && each.valid.holds_at(time);
      });
}

bool is_inside(const policy::Contents& policy, std::string_view country, Timestamp time) {
  return lists(policy.eea.members, country) || lists(policy.eea.efta, country) ||
         is_decided(policy, country, time,
                    [](AdequacyScope scope) { return scope == AdequacyScope::kAsEea; });
}

// Certified entities are a matter of the mechanism that certifies them.
bool is_adequate(const policy::Contents& policy, std::string_view country, Timestamp time) {
  return is_decided(policy, country, time, [](AdequacyScope scope) {
    return scope != AdequacyScope::kCertifiedEntities && scope != AdequacyScope::kAsEea;
  });
}

// "No transfer" is in the statement's list too, but nothing to transfer on.
bool is_no_transfer(const Mechanism& mechanism) {
  return mechanism.article.empty();
}

// An adequacy decision as such: no list of certified entities, no document.
bool is_adequacy(const Mechanism& mechanism) {
  return mechanism.article.starts_with("45") && !mechanism.certified_entities_only;
}

// One transfer on one mechanism.
struct Transfer {
  const Fact& fact;
  const Party& party;
  std::string_view country;
  const Mechanism& mechanism;
  const House& house;
  // The fact names the mechanism, so that it has to name the documents too.
  bool stated;
};

using Reference = capnp::Data::Reader;

bool same(Reference a, Reference b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool is_certificate(const Transfer& it, const Fact& fact) {
  return fact.type() == EventType::RECIPIENT_CERTIFIED &&
         name_of(fact.clear().getMechanism()) == it.mechanism.id;
}

bool is_clauses(const Transfer& it, const Fact& fact) {
  if (fact.type() != EventType::CONTRACT_SIGNED && fact.type() != EventType::CONTRACT_AMENDED)
    return false;
  const std::string_view on = name_of(fact.clear().getMechanism());
  return fact.clear().getContractKind() == wire::ContractKind::STANDARD_CLAUSES &&
         (on.empty() || on == it.mechanism.id);
}

// What the house knows of a document; without anything known of it, the reference has to do.
struct Proof {
  bool holds = false;
  const Fact* by = nullptr;
};

Proof certificate(const Transfer& it) {
  const Reference reference = it.fact.clear().getCertificate();
  if (it.stated && reference.size() == 0) return {};
  const auto facts = it.house.about(it.party.id);
  const bool known = std::any_of(facts.begin(), facts.end(),
                                 [&](const Fact* fact) { return is_certificate(it, *fact); });
  if (!known) return {it.stated, nullptr};
  const Fact* valid = it.house.certificate_at(it.party.id, it.mechanism.id, it.fact.at());
  return {valid != nullptr, valid};
}

Proof clauses(const Transfer& it) {
  const Reference reference = it.fact.clear().getContract();
  if (it.stated && reference.size() == 0) return {};
  const auto facts = it.house.about(it.party.id);
  // The first word on them: when they were signed is when they were new.
  const auto first = std::find_if(facts.begin(), facts.end(), [&](const Fact* fact) {
    return is_clauses(it, *fact) &&
           (reference.size() == 0 || same(fact->clear().getContract(), reference));
  });
  if (first == facts.end()) return {it.stated, nullptr};
  const Fact* held =
      it.house.contract_at(it.party.id, wire::ContractKind::STANDARD_CLAUSES, it.fact.at());
  const bool too_new = it.mechanism.no_new_from && *it.mechanism.no_new_from <= (*first)->at();
  return {held != nullptr && !too_new, held != nullptr ? held : *first};
}

// GDPR art. 49(1) rests on a consent, a contract, a law: the fact says which.
bool has_reason(const Fact& fact) {
  return fact.clear().getConsentRecord() != 0 || fact.clear().getLaw().size() != 0 ||
         fact.clear().getGround() != wire::Ground::UNSTATED;
}

const Fact* assessment_known(const Transfer& it) {
  const Reference reference = it.fact.clear().getAssessment();
  const Fact* known = nullptr;
  for (const Fact* fact : it.house.about(it.party.id)) {
    if (fact->type() != EventType::ASSESSMENT_RECORDED || it.fact.at() < fact->at()) continue;
    if (fact->clear().getAssessmentKind() != wire::AssessmentKind::TRANSFER) continue;
    if (reference.size() == 0 || same(fact->clear().getAssessment(), reference)) known = fact;
  }
  return known;
}

bool is_passed(const Transfer& it, const Fact& assessment) {
  switch (assessment.clear().getAssessmentOutcome()) {
  case wire::AssessmentOutcome::NOT_ACCEPTABLE:
    return false;
  case wire::AssessmentOutcome::WITH_MEASURES:
    return !it.stated || it.fact.clear().getSupplementaryMeasures() == wire::Answer::YES;
  default:
    return true;
  }
}

void look_at_assessment(const Transfer& it, TransferBasis& basis) {
  if (!asks_for(it.mechanism, Requirement::kAssessment)) return;
  if (it.mechanism.assessment_from && it.fact.at() < *it.mechanism.assessment_from) return;
  basis.assessment = assessment_known(it);
  const bool stated = it.fact.clear().getAssessment().size() != 0;
  if (basis.assessment != nullptr)
    basis.assessment_missing = (it.stated && !stated) || !is_passed(it, *basis.assessment);
  else
    basis.assessment_missing = !stated;
}

bool is_for(const Transfer& it) {
  const Mechanism& mechanism = it.mechanism;
  if (!mechanism.valid.holds_at(it.fact.at())) return false;
  if (is_adequacy(mechanism)) return false; // the territory is not adequate, or none would ask
  return mechanism.countries.empty() || lists(mechanism.countries, it.country);
}

TransferBasis on_mechanism(const Transfer& it) {
  TransferBasis basis{TransferStanding::kInvalid, &it.mechanism};
  if (!is_for(it)) return basis;
  Proof proof{true, nullptr};
  if (it.mechanism.certified_entities_only || asks_for(it.mechanism, Requirement::kCertificate) ||
      asks_for(it.mechanism, Requirement::kApproval))
    proof = certificate(it);
  if (proof.holds && asks_for(it.mechanism, Requirement::kContract)) proof = clauses(it);
  basis.document = proof.by;
  if (!proof.holds) return basis;
  if (asks_for(it.mechanism, Requirement::kReason) && !has_reason(it.fact)) return basis;
  basis.standing = TransferStanding::kHolds;
  look_at_assessment(it, basis);
  return basis;
}

} // namespace

std::vector<std::string_view> countries_outside(const Fact& fact, const Party& party,
                                                const policy::Contents& policy) {
  std::vector<std::string_view> countries;
  if (name_of(fact.clear().getRecipient()) == party.id && fact.clear().getCountry().size() != 0)
    countries.push_back(name_of(fact.clear().getCountry()));
  if (party.recipient != nullptr) {
    countries.push_back(party.recipient->country);
    countries.insert(countries.end(), party.recipient->locations.begin(),
                     party.recipient->locations.end());
  }
  std::sort(countries.begin(), countries.end());
  countries.erase(std::unique(countries.begin(), countries.end()), countries.end());
  std::erase_if(countries, [&](std::string_view country) {
    return country.empty() || is_inside(policy, country, fact.at());
  });
  return countries;
}

TransferBasis basis_of(const Fact& fact, const Party& party, std::string_view country,
                       const policy::Contents& policy, const House& house) {
  if (is_adequate(policy, country, fact.at())) return {TransferStanding::kHolds};
  if (const std::string_view stated = name_of(fact.clear().getMechanism()); !stated.empty()) {
    const Mechanism* mechanism = policy.mechanisms.find(stated);
    if (mechanism == nullptr || is_no_transfer(*mechanism)) return {};
    return on_mechanism({fact, party, country, *mechanism, house, true});
  }
  if (party.recipient == nullptr) return {};
  for (const std::string& id : party.recipient->mechanisms) {
    const Mechanism* mechanism = policy.mechanisms.find(id);
    if (mechanism == nullptr || is_no_transfer(*mechanism)) continue;
    const TransferBasis basis = on_mechanism({fact, party, country, *mechanism, house, false});
    if (basis.standing == TransferStanding::kHolds) return basis;
  }
  return {};
}

} // namespace ledger
