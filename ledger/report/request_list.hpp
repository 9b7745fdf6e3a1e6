// Requests of persons (GDPR art. 15 to 22) and how they stand: received, due, extended, answered.
// By the same deadlines as rule F26.
#pragma once

#include "ledger/findings/policy_times.hpp"
#include "ledger/projection/request_projection.hpp"

namespace ledger {

enum class RequestStanding : std::uint8_t { kOpen, kLate, kAnswered, kAnsweredLate };

struct RequestLine {
  SubjectId subject;
  Sequence received_by;
  Timestamp received_at;
  wire::Right right = wire::Right::UNSTATED;
  std::string rule;                   // the policy id of the right; empty: the policy has none
  std::optional<OpaqueRef> reference; // the case or letter that the application names
  std::optional<Timestamp> due;       // the first instant at which it is too late; nothing: no term
  std::optional<Sequence> extended_by; // the extension that counts
  std::optional<Sequence> identity_by; // the last word on who asked
  std::optional<Sequence> answered_by;
  std::optional<Timestamp> answered_at;
  wire::Outcome outcome = wire::Outcome::UNSTATED; // of the answer
  RequestStanding standing = RequestStanding::kOpen;
};

struct RequestListQuery {
  TreeSize known_at; // only what the first so many records say
  Timestamp as_of;   // as it stood then
};

// Every request that had come by then; what is due first stands first, what has no term last.
// `policies`: as the same records say. Errors: kDamaged, those of the store.
[[nodiscard]] Result<std::vector<RequestLine>> list_requests(const StateCopy& requests,
                                                             const PolicyTimes& policies,
                                                             const RequestListQuery& query);
// Not answered yet, in time or not.
[[nodiscard]] bool is_open(RequestStanding standing);
// "open", "late", "answered", "answeredLate"
[[nodiscard]] std::string_view word_of(RequestStanding standing);

} // namespace ledger
