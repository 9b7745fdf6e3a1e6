// F39, F40 and F41: what the records themselves show to be doubtful.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

constexpr const char* kActivity = "customer.invoicing";

// The example policy for a time of its own.
std::string in_force(const std::string& from, const std::string& to = {}) {
  std::string line = "effective_from = " + from;
  if (!to.empty()) line += "\neffective_to = " + to;
  return replaced(example_text(), "effective_from = 2018-05-25T00:00:00+02:00", line);
}

const Fill kImported =
    doing(kActivity, [](wire::Clear::Builder clear) { clear.setBeforeLedger(wire::Answer::YES); });

FillControl clock(std::int64_t expected, std::int64_t found) {
  return [=](wire::Control::Builder control) {
    auto anomaly = control.initClockAnomaly();
    anomaly.setExpected(expected);
    anomaly.setFound(found);
  };
}

} // namespace

TEST_CASE("F39: data is handled while a policy is in force") {
  Story story(in_force("2026-01-01", "2026-02-01"));
  for (const EventType type : {EventType::COLLECTION, EventType::USE, EventType::DISCLOSURE})
    story.fact(type, "2026-01-31", doing(kActivity));
  CHECK_FALSE(story.raises(Rule::F39));
  const Sequence before = story.fact(EventType::USE, "2025-12-31", doing(kActivity));
  const Sequence after = story.fact(EventType::COLLECTION, "2026-02-01", doing(kActivity));
  const auto found = story.of(Rule::F39);
  REQUIRE(found.size() == 2);
  CHECK(found[0].trigger == before);
  CHECK(found[0].from == at("2025-12-31"));
  CHECK(found[0].evidence == std::vector{before});
  CHECK(found[1].trigger == after);
  // To be told under a policy gives none to the day on which it happened.
  story.fact(EventType::USE, "2025-12-30", doing(kActivity), "2026-01-02");
  CHECK(story.of(Rule::F39).size() == 3);
}

TEST_CASE("F39 is not raised by what was imported, by requests, or by the ledger itself") {
  Story story(in_force("2026-01-01"));
  story.fact(EventType::USE, "2025-12-31", kImported);
  story.fact(EventType::REQUEST_RECEIVED, "2025-12-31");
  CHECK_FALSE(story.raises(Rule::F39));
}

TEST_CASE("F39: an event is checked under a policy that held when it happened or was told") {
  const auto raised = [](std::uint64_t checked_under, const char* when, const char* told) {
    Story story(in_force("2025-01-01", "2026-01-01"));   // record 1
    story.publish(in_force("2026-01-01", "2026-02-01")); // record 2
    story.publish(in_force("2026-02-01"));               // record 3
    story.checked_under(Sequence(checked_under));
    story.fact(EventType::USE, when, doing(kActivity), told);
    return story.raises(Rule::F39);
  };
  CHECK_FALSE(raised(2, "2026-01-10", "2026-01-10"));
  CHECK_FALSE(raised(2, "2025-12-31", "2026-01-01")); // told after the change
  CHECK_FALSE(raised(1, "2025-12-31", "2026-01-01"));
  CHECK(raised(3, "2026-01-10", "2026-01-10"));
  CHECK(raised(1, "2026-01-10", "2026-01-10"));
  CHECK(raised(0, "2026-01-10", "2026-01-10"));
}

TEST_CASE("F40: what is told more than thirty days later is backdated") {
  const auto told = [](const char* recorded, const Fill& fill, bool of_house) {
    Story story;
    const char* when = "2026-01-01T10:00:00+01:00";
    if (of_house) story.house(EventType::ASSESSMENT_RECORDED, when, fill, recorded);
    if (!of_house) story.fact(EventType::USE, when, fill, recorded);
    return story.of(Rule::F40);
  };
  for (const bool of_house : {false, true}) {
    CAPTURE(of_house);
    CHECK(told("2026-01-31T23:59:59+01:00", doing(kActivity), of_house).empty());
    const auto found = told("2026-02-01T00:00:00+01:00", doing(kActivity), of_house);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == Sequence(2));
    CHECK(found[0].from == at("2026-02-01T00:00:00+01:00")); // nobody could know before
    CHECK(told("2026-06-01", kImported, of_house).empty());
  }
}

TEST_CASE("F40: the tolerance is the policy's") {
  Story story(replaced(example_text(), "backdating_tolerance = \"P30D\"",
                       "backdating_tolerance = \"P1D\""));
  story.fact(EventType::USE, "2026-01-01", doing(kActivity), "2026-01-10");
  CHECK(story.raises(Rule::F40));
}

TEST_CASE("F40: the clock went back") {
  Story story;
  const Sequence back =
      story.house_control(EventType::LEDGER_CLOCK_ANOMALY, "2026-02-01", clock(2'000, 1'000));
  const auto found = story.of(Rule::F40);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == back);
  CHECK(found[0].from == at("2026-02-01"));
  Story forward;
  forward.house_control(EventType::LEDGER_CLOCK_ANOMALY, "2026-02-01", clock(1'000, 2'000));
  forward.house_control(EventType::LEDGER_HEARTBEAT, "2026-02-02",
                        [](wire::Control::Builder control) { control.setHeartbeat(); });
  CHECK_FALSE(forward.raises(Rule::F40));
}

TEST_CASE("F41: a source is silent from the end of the policy's term until it is heard again") {
  Story story;
  const Sequence last = story.heard("shop", "2026-01-01T10:00:00+01:00");
  const char* end = "2026-01-09T00:00:00+01:00";
  auto found = story.of(Rule::F41);
  REQUIRE(found.size() == 1);
  CHECK(found[0].about == "shop");
  CHECK(found[0].trigger == last);
  CHECK(found[0].evidence == std::vector{last});
  CHECK(found[0].from == at(end));
  CHECK_FALSE(story.raises(Rule::F41, "2026-01-08T23:59:59+01:00"));
  // Another source is no sign of this one, nor is the ledger itself.
  story.heard("", "2026-01-05");
  story.heard("crm", "2026-01-05");
  CHECK(story.of(Rule::F41, end).size() == 1);
  const Sequence again = story.heard("shop", "2026-01-20");
  found = story.of(Rule::F41, "2026-01-25");
  REQUIRE(found.size() == 2);
  CHECK(found[0].about == "shop");
  CHECK(found[0].closed_at == at("2026-01-20"));
  CHECK(found[0].state_by == again);
  CHECK(found[1].about == "crm");
}

TEST_CASE("F41 is not raised by a source that is heard in time, and the term is the policy's") {
  Story story;
  story.heard("shop", "2026-01-01T10:00:00+01:00");
  story.heard("shop", "2026-01-08T23:59:59+01:00");
  CHECK_FALSE(story.raises(Rule::F41, "2026-01-15"));
  Story strict(replaced(example_text(), "source_silence = \"P7D\"", "source_silence = \"P2D\""));
  strict.heard("shop", "2026-01-01T10:00:00+01:00");
  CHECK(strict.of(Rule::F41).at(0).from == at("2026-01-04T00:00:00+01:00"));
}
