#include "ledger/findings/house.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>
#include <tuple>

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

bool changes_what_people_were_told(const Fact& fact) {
  if (fact.type() != EventType::POLICY_PUBLISHED) return false;
  for (const auto document : fact.clear().getDocuments()) {
    const wire::DocumentKind kind = document.getKind();
    const bool for_people = kind == wire::DocumentKind::POLICY ||
                            kind == wire::DocumentKind::STATEMENT ||
                            kind == wire::DocumentKind::NOTICE_TEXT;
    if (for_people && document.getMaterial() == wire::Answer::YES) return true;
  }
  return false;
}

// Nobody can be told of a text before it is published, whatever day it is made to hold from.
Timestamp effect_of(const Fact& published) {
  return std::max(published.at(), Timestamp(published.clear().getEffectiveFrom()));
}

bool is_favourable(const Fact& assessment) {
  const wire::AssessmentOutcome outcome = assessment.clear().getAssessmentOutcome();
  return outcome == wire::AssessmentOutcome::ACCEPTABLE ||
         outcome == wire::AssessmentOutcome::WITH_MEASURES;
}

// What an assessment leaves open it does not limit; but it has to name one of the two.
bool assesses(const Fact& fact, std::string_view purpose, std::string_view activity) {
  const std::string_view of_purpose = name_of(fact.clear().getPurpose());
  const auto activities = fact.clear().getActivities();
  if (of_purpose.empty() && activities.size() == 0) return false;
  return (of_purpose.empty() || of_purpose == purpose) &&
         (activities.size() == 0 || names(activities, activity));
}

// An access that ends is said to end at a time of its own, or at once.
bool has_begun(const Fact& fact, Timestamp time) {
  return fact.at() <= time && fact.clear().getEffectiveFrom() <= time.get();
}

bool is_about_staff(const Fact& fact) {
  return fact.type() == EventType::STAFF_GRANTED || fact.type() == EventType::STAFF_REVOKED ||
         fact.type() == EventType::STAFF_COMMITTED;
}

} // namespace

House::House(std::vector<Fact> facts, std::vector<Fact> heard, HouseCounts counts,
             std::set<Sequence> taken_back)
    : facts_(std::move(facts)), heard_(std::move(heard)), counts_(std::move(counts)),
      taken_back_(std::move(taken_back)) {
  taken_back_.merge(taken_back_by(facts_));
  std::erase_if(facts_, [this](const Fact& fact) { return takes_back(fact.by()); });
  std::sort(facts_.begin(), facts_.end(), happened_before);
  // One record may stand for the beginning and for the end of a stretch in which a source spoke.
  std::sort(heard_.begin(), heard_.end(), [](const Fact& a, const Fact& b) {
    return std::tuple(a.by(), a.recorded_at()) < std::tuple(b.by(), b.recorded_at());
  });
  for (const Fact& fact : facts_) {
    if (fact.type() == EventType::HOLD_PLACED || fact.type() == EventType::HOLD_RELEASED)
      holds_.push_back(&fact);
    if (fact.clear().hasRecipient())
      by_recipient_[std::string(name_of(fact.clear().getRecipient()))].push_back(&fact);
    if (changes_what_people_were_told(fact)) material_changes_.push_back(&fact);
    if (is_about_staff(fact))
      by_staff_[std::string(bytes_of(fact.clear().getStaff()))].push_back(&fact);
  }
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

const Fact* House::compatibility_before(const Moment& moment, std::string_view purpose,
                                        std::string_view activity) const {
  const Fact* found = nullptr;
  for (const Fact& fact : facts_) {
    if (!(fact.moment() < moment)) break;
    if (fact.type() == EventType::ASSESSMENT_RECORDED &&
        fact.clear().getAssessmentKind() == wire::AssessmentKind::COMPATIBILITY &&
        assesses(fact, purpose, activity))
      found = is_favourable(fact) ? &fact : nullptr;
  }
  return found;
}

const Fact* House::material_change_between(Timestamp after, Timestamp until) const {
  const Fact* found = nullptr;
  for (const Fact* change : material_changes_)
    if (after < effect_of(*change) && effect_of(*change) <= until) found = change;
  return found;
}

House::StaffAccess House::staff_access_at(std::string_view staff, std::string_view role,
                                          Timestamp time) const {
  StaffAccess access;
  const auto of_staff = by_staff_.find(staff);
  if (of_staff == by_staff_.end()) return access;
  for (const Fact* fact : of_staff->second) {
    if (name_of(fact->clear().getStaffRole()) != role || !has_begun(*fact, time)) continue;
    if (fact->type() == EventType::STAFF_GRANTED) access = {fact, within_dates(*fact, time)};
    if (fact->type() == EventType::STAFF_REVOKED) access = {fact, false};
  }
  return access;
}

const Fact* House::commitment_at(std::string_view staff, std::string_view commitment,
                                 Timestamp time) const {
  const Fact* found = nullptr;
  const auto of_staff = by_staff_.find(staff);
  if (of_staff == by_staff_.end()) return found;
  for (const Fact* fact : of_staff->second)
    if (fact->type() == EventType::STAFF_COMMITTED && fact->at() <= time &&
        name_of(fact->clear().getCommitment()) == commitment && within_dates(*fact, time))
      found = fact;
  return found;
}

} // namespace ledger
