// How often everything was told, by day.
#include "ledger/projection/statistics_projection.hpp"
#include "tests/unit/projection_support.hpp"

#include <limits>
#include <map>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using Kind = StatisticsProjection::Kind;

namespace {

std::chrono::sys_days day(const char* time) {
  return utc_day_of(time_at(time));
}

// A ledger of the first `size` records.
class Counted {
 public:
  Counted(const History& history, TreeSize size) : store_(open_store(folder_)) {
    commit(*store_, history, 0, size.get());
    projector_ = start(*store_, one<StatisticsProjection>());
    REQUIRE(reaches(*projector_, size));
  }
  [[nodiscard]] Projector& projector() { return *projector_; }
  [[nodiscard]] std::vector<Statistic> of(Kind kind) const {
    std::vector<Statistic> found;
    const Status read = projector_->read(kName, [&](const StateCopy& copy) {
      return each_statistic(copy, kind, [&](const Statistic& statistic) -> Status {
        found.push_back(statistic);
        return {};
      });
    });
    REQUIRE(read.has_value());
    return found;
  }
  [[nodiscard]] HouseCounts counts(TreeSize as_of) const {
    HouseCounts found;
    const Status read = projector_->read(kName, [&](const StateCopy& copy) -> Status {
      LEDGER_ASSIGN(found, read_counts(copy, as_of));
      return {};
    });
    REQUIRE(read.has_value());
    return found;
  }

  static constexpr std::string_view kName = StatisticsProjection::kName;

 private:
  TempFolder folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Projector> projector_;
};

void request(History& history, wire::Right right) {
  history.add(EventType::REQUEST_RECEIVED, {person(1)},
              [=](wire::Clear::Builder clear) { clear.setRight(right); });
}
void look_up(History& history, std::uint8_t people) {
  std::vector<SubjectId> subjects;
  for (std::uint8_t i = 0; i < people; ++i)
    subjects.push_back(person(i));
  history.add(EventType::STAFF_ACCESSED, subjects,
              [](wire::Clear::Builder clear) { clear.setStaffRole("support"); });
}
void demand(History& history, wire::IdentityProof proof) {
  history.add(EventType::IDENTITY_REQUESTED, {person(1)},
              [=](wire::Clear::Builder clear) { clear.setIdentityProof(proof); });
}

// Three days of requests and look-ups.
History three_days() {
  History history;
  for (const char* morning :
       {"2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z", "2026-03-05T08:00:00Z"}) {
    history.wait_until(time_at(morning));
    request(history, wire::Right::ACCESS);
    request(history, wire::Right::ERASURE);
    demand(history, wire::IdentityProof::ID_COPY);
    demand(history, wire::IdentityProof::EMAIL_LOOP);
    look_up(history, 1);
    look_up(history, 3);
  }
  return history;
}

bool same(const DayCounts& a, const DayCounts& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(), [](const DayCount& one, const DayCount& other) {
        return one.day == other.day && one.count == other.count && one.first == other.first;
      });
}
bool same(const HouseCounts& a, const HouseCounts& b) {
  return same(a.requests, b.requests) && same(a.id_copies, b.id_copies) &&
         std::equal(a.look_ups.begin(), a.look_ups.end(), b.look_ups.begin(), b.look_ups.end(),
                    [](const auto& one, const auto& other) {
                      return one.first == other.first && same(one.second, other.second);
                    });
}

} // namespace

TEST_CASE("events are counted by what they say, on the day on which it happened") {
  History history;
  history.wait_until(time_at("2026-03-02T23:59:59Z"));
  const auto consent = [&](EventType type, const char* happened) {
    history.add(type, {person(1)}, [=](wire::Clear::Builder clear) {
      clear.setOccurredAt(time_at(happened).get());
      clear.setRelation("customer");
      set_activities(clear, {"newsletter", "survey"});
    });
  };
  consent(EventType::CONSENT_GIVEN, "2026-03-02T23:59:59Z");
  consent(EventType::CONSENT_GIVEN, "2026-02-28T12:00:00Z"); // recorded on the 3rd
  consent(EventType::CONSENT_WITHDRAWN,
          "2026-03-09T12:00:00Z"); // cannot be: counts from its record
  Counted counted(history, history.size());

  const auto given = counted.of(Kind::kConsent);
  REQUIRE(given.size() == 6);
  CHECK(given[0].day == day("2026-02-28"));
  CHECK(given[0].recorded == day("2026-03-03"));
  CHECK(given[0].type == EventType::CONSENT_GIVEN);
  CHECK(given[0].name == "newsletter");
  CHECK(given[0].count == 1);
  CHECK(given[0].first == Sequence(2));
  CHECK(given[2].day == day("2026-03-02"));
  CHECK(given[4].day == day("2026-03-03"));
  CHECK(given[4].type == EventType::CONSENT_WITHDRAWN);
  CHECK(counted.of(Kind::kActivity).size() == 6);
  REQUIRE(counted.of(Kind::kRelation).size() == 3);
  CHECK(counted.of(Kind::kRelation)[0].name == "customer");
  CHECK(counted.of(Kind::kType).size() == 4); // and that the ledger was opened
}

TEST_CASE("no date is beyond the calendar: what is dated before 1970 counts on its first day") {
  History history;
  history.add(EventType::REQUEST_RECEIVED, {person(1)}, [](wire::Clear::Builder clear) {
    clear.setOccurredAt(std::numeric_limits<std::int64_t>::min());
    clear.setRight(wire::Right::ACCESS);
  });
  Counted counted(history, history.size());
  const auto received = counted.of(Kind::kRequest);
  REQUIRE(received.size() == 1);
  CHECK(received[0].day == day("1970-01-01"));
}

TEST_CASE("requests are counted by right, answers by right and outcome") {
  History history;
  request(history, wire::Right::ACCESS);
  request(history, wire::Right::ACCESS);
  request(history, wire::Right::ERASURE);
  history.add(EventType::REQUEST_ANSWERED, {person(1)}, [](wire::Clear::Builder clear) {
    clear.setRight(wire::Right::ACCESS);
    clear.setOutcome(wire::Outcome::FULFILLED);
  });
  Counted counted(history, history.size());
  const auto received = counted.of(Kind::kRequest);
  REQUIRE(received.size() == 2);
  CHECK(received[0].right == wire::Right::ACCESS);
  CHECK(received[0].count == 2);
  CHECK(received[1].right == wire::Right::ERASURE);
  const auto answered = counted.of(Kind::kAnswer);
  REQUIRE(answered.size() == 1);
  CHECK(answered[0].right == wire::Right::ACCESS);
  CHECK(answered[0].outcome == wire::Outcome::FULFILLED);
}

TEST_CASE("rules are given the days that are over: requests, copies demanded, people looked up") {
  const History history = three_days();
  const HouseCounts counts = Counted(history, history.size()).counts(history.size());
  REQUIRE(counts.requests.size() == 2); // the third day may go on
  CHECK(counts.requests[0].day == day("2026-03-02"));
  CHECK(counts.requests[0].count == 2);
  CHECK(counts.requests[0].first == Sequence(1));
  REQUIRE(counts.id_copies.size() == 2);
  CHECK(counts.id_copies[1].count == 1);
  CHECK(counts.id_copies[1].first == Sequence(9));
  REQUIRE(counts.look_ups.size() == 1);
  CHECK(counts.look_ups.at("support")[1].day == day("2026-03-03"));
  CHECK(counts.look_ups.at("support")[1].count == 4);
}

TEST_CASE("what was counted as of a record is what a ledger that ends there says") {
  const History history = three_days();
  Counted whole(history, history.size());
  for (std::uint64_t size = 1; size <= history.size().get(); ++size) {
    CAPTURE(size);
    CHECK(same(whole.counts(TreeSize(size)),
               Counted(history, TreeSize(size)).counts(TreeSize(size))));
  }
}

TEST_CASE("counts are those of a replay, wherever the projector stopped on its way") {
  const History history = random_history(31, 600);
  const TempFolder folder;
  const auto store = open_store(folder);
  for (std::uint64_t from = 0; from < 600; from += 150) {
    commit(*store, history, from, from + 150);
    const auto projector = start(*store, one<StatisticsProjection>());
    REQUIRE(reaches(*projector, TreeSize(from + 150)));
    CHECK(projector->compare(StatisticsProjection::kName).value().equal);
    REQUIRE(projector->rebuild(StatisticsProjection::kName).has_value());
  }
}

TEST_CASE("a day never goes back, whatever the clock of a record says") {
  History history;
  history.wait_until(time_at("2026-03-03T08:00:00Z"));
  request(history, wire::Right::ACCESS);
  history.wait_until(time_at("2026-03-02T08:00:00Z"));
  request(history, wire::Right::ACCESS);
  const auto received = Counted(history, history.size()).of(Kind::kRequest);
  REQUIRE(received.size() == 2);
  CHECK(received[0].day == day("2026-03-02"));
  CHECK(received[0].recorded == day("2026-03-03"));
}
