#include "ledger/report/request_list.hpp"

#include "ledger/findings/cases.hpp"

#include <kj/exception.h>

#include <algorithm>
#include <limits>
#include <tuple>

namespace ledger {
namespace {

using wire::EventType;

std::optional<OpaqueRef> reference_in(const Fact& received) {
  const auto bytes = received.clear().getCorrelation();
  if (bytes.size() != OpaqueRef::kSize) return std::nullopt;
  return OpaqueRef(ByteView(bytes.begin(), bytes.size()).first<OpaqueRef::kSize>());
}

// An extension counts from when it was told; before, nobody knew of it.
void add_due(RequestLine& line, const RequestCase& request, Timestamp as_of) {
  const auto due = request.due();
  if (!due) return;
  const bool extended = due->extension != nullptr && due->extension->at() <= as_of;
  line.due = extended ? due->at : request.first_due();
  if (extended) line.extended_by = due->extension->by();
}

void add_answer(RequestLine& line, const RequestCase& request, Timestamp as_of) {
  const Fact* answer = request.answer();
  if (answer == nullptr || as_of < answer->at()) return;
  line.answered_by = answer->by();
  line.answered_at = answer->at();
  line.outcome = answer->clear().getOutcome();
}

RequestStanding standing_of(const RequestLine& line, Timestamp as_of) {
  const Timestamp settled = line.answered_at.value_or(as_of);
  const bool late = line.due && *line.due <= settled;
  if (line.answered_at) return late ? RequestStanding::kAnsweredLate : RequestStanding::kAnswered;
  return late ? RequestStanding::kLate : RequestStanding::kOpen;
}

RequestLine line_of(const SubjectId& subject, const RequestCase& request, Timestamp as_of) {
  RequestLine line;
  line.subject = subject;
  line.received_by = request.received->by();
  line.received_at = request.received->at();
  line.right = right_of(*request.received);
  line.rule = request.about();
  line.reference = reference_in(*request.received);
  for (const Fact* fact : request.facts) {
    const bool identity =
        fact->type() == EventType::IDENTITY_VERIFIED || fact->type() == EventType::IDENTITY_FAILED;
    if (identity && fact->at() <= as_of) line.identity_by = fact->by();
  }
  add_due(line, request, as_of);
  add_answer(line, request, as_of);
  line.standing = standing_of(line, as_of);
  return line;
}

bool comes_before(const RequestLine& a, const RequestLine& b) {
  const auto place = [](const RequestLine& line) {
    constexpr Timestamp kNever(std::numeric_limits<std::int64_t>::max());
    return std::tuple(line.due.value_or(kNever), line.received_at, line.received_by, line.subject);
  };
  return place(a) < place(b);
}

} // namespace

Result<std::vector<RequestLine>> list_requests(const StateCopy& requests,
                                               const PolicyTimes& policies,
                                               const RequestListQuery& query) {
  std::vector<RequestLine> lines;
  const House house; // says nothing about terms
  const auto add = [&](const SubjectId& subject, std::vector<Fact> facts) -> Status {
    const PersonCase person(subject, std::move(facts), house, policies);
    for (const RequestCase& request : requests_of(person))
      if (request.received->at() <= query.as_of)
        lines.push_back(line_of(subject, request, query.as_of));
    return {};
  };
  try {
    LEDGER_TRY(each_requester(requests, query.known_at, add));
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a fact cannot be read",
                "projection " + std::string(RequestProjection::kName),
                "run `auditledger verify`, then rebuild the projection");
  }
  std::sort(lines.begin(), lines.end(), comes_before);
  return lines;
}

bool is_open(RequestStanding standing) {
  return standing == RequestStanding::kOpen || standing == RequestStanding::kLate;
}

std::string_view word_of(RequestStanding standing) {
  switch (standing) {
  case RequestStanding::kOpen:
    return "open";
  case RequestStanding::kLate:
    return "late";
  case RequestStanding::kAnswered:
    return "answered";
  case RequestStanding::kAnsweredLate:
    return "answeredLate";
  }
  return {};
}

} // namespace ledger
