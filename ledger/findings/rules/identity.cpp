// Who asks: GDPR art. 12(6), 32 and 5(1)(c). A copy of an identity document that was demanded
// without a doubt, as a matter of course, or kept, and a request that was acted on without knowing
// who made it.
#include "ledger/findings/cases.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <map>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::IdentityProof;
using wire::Right;
using wire::Rule;

bool is_copy(const Fact& fact) {
  const IdentityProof proof = fact.clear().getIdentityProof();
  return proof == IdentityProof::ID_COPY || proof == IdentityProof::ID_COPY_REDACTED;
}

bool is_doubted(const Fact& demand) {
  const wire::DoubtReason reason = demand.clear().getDoubtReason();
  return reason != wire::DoubtReason::UNSTATED && reason != wire::DoubtReason::NONE;
}

const Fact* destroyed_after(const PersonCase& person, const Fact& fact) {
  for (const Fact& later : person.facts())
    if (later.type() == EventType::IDENTITY_COPY_DESTROYED && happened_before(fact, later) &&
        same_matter(fact, later))
      return &later;
  return nullptr;
}

std::string_view right_id(const PersonCase& person, const Fact& fact) {
  const PolicyVersion* version = person.policies().near(fact.at());
  if (version == nullptr) return {};
  const policy::RightRule* rule = rule_for(version->policy.contents(), right_of(fact));
  return rule == nullptr ? std::string_view() : std::string_view(rule->id);
}

void f29_kept(const PersonCase& person, const Fact& looked_at, FindingSink& sink) {
  const PolicyVersion* version = person.policies().near(looked_at.at());
  if (version == nullptr) return;
  const Timestamp end = version->calendar.end_of_term(
      looked_at.at(), version->policy.contents().parameters.id_copy_destroyed_within,
      policy::Rollover::kNone);
  const Fact* destroyed = destroyed_after(person, looked_at);
  if (destroyed != nullptr && destroyed->at() < end) return;
  FindingSink::close(sink.add(Rule::F29, right_id(person, looked_at), end, looked_at, {}),
                     destroyed);
}

void f29(const PersonCase& person, FindingSink& sink) {
  for (const Fact& fact : person.facts()) {
    if (fact.type() == EventType::IDENTITY_REQUESTED && is_copy(fact) && !is_doubted(fact))
      FindingSink::close(sink.add(Rule::F29, right_id(person, fact), fact.at(), fact, {}),
                         destroyed_after(person, fact));
    const bool looked_at =
        fact.type() == EventType::IDENTITY_VERIFIED || fact.type() == EventType::IDENTITY_FAILED;
    if (looked_at && is_copy(fact)) f29_kept(person, fact, sink);
  }
}

// What enters the policy's window of days, or leaves it, at a time.
struct Change {
  std::int64_t requests = 0;
  std::int64_t copies = 0;
  Sequence first_copy; // that enters
};

// A day counts from its end, since nobody knows it earlier, until the window has moved over it.
std::map<Timestamp, Change> changes_of(const HouseCounts& counts, const PolicyTimes& policies) {
  std::map<Timestamp, Change> changes;
  const auto add = [&](const DayCounts& days, std::int64_t Change::*member) {
    for (const DayCount& day : days) {
      const PolicyVersion* version = policies.near(start_of(day.day));
      if (version == nullptr) continue;
      const Timestamp known = start_of(day.day + std::chrono::days(1));
      const Timestamp left = version->calendar.end_of_term(
          start_of(day.day), version->policy.contents().parameters.id_copy_window,
          policy::Rollover::kNone);
      if (left <= known) continue;
      changes[known].*member += static_cast<std::int64_t>(day.count);
      changes[left].*member -= static_cast<std::int64_t>(day.count);
      if (member == &Change::copies) changes[known].first_copy = day.first;
    }
  };
  add(counts.requests, &Change::requests);
  add(counts.id_copies, &Change::copies);
  return changes;
}

// Copies were demanded for so large a share of the requests in the window that it is a habit. One
// alone is none, unless the policy allows none at all.
void f29_of_house(const House& house, const PolicyTimes& policies, FindingSink& sink) {
  Change now;
  Finding* open = nullptr;
  for (const auto& [time, change] : changes_of(house.counts(), policies)) {
    now.requests += change.requests;
    now.copies += change.copies;
    const PolicyVersion* version = policies.near(time);
    const int percent = version->policy.contents().parameters.id_copy_share_percent;
    const bool systematic =
        now.copies > (percent == 0 ? 0 : 1) && now.copies * 100 >= percent * now.requests;
    const bool demanded = change.first_copy != Sequence(); // it begins with a demand
    if (systematic && demanded && open == nullptr)
      open = sink.add(Rule::F29, {}, time, change.first_copy);
    if (!systematic && open != nullptr) {
      open->closed_at = time;
      open = nullptr;
    }
  }
}

// By acting on these for the wrong person, data is handed out, changed, lost or withheld.
bool harms_when_mistaken(Right right) {
  switch (right) {
  case Right::ACCESS:
  case Right::RECTIFICATION:
  case Right::ERASURE:
  case Right::RESTRICTION:
  case Right::PORTABILITY:
    return true;
  default:
    return false;
  }
}

bool acts(const Fact& fact) {
  const wire::Outcome outcome = fact.clear().getOutcome();
  switch (fact.type()) {
  case EventType::REQUEST_ANSWERED:
    return outcome == wire::Outcome::FULFILLED || outcome == wire::Outcome::PARTIAL;
  case EventType::ACCESS_PROVIDED:
  case EventType::PORTABILITY_EXPORTED:
  case EventType::RECTIFICATION_EXECUTED:
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL:
    return true;
  default:
    return false;
  }
}

void f30(const PersonCase& person, FindingSink& sink) {
  for (const RequestCase& request : requests_of(person)) {
    if (!harms_when_mistaken(right_of(*request.received))) continue;
    const Fact* identity = nullptr; // the last word on it
    for (const Fact* fact : request.facts) {
      if (fact->type() == EventType::IDENTITY_VERIFIED ||
          fact->type() == EventType::IDENTITY_FAILED)
        identity = fact;
      if (!acts(*fact)) continue;
      if (identity == nullptr || identity->type() == EventType::IDENTITY_FAILED)
        sink.add(Rule::F30, request.about(), fact->at(), *fact, {request.received, identity});
      break;
    }
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F29, Severity::kMedium, "12(6), 5(1)(c)", f29, f29_of_house,
     "Een kopie van een identiteitsbewijs is stelselmatig of zonder reden tot twijfel gevraagd, of "
     "na controle bewaard.",
     "Une copie de pièce d'identité a été demandée systématiquement ou sans motif de doute, ou "
     "gardée après contrôle.",
     "A copy of an identity document was demanded as a matter of course or without a reason for "
     "doubt, or kept after the check."},
    {Rule::F30, Severity::kHigh, "32, 12(6)", f30, nullptr,
     "Een verzoek ({about}) is uitgevoerd zonder te weten of de persoon zelf het deed.",
     "Une demande ({about}) a été exécutée sans savoir si elle venait de la personne elle-même.",
     "A request ({about}) was acted on without knowing whether it came from the person."},
};

} // namespace

std::span<const RuleInfo> identity_rules() {
  return kRules;
}

} // namespace ledger::rules
