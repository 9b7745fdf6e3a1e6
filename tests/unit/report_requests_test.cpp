// How requests of persons stand: by the deadlines of F26, and from the projection of requests
// alone.
#include "ledger/findings/cases.hpp"
#include "ledger/findings/evaluate.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/report/request_list.hpp"
#include "tests/unit/example_times.hpp"
#include "tests/unit/projection_support.hpp"

#include <set>

using namespace ledger;
using namespace ledger::test;
using policy::at;
using wire::EventType;

namespace {

std::vector<RequestLine> listed(const History& history, Timestamp as_of,
                                std::optional<TreeSize> known_at = std::nullopt) {
  const auto state = folded(RequestProjection(), history);
  auto lines = list_requests(*state, example_times(), {known_at.value_or(history.size()), as_of});
  REQUIRE(lines.has_value());
  return std::move(*lines);
}

Sequence tell(History& history, EventType type, const char* when, wire::Right right,
              const FillClear& more = {}) {
  history.wait_until(at(when));
  return history.add(type, {person(1)}, [&](wire::Clear::Builder clear) {
    clear.setRight(right);
    clear.setCorrelation(data_of(reference(7).view()));
    if (more) more(clear);
  });
}

using Waiting = std::set<std::pair<Sequence, SubjectId>>;

// Requests that F26 finds open at that time, of everybody.
Waiting found_late(const StateCopy& subjects, TreeSize size, Timestamp as_of_time) {
  Waiting late;
  const House house;
  const Status visited =
      each_person(subjects, size, [&](const SubjectId& subject, std::vector<Fact> facts) -> Status {
        const PersonCase person(subject, std::move(facts), house, example_times());
        LEDGER_ASSIGN(auto found, evaluate_person(person));
        for (const Finding& finding : as_of(std::move(found), as_of_time))
          if (finding.rule == wire::Rule::F26 && finding.state == FindingState::kOpen)
            late.emplace(finding.trigger, subject);
        return {};
      });
  REQUIRE(visited.has_value());
  return late;
}

} // namespace

TEST_CASE("a request is open, then late, then answered too late") {
  History history;
  const Sequence received =
      tell(history, EventType::REQUEST_RECEIVED, "2026-01-31T10:00:00Z", wire::Right::ACCESS);
  const Sequence identified =
      tell(history, EventType::IDENTITY_VERIFIED, "2026-02-01T10:00:00Z", wire::Right::UNSTATED);
  const Sequence answered =
      tell(history, EventType::REQUEST_ANSWERED, "2026-03-05T10:00:00Z", wire::Right::ACCESS,
           [](wire::Clear::Builder clear) { clear.setOutcome(wire::Outcome::FULFILLED); });
  CHECK(listed(history, at("2026-01-31T09:59:59Z")).empty());
  auto lines = listed(history, at("2026-02-15"));
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].received_by == received);
  CHECK(lines[0].right == wire::Right::ACCESS);
  CHECK(lines[0].rule == "right.access");
  CHECK(lines[0].reference == reference(7));
  CHECK(lines[0].identity_by == identified);
  CHECK(lines[0].due == at("2026-03-03T00:00:00+01:00")); // 28 February is a Saturday
  CHECK(lines[0].standing == RequestStanding::kOpen);
  CHECK_FALSE(lines[0].answered_by.has_value());
  CHECK(listed(history, at("2026-03-02T23:59:59+01:00"))[0].standing == RequestStanding::kOpen);
  CHECK(listed(history, at("2026-03-03T00:00:00+01:00"))[0].standing == RequestStanding::kLate);
  lines = listed(history, at("2026-04-01"));
  CHECK(lines[0].standing == RequestStanding::kAnsweredLate);
  CHECK(lines[0].answered_by == answered);
  CHECK(lines[0].outcome == wire::Outcome::FULFILLED);
  // Known from the request and the proof of identity only.
  CHECK(listed(history, at("2026-04-01"), size_after(identified))[0].standing ==
        RequestStanding::kLate);
}

TEST_CASE("an extension counts from when it was told, and only when it was told in time") {
  const auto due_after = [](const char* told, const char* as_of) {
    History history;
    tell(history, EventType::REQUEST_RECEIVED, "2026-01-05T10:00:00Z", wire::Right::ERASURE);
    tell(history, EventType::REQUEST_EXTENDED, told, wire::Right::ERASURE);
    const auto lines = listed(history, at(as_of));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].extended_by.has_value() == (lines[0].due > at("2026-03-01")));
    return *lines[0].due;
  };
  const Timestamp first = at("2026-02-06T00:00:00+01:00");
  const Timestamp extended = at("2026-04-08T00:00:00+02:00"); // behind Easter
  CHECK(due_after("2026-02-01T10:00:00Z", "2026-02-02") == extended);
  CHECK(due_after("2026-02-01T10:00:00Z", "2026-01-20") == first); // nobody knew of it
  CHECK(due_after("2026-02-20T10:00:00Z", "2026-03-01") == first);
}

TEST_CASE("a request that a correction takes back is none") {
  History history;
  const Sequence received =
      tell(history, EventType::REQUEST_RECEIVED, "2026-01-05T10:00:00Z", wire::Right::ACCESS);
  CHECK(listed(history, at("2026-03-01")).size() == 1);
  tell(history, EventType::CORRECTION, "2026-01-06T10:00:00Z", wire::Right::UNSTATED,
       [=](wire::Clear::Builder clear) { clear.setTarget(received.get()); });
  CHECK(listed(history, at("2026-03-01")).empty());
}

TEST_CASE("what is late is what F26 finds, from the projection of requests alone") {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    const History history = random_history(seed, 1'500);
    const auto subjects = folded(SubjectProjection(), history);
    std::size_t late_once = 0;
    for (const int days : {0, 20, 45, 200}) {
      CAPTURE(days);
      const Timestamp time(History::kStart + std::int64_t{days} * 86'400'000'000);
      Waiting late;
      for (const RequestLine& line : listed(history, time))
        if (line.standing == RequestStanding::kLate) late.emplace(line.received_by, line.subject);
      CHECK((late == found_late(*subjects, history.size(), time)));
      late_once += late.size();
    }
    CHECK(late_once > 0);
  }
}

TEST_CASE("the projection of requests is that of a replay, and knows what was known") {
  const History history = random_history(5, 500);
  const TempFolder folder;
  const auto store = open_store(folder);
  commit(*store, history, 0, 500);
  const auto projector = start(*store, one<RequestProjection>());
  REQUIRE(reaches(*projector, TreeSize(500)));
  CHECK(projector->compare(RequestProjection::kName).value().equal);
  REQUIRE(projector->rebuild(RequestProjection::kName).has_value());
  const auto whole = folded(RequestProjection(), history);
  History half = random_history(5, 250);
  const auto cut = folded(RequestProjection(), half);
  const auto records_in = [](const StateCopy& state) {
    std::vector<std::pair<SubjectId, Sequence>> records;
    const auto read = [&](const SubjectId& subject, const std::vector<Fact>& facts) -> Status {
      for (const Fact& fact : facts)
        records.emplace_back(subject, fact.by());
      return {};
    };
    REQUIRE(each_requester(state, TreeSize(250), read).has_value());
    return records;
  };
  CHECK(records_in(*whole).size() > 20);
  CHECK((records_in(*whole) == records_in(*cut)));
}
