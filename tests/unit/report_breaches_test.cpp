// The register of breaches: what is due, late, closed and complete, as F38 judges it.
#include "tests/unit/report_breaches_support.hpp"

using namespace ledger;
using namespace ledger::test;
using namespace ledger::test::breaches;

TEST_CASE("a breach that the authority is told of in time is open, then closed") {
  Sequence first;
  History history = detected(&first);
  const Sequence assessed =
      tell(history, EventType::BREACH_ASSESSED, "2026-02-07", risk(Risk::LIKELY));
  const Sequence told =
      tell(history, EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-09T19:59:59+01:00");
  tell(history, EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-20", recorded());
  CHECK(listed(history, "2026-02-06T20:59:59+01:00").empty());
  const BreachLine open = only_one(history, "2026-02-20T12:00:00Z");
  CHECK(open.standing == BreachStanding::kOpen);
  CHECK(open.reference == reference(1));
  CHECK(open.kind == "loss");
  CHECK(open.first_by == first);
  CHECK(open.aware_at == at(kAware));
  CHECK(open.aware_stated);
  CHECK(open.risk == Risk::LIKELY);
  CHECK(open.risk_by == assessed);
  CHECK(open.authority.needed);
  CHECK(open.authority.due == at(kDue));
  CHECK(open.authority.by == told);
  CHECK(open.authority.at == at("2026-02-09T19:59:59+01:00"));
  CHECK(open.notices == 2);
  CHECK(open.hours_to_notice == 71);
  CHECK_FALSE(open.subjects.needed);
  CHECK_FALSE(open.subjects.due.has_value());
  CHECK(open.complete);
  CHECK_FALSE(open.closed_by.has_value());
  const Sequence end = tell(history, EventType::BREACH_CLOSED, "2026-03-01");
  const BreachLine closed = only_one(history, "2026-03-01");
  CHECK(closed.standing == BreachStanding::kClosed);
  CHECK(closed.closed_by == end);
  CHECK(closed.closed_at == at("2026-03-01"));
  CHECK_FALSE(is_open(closed.standing));
}

TEST_CASE("a notice that comes late, or not at all, leaves a breach late until a reason is given") {
  History history = detected();
  CHECK(only_one(history, "2026-02-09T19:59:59+01:00").standing == BreachStanding::kOpen);
  CHECK(only_one(history, kDue).standing == BreachStanding::kLate);
  tell(history, EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-10T20:30:00+01:00");
  const BreachLine unexplained = only_one(history, "2026-02-11");
  CHECK(unexplained.standing == BreachStanding::kLate);
  CHECK(unexplained.hours_to_notice == 96);
  CHECK(unexplained.delay_reason == wire::DelayReason::UNSTATED);
  tell(history, EventType::BREACH_ASSESSED, "2026-02-12", [](wire::Clear::Builder clear) {
    clear.setDelayReason(wire::DelayReason::LATE_FROM_PROCESSOR);
  });
  const BreachLine explained = only_one(history, "2026-02-12");
  CHECK(explained.standing == BreachStanding::kOpen);
  CHECK(explained.authority.due == at(kDue));
  CHECK(explained.delay_reason == wire::DelayReason::LATE_FROM_PROCESSOR);
}

TEST_CASE("a breach that is unlikely to be a risk stays in the register without a term") {
  History history = detected();
  tell(history, EventType::BREACH_ASSESSED, "2026-02-07", risk(Risk::UNLIKELY));
  const BreachLine line = only_one(history, "2026-06-01");
  CHECK(line.standing == BreachStanding::kOpen);
  CHECK(line.risk == Risk::UNLIKELY);
  CHECK_FALSE(line.authority.needed);
  CHECK_FALSE(line.authority.due.has_value());
  CHECK_FALSE(line.subjects.needed);
  CHECK_FALSE(line.hours_to_notice.has_value());
}

TEST_CASE("a high risk has to be told to the persons within the policy's term") {
  History history = detected();
  tell(history, EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-07", risk(Risk::LIKELY));
  CHECK_FALSE(only_one(history, "2026-02-08").subjects.needed);
  tell(history, EventType::BREACH_ASSESSED, "2026-02-09", risk(Risk::HIGH));
  const BreachLine high = only_one(history, "2026-02-11");
  CHECK(high.subjects.needed);
  CHECK(high.subjects.due == at("2026-02-12"));
  CHECK(high.standing == BreachStanding::kOpen);
  CHECK(only_one(history, "2026-02-12").standing == BreachStanding::kLate);
  const Sequence told = tell(history, EventType::BREACH_NOTIFIED_SUBJECTS, "2026-02-13");
  const BreachLine after = only_one(history, "2026-02-13");
  CHECK(after.standing == BreachStanding::kOpen);
  CHECK(after.subjects.by == told);
  CHECK(after.subjects.at == at("2026-02-13"));
}

TEST_CASE("an entry can be closed incomplete, and closing it leaves nothing less late") {
  History history = detected();
  tell(history, EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-07", risk(Risk::LIKELY));
  tell(history, EventType::BREACH_CLOSED, "2026-03-01", [](wire::Clear::Builder clear) {
    clear.setEffectsRecorded(Answer::YES);
    clear.setRemedyRecorded(Answer::NO);
  });
  const BreachLine closed = only_one(history, "2026-03-02");
  CHECK(closed.standing == BreachStanding::kClosed);
  CHECK(closed.effects_recorded);
  CHECK_FALSE(closed.remedy_recorded);
  CHECK_FALSE(closed.complete);
  tell(history, EventType::BREACH_ASSESSED, "2026-03-03", recorded());
  CHECK(only_one(history, "2026-03-03").complete);
  History never = detected();
  tell(never, EventType::BREACH_CLOSED, "2026-02-08", recorded());
  CHECK(only_one(never, "2026-02-08").standing == BreachStanding::kClosed);
  const BreachLine late = only_one(never, "2026-02-10");
  CHECK(late.standing == BreachStanding::kLate);
  CHECK(late.closed_by.has_value());
  CHECK(is_open(late.standing));
}

TEST_CASE("what is due first stands first, what needs no notice last") {
  History history;
  tell(history, EventType::BREACH_DETECTED, "2026-02-01", risk(Risk::UNLIKELY), 1);
  tell(history, EventType::BREACH_DETECTED, "2026-02-06", aware("2026-02-05"), 2);
  tell(history, EventType::BREACH_DETECTED, "2026-02-07", aware("2026-02-04"), 3);
  const auto lines = listed(history, "2026-02-07T12:00:00Z");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].reference == reference(3));
  CHECK(lines[0].standing == BreachStanding::kLate);
  CHECK(lines[1].reference == reference(2));
  CHECK(lines[1].standing == BreachStanding::kOpen);
  CHECK(lines[2].reference == reference(1));
  CHECK_FALSE(lines[2].aware_stated);
  CHECK(lines[2].aware_at == at("2026-02-01"));
}
