// Findings and the gate over a real store: what the live projections answer is what a rebuild
// answers, whatever the order in which the facts came in.
#include "ledger/report/answers.hpp"

#include "ledger/findings/rule.hpp"

#include "tests/support/store_testing.hpp"
#include "tests/unit/answers_support.hpp"
#include "tests/unit/policy_support.hpp"
#include "tests/unit/random_life.hpp"

#include <algorithm>
#include <map>
#include <numeric>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

// A ledger of such a life, in some order of arrival.
class Told {
 public:
  // `order[i]` is the event that is told as the i-th.
  Told(const std::vector<Event>& events, const std::vector<std::size_t>& order) : store_(open()) {
    History history;
    publish(history, policy_);
    for (const std::size_t event : order)
      event_of_[history.add(events[event].type, events[event].people, events[event].fill,
                            events[event].tags)] = event;
    projector_ = project(*store_, history, history.size());
  }

  [[nodiscard]] Projector& projector() { return *projector_; }
  [[nodiscard]] Answers answers() { return Answers(*projector_, always(policy_)); }
  [[nodiscard]] std::vector<Finding> findings() {
    FindingsQuery query;
    query.as_of = Timestamp(History::kStart + 4'000 * kDay);
    auto answer = answers().findings(query);
    REQUIRE_MESSAGE(answer.has_value(), answer.error().what());
    return std::move(answer->findings);
  }
  // The same with events in the place of records, so that orders of arrival compare; without what
  // was told late and what was not told any more, which are all about the order of arrival.
  [[nodiscard]] std::vector<Finding> findings_by_event() {
    std::vector<Finding> found = findings();
    std::erase_if(found, [](const Finding& finding) {
      return finding.rule == wire::Rule::F40 || finding.rule == wire::Rule::F41;
    });
    for (Finding& finding : found) {
      finding.trigger = event(finding.trigger);
      for (Sequence& record : finding.evidence)
        record = event(record);
      std::sort(finding.evidence.begin(), finding.evidence.end());
      if (finding.state_by) finding.state_by = event(*finding.state_by);
      if (finding.closed_by) finding.closed_by = event(*finding.closed_by);
      for (FindingWord& word : finding.words)
        word.by = event(word.by);
    }
    std::sort(found.begin(), found.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.rule, a.from, a.trigger, a.subject, a.about, a.evidence) <
             std::tie(b.rule, b.from, b.trigger, b.subject, b.about, b.evidence);
    });
    return found;
  }

 private:
  static std::unique_ptr<Store> open_in(const TempFolder& folder) {
    auto store = Store::open(options_for(folder / "db", true));
    REQUIRE(store.has_value());
    return std::move(*store);
  }
  std::unique_ptr<Store> open() { return open_in(folder_); }
  Sequence event(Sequence record) { return Sequence(event_of_.at(record)); }

  TempFolder folder_;
  std::string policy_ = policy::example_text();
  std::unique_ptr<Store> store_;
  std::unique_ptr<Projector> projector_;
  std::map<Sequence, std::size_t> event_of_;
};

std::vector<std::size_t> in_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

} // namespace

TEST_CASE("findings are the same in whatever order the facts arrive") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    CAPTURE(seed);
    const auto events = life(seed, 250);
    auto order = in_order(events.size());
    const auto expected = Told(events, order).findings_by_event();
    CHECK(expected.size() > 20);
    std::mt19937 random(seed);
    for (int round = 0; round < 3; ++round) {
      CAPTURE(round);
      std::shuffle(order.begin(), order.end(), random);
      const auto found = Told(events, order).findings_by_event();
      for (const Finding& finding : found)
        if (std::find(expected.begin(), expected.end(), finding) == expected.end())
          FAIL_CHECK(name_of(finding.rule), " of event ", finding.trigger.get(), " about ",
                     finding.about, " is found in one order only");
      CHECK(found.size() == expected.size());
    }
  }
}

TEST_CASE("findings of the live projections are those of a rebuild") {
  const auto events = life(77, 600);
  Told told(events, in_order(events.size()));
  const auto live = told.findings();
  CHECK(live.size() > 50);
  const auto about_tags = [](const Finding& finding) { return finding.rule == wire::Rule::F43; };
  CHECK(std::any_of(live.begin(), live.end(), about_tags));
  for (const char* name : {"subjects", "house", "sources", "statistics"}) {
    CAPTURE(name);
    CHECK(told.projector().compare(name).value().equal);
    REQUIRE(told.projector().rebuild(name).has_value());
  }
  CHECK((told.findings() == live));
}

TEST_CASE("what was known at a record is what a ledger that ends there says") {
  const auto events = life(5, 300);
  Told whole(events, in_order(events.size()));
  std::vector<std::size_t> half = in_order(150);
  Told cut(events, half);
  FindingsQuery query;
  query.as_of = Timestamp(History::kStart + 4'000 * kDay);
  const auto then = cut.answers().findings(query);
  query.known_at = then->folded;
  const auto now = whole.answers().findings(query);
  REQUIRE(now.has_value());
  CHECK(now->folded == then->folded);
  CHECK((now->findings == then->findings));
  query.known_at.reset();
  CHECK(whole.answers().findings(query)->findings.size() > now->findings.size());
}

TEST_CASE(
    "a hold on one person's data lets nobody else's be kept, and one on nobody's everybody's") {
  const auto collected = [](wire::Clear::Builder clear) {
    clear.setOccurredAt(kFirstDay);
    set_activities(clear, {"visit.camera-surveillance"});
    set_categories(clear, {"camera-images"});
    clear.setRelation("office-visitor");
  };
  const auto held = [](wire::Clear::Builder clear) {
    clear.setOccurredAt(kFirstDay + kDay);
    clear.setHold(data_of(reference(1).view()));
  };
  for (const bool of_somebody : {true, false}) {
    CAPTURE(of_somebody);
    std::vector<Event> events;
    for (const std::uint8_t who : {std::uint8_t{1}, std::uint8_t{2}})
      events.push_back({EventType::COLLECTION, {person(who)}, collected});
    events.push_back({EventType::HOLD_PLACED, {}, held});
    if (of_somebody) events.back().people.push_back(person(1));
    std::vector<SubjectId> overdue;
    for (const Finding& finding : Told(events, in_order(events.size())).findings())
      if (finding.rule == wire::Rule::F18) overdue.push_back(finding.subject.value());
    CHECK((overdue == (of_somebody ? std::vector{person(2)} : std::vector<SubjectId>())));
  }
}

TEST_CASE("what is found about one person is what is found about everybody, cut to that person") {
  const auto events = life(9, 400);
  Told told(events, in_order(events.size()));
  auto all = told.findings();
  for (std::uint8_t i = 0; i < 4; ++i) {
    FindingsQuery query;
    query.as_of = Timestamp(History::kStart + 4'000 * kDay);
    query.subject = person(i);
    const auto own = told.answers().findings(query);
    REQUIRE(own.has_value());
    std::vector<Finding> expected;
    std::copy_if(all.begin(), all.end(), std::back_inserter(expected),
                 [&](const Finding& finding) { return finding.subject == person(i); });
    CHECK((own->findings == expected));
    CHECK(!expected.empty());
  }
}

TEST_CASE("the gate denies what the findings would name a breach right after") {
  const auto events = life(21, 400);
  Told told(events, in_order(events.size()));
  const auto answers = told.answers();
  std::size_t denied = 0;
  for (std::uint8_t i = 0; i < 4; ++i) {
    GateQuery query;
    query.activity = "newsletter.marketing-communication";
    query.at = Timestamp(History::kStart);
    const auto answer = answers.check(person(i), query, soon());
    REQUIRE(answer.has_value());
    denied += answer->allowed ? 0 : 1;
    CHECK(answer->policy == Sequence(1));
  }
  GateQuery query;
  query.activity = "newsletter.marketing-communication";
  query.at = Timestamp(History::kStart);
  CHECK(answers.check(std::nullopt, query, soon())->reason == wire::GateReason::NO_CONSENT);
  CHECK(denied > 0);
}
