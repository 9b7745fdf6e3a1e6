#include "ledger/findings/cases.hpp"

#include "ledger/findings/names.hpp"

#include <algorithm>

namespace ledger {
namespace {

using wire::EventType;
using wire::Right;

std::string_view reference_of(const Fact& fact) {
  return bytes_of(fact.clear().getCorrelation());
}

bool have_one_reference(const Fact& a, const Fact& b) {
  return !reference_of(a).empty() && reference_of(a) == reference_of(b);
}

bool is_identity(EventType type) {
  switch (type) {
  case EventType::IDENTITY_REQUESTED:
  case EventType::IDENTITY_VERIFIED:
  case EventType::IDENTITY_FAILED:
  case EventType::IDENTITY_COPY_DESTROYED:
    return true;
  default:
    return false;
  }
}

bool may_follow_request(EventType type) {
  switch (type) {
  case EventType::REQUEST_ACKNOWLEDGED:
  case EventType::REQUEST_EXTENDED:
  case EventType::REQUEST_CLARIFICATION_ASKED:
  case EventType::REQUEST_CLARIFIED:
  case EventType::REQUEST_ANSWERED:
  case EventType::ACCESS_PROVIDED:
  case EventType::PORTABILITY_EXPORTED:
  case EventType::RECTIFICATION_EXECUTED:
  case EventType::ERASURE_REFUSED:
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL:
    return true;
  default:
    return is_identity(type);
  }
}

bool follows_request(const Fact& fact) {
  switch (fact.type()) {
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL: // what a retention rule erases answers nobody
    return fact.clear().getErasureGround() != wire::ErasureGround::RETENTION_ENDED;
  default:
    return may_follow_request(fact.type());
  }
}

bool answers(const Fact& fact) {
  switch (fact.type()) {
  case EventType::REQUEST_ANSWERED:
  case EventType::ACCESS_PROVIDED:
  case EventType::PORTABILITY_EXPORTED:
    return true;
  case EventType::ERASURE_REFUSED: // a decision, unless it says that the person was told
    return fact.clear().getComplaintInfoGiven() == wire::Answer::YES;
  default:
    return false;
  }
}

std::string_view article_of(Right right) {
  switch (right) {
  case Right::ACCESS:
    return "15";
  case Right::RECTIFICATION:
    return "16";
  case Right::ERASURE:
    return "17";
  case Right::RESTRICTION:
    return "18";
  case Right::PORTABILITY:
    return "20";
  case Right::OBJECTION:
    return "21";
  case Right::CONSENT_WITHDRAWAL:
    return "7(3)";
  case Right::NO_AUTOMATED_DECISION:
    return "22";
  case Right::COMPLAINT:
    return "77";
  default:
    return {};
  }
}

// A proof of identity is of the person and serves every request that it can be about; anything else
// belongs to one.
void attach_identity(std::vector<RequestCase>& cases, const Fact& fact) {
  for (RequestCase& request : cases) {
    const bool later = happened_before(*request.received, fact);
    if (have_one_reference(*request.received, fact) ||
        (later && same_matter(*request.received, fact)))
      request.facts.push_back(&fact);
  }
}

// How far a fact is from a request that it may belong to: one that it names by reference is nearer
// than one that it does not, one that waits for an answer nearer than one that has it.
int distance(const RequestCase& request, const Fact& fact) {
  return (have_one_reference(*request.received, fact) ? 0 : 2) +
         (request.answer() == nullptr ? 0 : 1);
}

void attach(std::vector<RequestCase>& cases, const Fact& fact) {
  RequestCase* nearest = nullptr;
  for (RequestCase& request : cases) {
    // One letter may exercise several rights under one reference.
    const bool possible = happened_before(*request.received, fact) &&
                          same_matter(*request.received, fact) &&
                          right_of(*request.received) == right_of(fact);
    if (!possible) continue;
    const bool open = request.answer() == nullptr;
    if (nearest == nullptr || distance(request, fact) < distance(*nearest, fact) ||
        (!open && distance(request, fact) == distance(*nearest, fact)))
      nearest = &request;
  }
  if (nearest != nullptr) nearest->facts.push_back(&fact);
}

policy::Period sum(const policy::Period& a, const policy::Period& b) {
  return {a.months + b.months, a.days + b.days, a.hours + b.hours};
}

} // namespace

bool concerns_requests(EventType type) {
  return type == EventType::REQUEST_RECEIVED || type == EventType::CORRECTION ||
         may_follow_request(type);
}

Right right_of(const Fact& fact) {
  switch (fact.type()) {
  case EventType::ACCESS_PROVIDED:
    return Right::ACCESS;
  case EventType::PORTABILITY_EXPORTED:
    return Right::PORTABILITY;
  case EventType::RECTIFICATION_EXECUTED:
    return Right::RECTIFICATION;
  case EventType::ERASURE_REFUSED:
  case EventType::ERASURE_EXECUTED:
  case EventType::ERASURE_PARTIAL:
    return Right::ERASURE;
  default:
    return fact.clear().getRight();
  }
}

bool same_matter(const Fact& a, const Fact& b) {
  if (!reference_of(a).empty() && !reference_of(b).empty())
    return reference_of(a) == reference_of(b);
  const Right one = right_of(a);
  const Right other = right_of(b);
  return one == Right::UNSTATED || other == Right::UNSTATED || one == other;
}

const policy::RightRule* rule_for(const policy::Contents& policy, Right right) {
  const std::string_view article = article_of(right);
  if (article.empty()) return nullptr;
  for (const policy::RightRule& rule : policy.rights) {
    const std::string_view stated = rule.article;
    const bool paragraph = stated.starts_with(article) && stated.substr(article.size(), 1) == "(";
    if (stated == article || paragraph) return &rule;
  }
  return nullptr;
}

std::string_view RequestCase::about() const {
  return rule == nullptr ? std::string_view() : std::string_view(rule->id);
}

std::optional<Timestamp> RequestCase::first_due() const {
  if (rule == nullptr || !rule->deadline) return std::nullopt;
  return version->calendar.end_of_term(received->at(), *rule->deadline,
                                       policy::Rollover::kWorkingDay);
}

std::optional<RequestCase::Due> RequestCase::due() const {
  const auto first = first_due();
  if (!first) return std::nullopt;
  if (!rule->extension) return Due{*first, nullptr};
  for (const Fact* fact : facts) {
    if (fact->type() != EventType::REQUEST_EXTENDED) continue;
    const std::int64_t sent = fact->clear().getNoticeSentAt();
    const Timestamp told = sent == 0 ? fact->at() : Timestamp(sent);
    if (told >= *first) continue;
    return Due{version->calendar.end_of_term(received->at(), sum(*rule->deadline, *rule->extension),
                                             policy::Rollover::kWorkingDay),
               fact};
  }
  return Due{*first, nullptr};
}

const Fact* RequestCase::answer() const {
  const auto found =
      std::find_if(facts.begin(), facts.end(), [](const Fact* fact) { return answers(*fact); });
  return found == facts.end() ? nullptr : *found;
}

std::vector<RequestCase> requests_of(const PersonCase& person) {
  std::vector<RequestCase> cases;
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::REQUEST_RECEIVED) continue;
    RequestCase& request = cases.emplace_back();
    request.received = &fact;
    request.version = person.policies().near(fact.at());
    if (request.version != nullptr)
      request.rule = rule_for(request.version->policy.contents(), right_of(fact));
  }
  if (cases.empty()) return cases;
  for (const Fact& fact : person.facts()) {
    if (!follows_request(fact)) continue;
    is_identity(fact.type()) ? attach_identity(cases, fact) : attach(cases, fact);
  }
  return cases;
}

} // namespace ledger
