// The retention schedule of many: added up, and overdue where rule F18 finds it, whatever the
// history.
#include "ledger/report/retention_schedule.hpp"
#include "tests/support/told_history.hpp"
#include "tests/unit/findings_retention_support.hpp"

#include <random>
#include <set>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

// Retention rules.
using Rules = std::set<std::string>;

// Under which a finding of the rule holds at the time.
Rules found_under(const std::vector<Finding>& findings, Rule rule, Timestamp time) {
  Rules rules;
  for (const Finding& finding : findings) {
    const bool holds = finding.from <= time && (!finding.closed_at || time < *finding.closed_at);
    if (finding.rule == rule && holds && !finding.about.empty()) rules.insert(finding.about);
  }
  return rules;
}

// How often something was overdue, kept, and due after a hold.
struct Seen {
  std::size_t overdue = 0;
  std::size_t kept = 0;
  std::size_t after_hold = 0;
};

// At several times: what is overdue and kept by nothing is F18's, what F35 finds is not.
void compare_with_findings(const PersonCase& person, Timestamp from, Timestamp to, Seen& seen) {
  constexpr int kTimes = 60;
  const auto found = evaluate_person(person);
  REQUIRE(found.has_value());
  for (int i = 0; i <= kTimes; ++i) {
    const Timestamp time(from.get() + (to.get() - from.get()) / kTimes * i);
    CAPTURE(to_rfc3339(time));
    RetentionSchedule schedule(time);
    schedule.add(person);
    Rules overdue;
    Rules held_back;
    for (const RetentionLine& line : schedule.lines()) {
      if (line.kept + line.after_hold < line.overdue) overdue.insert(line.rule);
      if (line.kept + line.after_hold > 0) held_back.insert(line.rule);
      seen.kept += line.kept;
      seen.after_hold += line.after_hold;
    }
    seen.overdue += overdue.size();
    CHECK((overdue == found_under(*found, Rule::F18, time)));
    for (const std::string& rule : found_under(*found, Rule::F35, time))
      CHECK(held_back.contains(rule));
  }
}

// Everything that begins, ends, keeps and stops terms, without sense.
Story tangle(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  const Names activities = {kMailing,
                            kCameras,
                            "customer.invoicing",
                            "customer.informative-communication",
                            "demo.marketing-communication",
                            "applicant.screening",
                            ""};
  const Names rules = {"ret.prospect-3y", "ret.camera", "ret.necessity", "ret.marketing",
                       "ret.applicant"};
  const EventType types[] = {
      EventType::COLLECTION,         EventType::COLLECTION,      EventType::COLLECTION,
      EventType::CONSENT_GIVEN,      EventType::RELATION_ENDED,  EventType::RELATION_STARTED,
      EventType::RETENTION_EXECUTED, EventType::HOLD_PLACED,     EventType::HOLD_RELEASED,
      EventType::RETENTION_DEFERRED, EventType::ERASURE_PARTIAL, EventType::COMPLAINT_CLOSED,
      EventType::COMPLAINT_RECEIVED, EventType::CORRECTION};
  const std::int64_t day = 86'400'000'000;
  Story story;
  for (std::uint64_t i = 0; i < 30; ++i) {
    const EventType type = types[pick(std::size(types))];
    const Timestamp time(at("2019-01-01").get() + static_cast<std::int64_t>(pick(2'000)) * day);
    const std::string activity = activities[pick(activities.size())];
    const std::string rule = rules[pick(rules.size())];
    const auto number = static_cast<std::uint8_t>(1 + pick(2));
    const std::int64_t until = pick(2) == 0 ? 0 : time.get() + 200 * day;
    const bool of_customer = pick(2) == 0;
    const std::uint64_t target = 2 + pick(i + 1);
    story.fact(
        type, to_rfc3339(time),
        [=](wire::Clear::Builder clear) {
          if (!activity.empty()) set_names(clear.initActivities(1), {activity});
          if (type == EventType::COLLECTION) set_names(clear.initCategories(1), {"email"});
          clear.setDataSource(wire::DataSource::DATA_SUBJECT);
          if (of_customer) clear.setRelation("paying-customer");
          clear.setCorrelation(bytes_of(ref(number)));
          clear.setRetentionRule(rule);
          const bool holds = type == EventType::HOLD_PLACED || type == EventType::HOLD_RELEASED;
          if (holds) clear.setHold(bytes_of(ref(number)));
          if (type == EventType::RETENTION_DEFERRED) clear.setDueAt(until);
          if (type == EventType::CORRECTION) clear.setTarget(target);
        },
        "2025-06-01");
  }
  return story;
}

} // namespace

TEST_CASE("what is overdue and kept by nothing is what F18 finds, in a made-up history") {
  const Policy policy = policy::example();
  tools::HistoryOptions options;
  options.people = 40;
  options.seed = 11;
  options.from = at("2019-11-01T00:00:00Z");
  options.to = at("2026-11-01T00:00:00Z");
  options.before_ledger = at("2026-10-22T00:00:00Z");
  options.breaches = {{18, 6}, {19, 3}, {35, 6}};
  const ToldHistory history(policy, options);
  Seen seen;
  history.each_person([&](const std::string& subject, const PersonCase& person) {
    CAPTURE(subject);
    compare_with_findings(person, options.from, options.to, seen);
  });
  CHECK(seen.overdue > 6);
}

TEST_CASE("what is overdue and kept by nothing is what F18 finds, whatever happens") {
  Seen seen;
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    seen = tangle(seed).asked([seen](const PersonCase& person) {
      Seen more = seen;
      compare_with_findings(person, at("2019-01-01"), at("2027-01-01"), more);
      return more;
    });
  }
  CHECK(seen.overdue > 150);
  CHECK(seen.kept > 150);
  CHECK(seen.after_hold > 150);
}

TEST_CASE("people are counted once in a line and once in all, and what is overdue stands first") {
  const Fill email = kept(kMailing);
  Story one;
  one.fact(EventType::COLLECTION, "2021-01-10", email);
  one.fact(EventType::COLLECTION, "2021-01-20", kept(kMailing, {"email", "phone"}));
  Story two;
  two.fact(EventType::COLLECTION, "2021-01-10", email);
  two.fact(EventType::HOLD_PLACED, "2023-01-01",
           [](wire::Clear::Builder clear) { clear.setHold(bytes_of(ref(1))); });
  Story three;
  three.fact(EventType::COLLECTION, "2023-06-10", email);
  RetentionSchedule all(at("2024-02-01"));
  for (const Story* story : {&three, &two, &one})
    CHECK(story->asked([&](const PersonCase& person) {
      all.add(person);
      return !person.facts().empty();
    }));
  CHECK(all.people() == 3);
  CHECK(all.overdue_people() == 1);
  const auto lines = all.lines();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].category == "email");
  CHECK(lines[0].people == 2);
  CHECK(lines[0].holdings == 3);
  CHECK(lines[0].overdue == 3);
  CHECK(lines[0].kept == 1);
  CHECK(lines[0].first_record == Sequence(2));
  CHECK(lines[1].category == "phone");
  CHECK(lines[1].people == 1);
  CHECK(lines[2].overdue == 0);
}
