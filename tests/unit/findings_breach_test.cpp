// F38: the register of breaches.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Risk;
using wire::Rule;

namespace {

// A Friday evening; 72 plain hours later it is Monday evening.
constexpr const char* kAware = "2026-02-06T20:00:00+01:00";
constexpr const char* kEnd = "2026-02-09T20:00:00+01:00";
constexpr const char* kInTime = "2026-02-09T19:59:59+01:00";

Fill aware(const char* when = kAware) {
  return in_case(1, [=](wire::Clear::Builder clear) {
    clear.setBreachKind("loss");
    clear.setAwareAt(at(when).get());
  });
}
Fill risk(Risk level) {
  return in_case(1, [=](wire::Clear::Builder clear) { clear.setRisk(level); });
}
Fill late_because(wire::DelayReason reason) {
  return in_case(1, [=](wire::Clear::Builder clear) { clear.setDelayReason(reason); });
}
Fill recorded(wire::Answer effects, wire::Answer remedy) {
  return in_case(1, [=](wire::Clear::Builder clear) {
    clear.setEffectsRecorded(effects);
    clear.setRemedyRecorded(remedy);
  });
}
const Fill kFullyRecorded = recorded(wire::Answer::YES, wire::Answer::YES);

Story detected() {
  Story story;
  story.house(EventType::BREACH_DETECTED, "2026-02-06T21:00:00+01:00", aware());
  return story;
}

} // namespace

TEST_CASE("F38: the authority is told within 72 plain hours from when the breach was known") {
  Story story = detected();
  auto found = story.of(Rule::F38);
  REQUIRE(found.size() == 1);
  CHECK(found[0].from == at(kEnd));
  CHECK(found[0].trigger == Sequence(2));
  CHECK(found[0].evidence == std::vector{Sequence(2)});
  CHECK(found[0].about == "loss");
  CHECK(found[0].state == FindingState::kOpen);
  CHECK_FALSE(found[0].subject);
  story.house(EventType::BREACH_NOTIFIED_AUTHORITY, kInTime, in_case(1));
  CHECK_FALSE(story.raises(Rule::F38));
  Story late = detected();
  late.house(EventType::BREACH_NOTIFIED_AUTHORITY, kEnd, in_case(1));
  CHECK(late.raises(Rule::F38));
}

TEST_CASE("F38 is not raised by what else the house has references for") {
  Story story;
  story.house(EventType::ORDER_RECEIVED, kAware, in_case(1));
  CHECK_FALSE(story.raises(Rule::F38));
}

TEST_CASE("F38: the hours are the policy's, and the earliest knowledge counts") {
  Story story(replaced(example_text(), "notify_authority_within = \"PT72H\"",
                       "notify_authority_within = \"PT96H\""));
  story.house(EventType::BREACH_DETECTED, "2026-02-06T21:00:00+01:00", aware());
  story.house(EventType::BREACH_ASSESSED, "2026-02-07", aware("2026-02-05T20:00:00+01:00"));
  story.house(EventType::BREACH_ASSESSED, "2026-02-08", aware("2026-02-07T20:00:00+01:00"));
  CHECK(story.of(Rule::F38).at(0).from == at("2026-02-09T20:00:00+01:00"));
  Story unstated;
  unstated.house(EventType::BREACH_DETECTED, kAware, in_case(1));
  CHECK(unstated.of(Rule::F38).at(0).from == at(kEnd));
}

TEST_CASE("F38: late is closed by a notification with a reason, not by one without") {
  Story story = detected();
  story.house(EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-10", in_case(1));
  CHECK(story.of(Rule::F38).at(0).state == FindingState::kOpen);
  const Sequence reason = story.house(EventType::BREACH_ASSESSED, "2026-02-11",
                                      late_because(wire::DelayReason::TECHNICAL));
  const auto found = story.of(Rule::F38);
  REQUIRE(found.size() == 1);
  CHECK(found[0].from == at(kEnd));
  CHECK(found[0].closed_at == at("2026-02-11"));
  CHECK(found[0].state_by == reason);
  // A reason without a notification closes nothing.
  Story never = detected();
  never.house(EventType::BREACH_ASSESSED, "2026-02-08",
              late_because(wire::DelayReason::STILL_INVESTIGATING));
  CHECK(never.of(Rule::F38).at(0).state == FindingState::kOpen);
}

TEST_CASE("F38: a breach that is unlikely to be a risk need not be notified") {
  Story story = detected();
  story.house(EventType::BREACH_ASSESSED, "2026-02-07", risk(Risk::UNLIKELY));
  CHECK_FALSE(story.raises(Rule::F38));
  // Later it turns out to be one.
  const Sequence likely = story.house(EventType::BREACH_ASSESSED, "2026-02-20", risk(Risk::LIKELY));
  const auto found = story.of(Rule::F38);
  REQUIRE(found.size() == 1);
  CHECK(found[0].from == at("2026-02-20"));
  CHECK(found[0].trigger == likely);
  // Assessed as unlikely too late: it was open until then.
  Story late = detected();
  late.house(EventType::BREACH_ASSESSED, "2026-02-12", risk(Risk::UNLIKELY));
  REQUIRE(late.of(Rule::F38).size() == 1);
  CHECK(late.of(Rule::F38)[0].closed_at == at("2026-02-12"));
}

TEST_CASE("F38: a risk that is assessed anew after the term opens it again") {
  Story story = detected();
  story.house(EventType::BREACH_ASSESSED, "2026-02-10", risk(Risk::UNLIKELY));
  auto found = story.of(Rule::F38);
  REQUIRE(found.size() == 1);
  CHECK(found[0].closed_at == at("2026-02-10"));
  story.house(EventType::BREACH_ASSESSED, "2026-02-20", risk(Risk::LIKELY));
  found = story.of(Rule::F38);
  REQUIRE(found.size() == 2);
  CHECK(found[0].closed_at == at("2026-02-10"));
  CHECK(found[1].from == at("2026-02-20"));
  CHECK(found[1].state == FindingState::kOpen);
}

TEST_CASE("F38: a high risk is told to the persons") {
  Story story = detected();
  story.house(EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-07", in_case(1));
  CHECK_FALSE(story.raises(Rule::F38));
  story.house(EventType::BREACH_ASSESSED, "2026-02-08", risk(Risk::LIKELY));
  CHECK_FALSE(story.raises(Rule::F38));
  const Sequence high = story.house(EventType::BREACH_ASSESSED, "2026-02-09", risk(Risk::HIGH));
  auto found = story.of(Rule::F38);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == high);
  CHECK(found[0].evidence == std::vector{Sequence(2), high});
  CHECK(found[0].from == at("2026-02-12")); // 72 hours, by the policy
  Story told = story;
  told.house(EventType::BREACH_NOTIFIED_SUBJECTS, "2026-02-11", in_case(1));
  CHECK_FALSE(told.raises(Rule::F38));
  Story late = story;
  late.house(EventType::BREACH_NOTIFIED_SUBJECTS, "2026-02-13", in_case(1));
  CHECK(late.of(Rule::F38).at(0).closed_at == at("2026-02-13"));
  Story lowered = story;
  lowered.house(EventType::BREACH_ASSESSED, "2026-02-10", risk(Risk::LIKELY));
  CHECK_FALSE(lowered.raises(Rule::F38));
}

TEST_CASE("F38: without a term of its own, a high risk is told to the persons at once") {
  Story story(replaced(example_text(), "notify_subjects_within = \"PT72H\"", ""));
  story.house(EventType::BREACH_DETECTED, "2026-02-06T21:00:00+01:00", aware());
  story.house(EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-07", risk(Risk::HIGH));
  REQUIRE(story.of(Rule::F38).size() == 1);
  CHECK(story.of(Rule::F38)[0].from == at("2026-02-07"));
}

TEST_CASE("F38: an entry that is closed is complete") {
  const auto closed = [](const Fill& detected_with, const Fill& assessed_with,
                         const Fill& closed_with) {
    Story story;
    story.house(EventType::BREACH_DETECTED, "2026-02-06T21:00:00+01:00", detected_with);
    story.house(EventType::BREACH_ASSESSED, "2026-02-07", assessed_with);
    story.house(EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-07", in_case(1));
    CHECK_FALSE(story.raises(Rule::F38));
    const Sequence end = story.house(EventType::BREACH_CLOSED, "2026-03-01", closed_with);
    const auto found = story.of(Rule::F38);
    for (const Finding& finding : found) {
      CHECK(finding.trigger == end);
      CHECK(finding.from == at("2026-03-01"));
    }
    return found.size();
  };
  const Fill likely = risk(Risk::LIKELY);
  const Fill kind_only =
      in_case(1, [](wire::Clear::Builder clear) { clear.setBreachKind("loss"); });
  const Fill aware_only =
      in_case(1, [](wire::Clear::Builder clear) { clear.setAwareAt(at(kAware).get()); });
  CHECK(closed(aware(), likely, kFullyRecorded) == 0);
  CHECK(closed(kind_only, likely, kFullyRecorded) == 1);
  CHECK(closed(aware_only, likely, kFullyRecorded) == 1);
  CHECK(closed(aware(), in_case(1), kFullyRecorded) == 1);
  CHECK(closed(aware(), likely, recorded(wire::Answer::NO, wire::Answer::YES)) == 1);
  CHECK(closed(aware(), likely, recorded(wire::Answer::YES, wire::Answer::UNSTATED)) == 1);
}

TEST_CASE("F38: an entry is completed later, and what another breach says completes nothing") {
  Story story = detected();
  story.house(EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-07", risk(Risk::LIKELY));
  story.house(EventType::BREACH_CLOSED, "2026-03-01", in_case(1));
  story.house(EventType::BREACH_ASSESSED, "2026-03-02", [](wire::Clear::Builder clear) {
    kFullyRecorded(clear);
    clear.setCorrelation(bytes_of(ref(2)));
    clear.setRisk(Risk::UNLIKELY);
  });
  REQUIRE(story.of(Rule::F38).size() == 1);
  CHECK(story.of(Rule::F38)[0].state == FindingState::kOpen);
  story.house(EventType::BREACH_ASSESSED, "2026-03-03", kFullyRecorded);
  REQUIRE(story.of(Rule::F38).size() == 1);
  CHECK(story.of(Rule::F38)[0].closed_at == at("2026-03-03"));
}
