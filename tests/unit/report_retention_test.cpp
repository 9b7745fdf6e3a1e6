// What comes due when and what is overdue, one story after the other.
#include "ledger/report/retention_schedule.hpp"
#include "tests/unit/findings_retention_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

std::vector<RetentionLine> schedule(const Story& story, std::string_view as_of,
                                    std::string_view until = {}) {
  return story.asked([&](const PersonCase& person) {
    std::optional<Timestamp> end;
    if (!until.empty()) end = at(until);
    RetentionSchedule all(at(as_of), end);
    all.add(person);
    CHECK(all.people() == (all.lines().empty() ? 0U : 1U));
    return all.lines();
  });
}

RetentionLine only_line(const Story& story, std::string_view as_of) {
  const auto lines = schedule(story, as_of);
  REQUIRE(lines.size() == 1);
  return lines[0];
}

Fill hold(std::uint8_t number = 1) {
  return [=](wire::Clear::Builder clear) {
    clear.setHold(bytes_of(ref(number)));
    clear.setHoldGround(wire::ErasureException::LEGAL_CLAIMS);
  };
}

Fill deferring(const std::string& rule, Timestamp until) {
  return [=](wire::Clear::Builder clear) {
    clear.setRetentionRule(rule);
    clear.setDueAt(until.get());
  };
}

constexpr const char* kProspect = "ret.prospect-3y";
constexpr const char* kInvoicing = "customer.invoicing";

// A prospect who is due on 11 January 2024.
Story prospect() {
  Story story;
  story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
  return story;
}

} // namespace

TEST_CASE("what is held stands in the month in which its term ends, and is overdue from then on") {
  const Story story = prospect();
  CHECK(schedule(story, "2021-01-09").empty());
  const RetentionLine before = only_line(story, "2024-01-10T23:59:59+01:00");
  CHECK(before.term == RetentionTerm::kDated);
  CHECK(before.rule == kProspect);
  CHECK(before.category == "email");
  CHECK(before.month == std::chrono::year(2024) / std::chrono::January);
  CHECK(before.first_due == at("2024-01-11T00:00:00+01:00"));
  CHECK(before.first_record == Sequence(2));
  CHECK(before.people == 1);
  CHECK(before.holdings == 1);
  CHECK(before.overdue == 0);
  CHECK(before.bound_by_law == 0);
  const RetentionLine after = only_line(story, "2024-01-11T00:00:00+01:00");
  CHECK(after.overdue == 1);
  CHECK(after.kept == 0);
  CHECK(is_overdue(after));
}

TEST_CASE("the month is that of the policy's calendar, not of UTC") {
  Story story;
  story.fact(EventType::COLLECTION, "2021-01-31", kept(kMailing));
  const RetentionLine line = only_line(story, "2022-01-01");
  CHECK(line.first_due == at("2024-01-31T23:00:00Z"));
  CHECK(line.month == std::chrono::year(2024) / std::chrono::February);
}

TEST_CASE("what is overdue under a hold is kept, and after its release it is due after a hold") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2024-02-01", hold());
  story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
  CHECK(is_overdue(only_line(story, "2024-01-31")));
  const RetentionLine held = only_line(story, "2024-02-01");
  CHECK(held.overdue == 1);
  CHECK(held.kept == 1);
  CHECK_FALSE(is_overdue(held));
  const RetentionLine released = only_line(story, "2024-06-01");
  CHECK(released.kept == 0);
  CHECK(released.after_hold == 1);
  CHECK(is_overdue(released));
  CHECK(story.raises(Rule::F35, "2024-07-01"));
}

TEST_CASE("between two holds what the first kept is due after a hold, as for a while it may be") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
  story.fact(EventType::HOLD_PLACED, "2024-06-05", hold(2));
  const RetentionLine between = only_line(story, "2024-06-03");
  CHECK(between.overdue == 1);
  CHECK(between.kept == 0);
  CHECK(between.after_hold == 1);
  CHECK(only_line(story, "2024-06-05").kept == 1);
}

TEST_CASE("what was due before the GDPR applied is overdue from its first day") {
  Story story;
  story.fact(EventType::COLLECTION, "2014-01-10", kept(kMailing));
  CHECK(only_line(story, "2018-05-24").overdue == 0);
  CHECK(only_line(story, "2018-05-26").overdue == 1);
  CHECK(only_line(story, "2018-05-26").first_due < at("2018-05-25"));
}

TEST_CASE("a hold on everybody keeps it, one on something else does not") {
  Story everybody = prospect();
  everybody.house(EventType::HOLD_PLACED, "2023-01-01", hold());
  CHECK(only_line(everybody, "2025-01-01").kept == 1);
  Story other = prospect();
  other.fact(EventType::HOLD_PLACED, "2023-01-01", [](wire::Clear::Builder clear) {
    hold()(clear);
    erasing({"phone"})(clear);
  });
  CHECK(only_line(other, "2025-01-01").kept == 0);
}

TEST_CASE("a deferral keeps it until the deferral ends") {
  Story story = prospect();
  story.fact(EventType::RETENTION_DEFERRED, "2024-01-02", deferring(kProspect, at("2024-07-01")));
  CHECK(only_line(story, "2024-06-30").kept == 1);
  const RetentionLine over = only_line(story, "2024-07-01");
  CHECK(over.kept == 0);
  CHECK(over.after_hold == 0);
  CHECK(is_overdue(over));
}

TEST_CASE("what was erased by then is not held, what is erased later is") {
  for (const EventType type : {EventType::ERASURE_EXECUTED, EventType::RETENTION_EXECUTED}) {
    Story story = prospect();
    story.fact(type, "2024-03-01", executing(kProspect));
    CHECK(only_line(story, "2024-02-29").overdue == 1);
    CHECK(schedule(story, "2024-03-01").empty());
  }
  Story keys = prospect();
  keys.key_destroyed("2024-03-01", {});
  CHECK(schedule(keys, "2024-03-01").empty());
}

TEST_CASE("what has no rule, no end and no term that runs is told apart, and is not overdue") {
  Story story(replaced(example_text(), "period = \"P13M\"\n",
                       "criterion = { nl = \"x\", en = \"x\", fr = \"x\" }\n"));
  story.fact(EventType::COLLECTION, "2021-01-10", kept("no.such-activity"));
  story.fact(EventType::COLLECTION, "2021-01-10", kept("visitor.recognition"));
  story.fact(EventType::COLLECTION, "2021-01-10", kept("customer.informative-communication"));
  const auto lines = schedule(story, "2050-01-01");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].term == RetentionTerm::kNotBegun);
  CHECK(lines[0].rule == "ret.necessity");
  CHECK(lines[1].term == RetentionTerm::kNoEnd);
  CHECK(lines[1].rule == "ret.visitor");
  CHECK(lines[2].term == RetentionTerm::kNoRule);
  CHECK(lines[2].rule.empty());
  for (const RetentionLine& line : lines) {
    CHECK_FALSE(line.month.has_value());
    CHECK_FALSE(line.first_due.has_value());
    CHECK(line.overdue == 0);
  }
  CHECK(schedule(story, "2050-01-01", "2060-01-01").empty());
}

TEST_CASE("a relation that ends starts the term, from then on and not before") {
  Story story;
  const auto customer = [](wire::Clear::Builder clear) { clear.setRelation("paying-customer"); };
  story.fact(EventType::COLLECTION, "2019-06-10", kept("customer.informative-communication"));
  story.fact(EventType::RELATION_ENDED, "2020-01-10", customer);
  story.fact(EventType::RELATION_STARTED, "2020-09-01", customer);
  CHECK(only_line(story, "2020-01-09").term == RetentionTerm::kNotBegun);
  const RetentionLine ended = only_line(story, "2020-01-10");
  CHECK(ended.term == RetentionTerm::kDated);
  CHECK(ended.first_due == at("2021-01-11T00:00:00+01:00"));
  CHECK(only_line(story, "2020-09-01").term == RetentionTerm::kNotBegun);
}

TEST_CASE("what a law has be kept is counted until the law lets it go") {
  Story story(replaced(example_text(), "period = \"P10Y\"\nstart = \"document-year-end\"",
                       "period = \"P5Y\"\nstart = \"document-year-end\""));
  story.fact(EventType::COLLECTION, "2023-02-01", kept(kInvoicing, {"billing-address"}));
  const RetentionLine bound = only_line(story, "2030-01-01");
  CHECK(bound.first_due == at("2029-01-01T00:00:00+01:00"));
  CHECK(bound.overdue == 1); // a policy with a term that is too short
  CHECK(bound.bound_by_law == 1);
  CHECK(only_line(story, "2033-12-31T23:59:59+01:00").bound_by_law == 1);
  CHECK(only_line(story, "2034-01-01T00:00:00+01:00").bound_by_law == 0);
}

TEST_CASE("what a correction takes back is not held, and what came late counts from when it was") {
  Story story = prospect();
  const Sequence wrong = story.fact(EventType::COLLECTION, "2021-05-10", kept(kCameras));
  story.fact(EventType::CORRECTION, "2026-01-01",
             [=](wire::Clear::Builder clear) { clear.setTarget(wrong.get()); });
  CHECK(only_line(story, "2022-01-01").rule == kProspect);
  Story late;
  late.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing), "2025-01-01");
  CHECK(only_line(late, "2024-02-01").overdue == 1);
}

TEST_CASE("what is due later than asked is left out") {
  Story story = prospect();
  story.fact(EventType::COLLECTION, "2022-01-10", kept(kMailing, {"phone"}));
  CHECK(schedule(story, "2023-01-01", "2024-01-10").empty());
  CHECK(schedule(story, "2023-01-01", "2024-01-11T00:00:00+01:00").size() == 1);
  CHECK(schedule(story, "2023-01-01", "2025-06-01").size() == 2);
}
