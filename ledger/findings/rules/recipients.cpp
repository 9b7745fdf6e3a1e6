// What recipients are told, and what people are told of recipients: GDPR art. 15(1)(c) and 19.
#include "ledger/findings/names.hpp"
#include "ledger/findings/party.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace ledger::rules {
namespace {

using policy::RecipientRole;
using policy::Rollover;
using wire::EventType;
using wire::NotifiedOf;
using wire::Rule;

// Not staff; nor an authority, which receives data in a particular inquiry (GDPR art. 4(9)).
bool is_recipient(const Party& party) {
  return party.role != RecipientRole::kAuthority && party.role != RecipientRole::kInternal;
}

bool overlap(capnp::List<capnp::Text>::Reader a, capnp::List<capnp::Text>::Reader b) {
  if (a.size() == 0 || b.size() == 0) return true;
  const auto all = names_of(a);
  return std::any_of(all.begin(), all.end(), [&](std::string_view name) { return names(b, name); });
}

// Who got data of the person before that moment, with the last record of it. `counts` is asked of
// each disclosure and party.
template <class Counts>
std::map<std::string_view, const Fact*> recipients_before(const PersonCase& person,
                                                          const Moment& moment, Counts counts) {
  std::map<std::string_view, const Fact*> recipients;
  for (const Fact& fact : person.before(moment)) {
    const PolicyVersion* version =
        is_disclosure(fact) ? person.policies().near(fact.at()) : nullptr;
    if (version == nullptr) continue;
    std::vector<Party> parties = passed_through(fact, version->policy);
    parties.push_back(recipient_of(fact, version->policy));
    for (const Party& party : parties)
      if (is_recipient(party) && counts(fact, party)) recipients[party.id] = &fact;
  }
  return recipients;
}

// --- F32 ---

// What recipients have to be told of. kUnstated: nothing.
NotifiedOf to_be_told(const PersonCase& person, const Fact& fact) {
  switch (fact.type()) {
  case EventType::RECTIFICATION_EXECUTED:
    return NotifiedOf::RECTIFICATION;
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL:
    return NotifiedOf::ERASURE;
  case EventType::RESTRICTION_SET:
    return NotifiedOf::RESTRICTION;
  case EventType::OBJECTION_LODGED:
  case EventType::CONSENT_WITHDRAWN: {
    // Against direct marketing, if it is what was last said against it just after.
    const Moment after{fact.at(), Sequence(fact.by().get() + 1)};
    return person.marketing_objection_before(after, {}) == &fact ? NotifiedOf::OBJECTION
                                                                 : NotifiedOf::UNSTATED;
  }
  default:
    return NotifiedOf::UNSTATED;
  }
}

// Of an erasure in several systems, as of every case, the first record is the one that counts.
bool is_repeated(const PersonCase& person, const Fact& fact) {
  const auto correlation = fact.clear().getCorrelation();
  if (correlation.size() == 0) return false;
  const auto earlier = person.before(fact.moment());
  return std::any_of(earlier.begin(), earlier.end(), [&](const Fact& other) {
    return other.type() == fact.type() && other.clear().getCorrelation() == correlation;
  });
}

bool reached(const Party& party, const Fact& disclosure, const Fact& change, NotifiedOf of) {
  if (of == NotifiedOf::OBJECTION)
    return party.category != nullptr && party.category->must_learn_of_objection &&
           name_of(change.clear().getReceivedVia()) != party.id;
  return overlap(disclosure.clear().getCategories(), change.clear().getCategories()) &&
         overlap(disclosure.clear().getActivities(), change.clear().getActivities());
}

// GDPR art. 19 knows these two.
bool excuses(const Fact& infeasible) {
  const auto reason = infeasible.clear().getInfeasibleReason();
  return reason == wire::InfeasibleReason::IMPOSSIBLE ||
         reason == wire::InfeasibleReason::DISPROPORTIONATE;
}

struct Told {
  const Fact* notified = nullptr;
  const Fact* settled = nullptr; // confirmed, or could not be told for a reason
};

Told told_after(const PersonCase& person, const Fact& change, std::string_view recipient,
                NotifiedOf of) {
  Told told;
  for (const Fact& fact : person.facts()) {
    if (!happened_before(change, fact) || fact.clear().getNotifiedOf() != of) continue;
    if (name_of(fact.clear().getRecipient()) != recipient) continue;
    const bool settles = fact.type() == EventType::RECIPIENT_CONFIRMED ||
                         (fact.type() == EventType::RECIPIENT_NOTIFY_INFEASIBLE && excuses(fact));
    if (fact.type() == EventType::RECIPIENT_NOTIFIED && told.notified == nullptr)
      told.notified = &fact;
    if (settles && told.settled == nullptr) told.settled = &fact;
  }
  return told;
}

// One of the two steps: it was to be done within the term from `since`, and `by` did it, if
// anything did.
struct Step {
  const Fact* since;
  const Fact* by;
};

void check_step(const PersonCase& person, const Fact& change, const Fact& disclosure,
                std::string_view recipient, const Step& step, FindingSink& sink) {
  const PolicyVersion* version = person.policies().near(step.since->at());
  if (version == nullptr) return;
  const Timestamp late = version->calendar.end_of_term(
      step.since->at(), version->policy.contents().parameters.recipient_confirmation_within,
      Rollover::kNone);
  if (step.by != nullptr && step.by->at() < late) return;
  Finding* finding = sink.add(Rule::F32, recipient, late, change, {&disclosure, step.since});
  if (finding == nullptr) return;
  if (change.type() == EventType::OBJECTION_LODGED || change.type() == EventType::CONSENT_WITHDRAWN)
    finding->breaks = Breaks::kPromise;
  if (step.by == nullptr) return;
  finding->closed_at = step.by->at();
  finding->closed_by = step.by->by();
}

void f32(const PersonCase& person, FindingSink& sink) {
  for (const Fact& change : person.facts()) {
    const NotifiedOf of = to_be_told(person, change);
    if (of == NotifiedOf::UNSTATED || is_repeated(person, change)) continue;
    const auto recipients =
        recipients_before(person, change.moment(), [&](const Fact& disclosure, const Party& party) {
          return reached(party, disclosure, change, of);
        });
    for (const auto& [recipient, disclosure] : recipients) {
      const Told told = told_after(person, change, recipient, of);
      const bool first =
          told.settled == nullptr ||
          (told.notified != nullptr && happened_before(*told.notified, *told.settled));
      const Fact* learned = first ? told.notified : told.settled;
      check_step(person, change, *disclosure, recipient, {&change, learned}, sink);
      if (learned != nullptr && learned == told.notified)
        check_step(person, change, *disclosure, recipient, {told.notified, told.settled}, sink);
    }
  }
}

// --- F36 ---

bool within_answer(const Fact& answer, const Fact& disclosure) {
  const std::int64_t from = answer.clear().getPeriodFrom();
  const std::int64_t to = answer.clear().getPeriodTo();
  return (from == 0 || from <= disclosure.at().get()) && (to == 0 || disclosure.at().get() < to);
}

const Fact* named_later(const PersonCase& person, const Fact& answer, std::string_view recipient) {
  for (const Fact& fact : person.facts())
    if (fact.type() == EventType::ACCESS_PROVIDED && happened_before(answer, fact) &&
        names(fact.clear().getRecipients(), recipient))
      return &fact;
  return nullptr;
}

void f36(const PersonCase& person, FindingSink& sink) {
  for (const Fact& answer : person.facts()) {
    if (answer.type() != EventType::ACCESS_PROVIDED) continue;
    const auto recipients =
        recipients_before(person, answer.moment(), [&](const Fact& disclosure, const Party&) {
          return within_answer(answer, disclosure);
        });
    for (const auto& [recipient, disclosure] : recipients) {
      if (names(answer.clear().getRecipients(), recipient)) continue;
      Finding* finding = sink.add(Rule::F36, recipient, answer.at(), answer, {disclosure});
      const Fact* later = named_later(person, answer, recipient);
      if (finding == nullptr || later == nullptr) continue;
      finding->closed_at = later->at();
      finding->closed_by = later->by();
    }
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F32, Severity::kMedium, "19", f32, nullptr,
     "Aan {about} is niet op tijd gemeld, of door {about} niet bevestigd, dat gegevens zijn "
     "verbeterd, gewist of beperkt of dat bezwaar is gemaakt.",
     "{about} n'a pas été averti, ou n'a pas confirmé à temps, que des données ont été rectifiées, "
     "effacées ou limitées ou qu'une opposition a été faite.",
     "{about} was not told in time, or did not confirm, that data was rectified, erased or "
     "restricted or that the person objected."},
    {Rule::F36, Severity::kHigh, "15(1)(c)", f36, nullptr,
     "Het antwoord op een verzoek om inzage noemt {about} niet, die de gegevens wel heeft "
     "gekregen.",
     "La réponse à une demande d'accès ne cite pas {about}, qui a pourtant reçu les données.",
     "The answer to a request for access does not name {about}, who did receive the data."},
};

} // namespace

std::span<const RuleInfo> recipients_rules() {
  return kRules;
}

} // namespace ledger::rules
