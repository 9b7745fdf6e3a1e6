// Holds and deferrals: F18 and F19 beside them, and F35.
#include "tests/unit/findings_retention_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

Fill hold(std::uint8_t number = 1, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    if (more) more(clear);
    clear.setHold(bytes_of(ref(number)));
    clear.setHoldGround(wire::ErasureException::LEGAL_CLAIMS);
  };
}

Fill deferring(const Fill& more, const std::string& rule = "ret.prospect-3y") {
  return [=](wire::Clear::Builder clear) {
    clear.setRetentionRule(rule);
    if (more) more(clear);
  };
}

Fill until(const char* time) {
  return [=](wire::Clear::Builder clear) { clear.setDueAt(at(time).get()); };
}

const Fill kGround = [](wire::Clear::Builder clear) {
  clear.setHoldGround(wire::ErasureException::LEGAL_OBLIGATION);
};

// A prospect who is due on 11 January 2024.
Story prospect() {
  Story story;
  story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
  return story;
}

const Timestamp kDue = at("2024-01-11T00:00:00+01:00");

} // namespace

TEST_CASE("F18: a hold lets data be kept, on the person or on everybody") {
  for (const bool house : {false, true}) {
    CAPTURE(house);
    Story story = prospect();
    house ? story.house(EventType::HOLD_PLACED, "2023-01-01", hold())
          : story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
    CHECK_FALSE(story.raises(Rule::F18));
  }
}

TEST_CASE("F18: a hold on something else, or one that is over, lets nothing be kept") {
  for (const Fill& scope :
       {erasing({"phone"}), erasing({}, {kCameras}), erasing({}, {}, {"usage"})}) {
    Story story = prospect();
    story.fact(EventType::HOLD_PLACED, "2023-01-01", hold(1, scope));
    story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
    REQUIRE(story.of(Rule::F18).size() == 1);
    CHECK_FALSE(story.of(Rule::F18)[0].closed_at);
    CHECK_FALSE(story.raises(Rule::F35));
  }
  Story released = prospect();
  released.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  released.fact(EventType::HOLD_RELEASED, "2023-06-01", hold());
  CHECK(released.raises(Rule::F18));
  CHECK_FALSE(released.raises(Rule::F35));
}

TEST_CASE("F18: a hold that comes late closes what was overdue, and its release is F35's") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2024-02-01", hold());
  story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
  const auto found = story.of(Rule::F18);
  REQUIRE(found.size() == 1);
  CHECK(found[0].from == kDue);
  CHECK(found[0].closed_at == at("2024-02-01"));
  CHECK(story.raises(Rule::F35));
}

TEST_CASE("F18: a deferral has an end, a hold, a ground or a review") {
  const auto from = [](const Fill& deferral) {
    Story story = prospect();
    story.fact(EventType::RETENTION_DEFERRED, "2024-01-02", deferral);
    const auto found = story.of(Rule::F18);
    return found.empty() ? Timestamp() : found[0].from;
  };
  CHECK(from(deferring(until("2024-07-01"))) == at("2024-07-01"));
  CHECK(from(deferring(kGround)) == Timestamp());
  CHECK(from(deferring(hold())) == Timestamp());
  CHECK(from(deferring({})) == kDue);
  CHECK(from(deferring(until("2024-01-01"))) == kDue); // over before it began
  CHECK(from(deferring(kGround, "ret.marketing")) == kDue);
  CHECK(from(deferring([](wire::Clear::Builder clear) {
          kGround(clear);
          set_names(clear.initCategories(1), {"phone"});
        })) == kDue);
}

TEST_CASE("F18: what is only to be reviewed is kept for one more time of review") {
  Story story;
  const auto customer = [](wire::Clear::Builder clear) { clear.setRelation("paying-customer"); };
  story.fact(EventType::COLLECTION, "2019-06-10", kept("customer.informative-communication"));
  story.fact(EventType::RELATION_ENDED, "2020-01-10", customer);
  story.fact(EventType::RETENTION_DEFERRED, "2021-01-05", executing("ret.necessity"));
  REQUIRE(story.of(Rule::F18).size() == 1);
  CHECK(story.of(Rule::F18)[0].from == at("2022-01-06T00:00:00+01:00"));
}

TEST_CASE("F18: a deferral after the fact splits what was overdue") {
  Story story = prospect();
  story.fact(EventType::RETENTION_DEFERRED, "2024-02-01", deferring(until("2024-03-01")));
  story.fact(EventType::RETENTION_EXECUTED, "2024-04-01", executing("ret.prospect-3y"));
  const auto found = story.of(Rule::F18);
  REQUIRE(found.size() == 2);
  CHECK(found[0].from == kDue);
  CHECK(found[0].closed_at == at("2024-02-01"));
  CHECK(found[1].from == at("2024-03-01"));
  CHECK(found[1].closed_at == at("2024-04-01"));
}

TEST_CASE("F18: a deferral that was over before it began splits nothing") {
  Story story = prospect();
  story.fact(EventType::RETENTION_DEFERRED, "2024-02-01", deferring(until("2024-01-15")));
  REQUIRE(story.of(Rule::F18).size() == 1);
  CHECK_FALSE(story.of(Rule::F18)[0].closed_at);
}

TEST_CASE("F18: of a hold and a deferral, the longer one counts") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  story.fact(EventType::RETENTION_DEFERRED, "2023-06-01", deferring(until("2024-06-01")));
  story.fact(EventType::HOLD_RELEASED, "2024-03-01", hold());
  REQUIRE(story.of(Rule::F18).size() == 1);
  CHECK(story.of(Rule::F18)[0].from == at("2024-06-01"));
  CHECK_FALSE(story.raises(Rule::F35));
}

TEST_CASE("F18: what a deferral keeps on behind a hold is overdue when that ends") {
  for (const char* deferred : {"2024-02-15", "2024-03-04"}) { // under the hold; in time to resume
    CAPTURE(deferred);
    Story story = prospect();
    story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
    story.fact(EventType::HOLD_RELEASED, "2024-03-01", hold());
    story.fact(EventType::RETENTION_DEFERRED, deferred, deferring(until("2024-06-01")));
    CHECK_FALSE(story.raises(Rule::F35));
    REQUIRE(story.of(Rule::F18).size() == 1);
    CHECK(story.of(Rule::F18)[0].from == at("2024-06-01"));
    story.fact(EventType::ERASURE_EXECUTED, "2024-05-30");
    CHECK_FALSE(story.raises(Rule::F18));
  }
}

TEST_CASE("F18: a second hold behind the first leaves what it keeps to F35 as well") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  story.fact(EventType::HOLD_PLACED, "2024-02-01", hold(2));
  story.fact(EventType::HOLD_RELEASED, "2024-03-01", hold());
  story.fact(EventType::HOLD_RELEASED, "2024-04-01", hold(2));
  CHECK_FALSE(story.raises(Rule::F18));
  CHECK(story.of(Rule::F35).size() == 1);
}

TEST_CASE("F19: a deferral allows keeping and forbids no erasing") {
  Story story = prospect();
  story.fact(EventType::RETENTION_DEFERRED, "2023-01-01", deferring(kGround));
  story.fact(EventType::ERASURE_EXECUTED, "2023-06-01");
  CHECK_FALSE(story.raises(Rule::F19));
}

TEST_CASE("F19: nothing is erased under an active hold that takes it in") {
  const auto found = [](const char* when, const Fill& scope, EventType type) {
    Story story = prospect();
    story.fact(EventType::HOLD_PLACED, "2023-01-01", hold(1, scope));
    story.fact(EventType::HOLD_RELEASED, "2023-06-01", hold());
    story.fact(type, when, executing("ret.prospect-3y"));
    return story.of(Rule::F19);
  };
  const auto early = found("2023-05-31", {}, EventType::ERASURE_EXECUTED);
  REQUIRE(early.size() == 1);
  CHECK(early[0].about == "ret.prospect-3y");
  CHECK(early[0].evidence == std::vector{Sequence(2), Sequence(3), Sequence(5)});
  CHECK(found("2023-05-31", {}, EventType::RETENTION_EXECUTED).size() == 1);
  CHECK(found("2023-06-02", {}, EventType::ERASURE_EXECUTED).empty());
  CHECK(found("2022-12-31", {}, EventType::ERASURE_EXECUTED).empty());
  CHECK(found("2023-05-31", erasing({"phone"}), EventType::ERASURE_EXECUTED).empty());
}

TEST_CASE("F35: what a hold deferred is erased within seven days of its release") {
  const auto found = [](const char* erased) {
    Story story = prospect();
    story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
    story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
    if (erased != nullptr) story.fact(EventType::ERASURE_EXECUTED, erased);
    return story.of(Rule::F35);
  };
  const auto open = found(nullptr);
  REQUIRE(open.size() == 1);
  CHECK(open[0].about == "ret.prospect-3y");
  CHECK(open[0].trigger == Sequence(4));
  CHECK(open[0].evidence == std::vector{Sequence(2), Sequence(3), Sequence(4)});
  CHECK(open[0].from == at("2024-06-09T00:00:00+02:00"));
  CHECK_FALSE(open[0].closed_at);
  CHECK(found("2024-06-08").empty());
  REQUIRE(found("2024-06-10").size() == 1);
  CHECK(found("2024-06-10")[0].closed_at == at("2024-06-10"));
}

TEST_CASE("F35: a release by the house counts, one of another hold does not, nor beside a second") {
  const auto raised = [](bool house, std::uint8_t released, bool second) {
    Story story = prospect();
    story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
    if (second) story.fact(EventType::HOLD_PLACED, "2024-06-03", hold(2));
    house ? story.house(EventType::HOLD_RELEASED, "2024-06-01", hold(released))
          : story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold(released));
    return story.raises(Rule::F35);
  };
  CHECK(raised(true, 1, false));
  CHECK(raised(false, 1, false));
  CHECK_FALSE(raised(false, 3, false));
  CHECK_FALSE(raised(false, 1, true));
}

TEST_CASE("F35: of two holds, the one that is released last defers") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold(1));
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold(2));
  story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold(1));
  const Sequence last = story.fact(EventType::HOLD_RELEASED, "2024-06-03", hold(2));
  REQUIRE(story.of(Rule::F35).size() == 1);
  CHECK(story.of(Rule::F35)[0].trigger == last);
}

TEST_CASE("F35: a hold that is placed again under its number is released again") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2022-01-01", hold());
  story.fact(EventType::HOLD_RELEASED, "2022-06-01", hold());
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  const Sequence last = story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
  REQUIRE(story.of(Rule::F35).size() == 1);
  CHECK(story.of(Rule::F35)[0].trigger == last);
  CHECK_FALSE(story.raises(Rule::F18));
}

TEST_CASE("F35: what came due after the release is F18 alone") {
  Story story = prospect();
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  story.fact(EventType::HOLD_RELEASED, "2024-01-09", hold());
  CHECK_FALSE(story.raises(Rule::F35));
  REQUIRE(story.of(Rule::F18).size() == 1);
  CHECK(story.of(Rule::F18)[0].from == kDue);
}

TEST_CASE("F35: an erasure that kept something back for a hold is completed after it") {
  const auto found = [](std::uint8_t named, const char* resumed) {
    Story story;
    story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
    story.fact(EventType::ERASURE_PARTIAL, "2023-03-01", hold(named, erasing({"email"})));
    story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
    if (resumed != nullptr) story.fact(EventType::ERASURE_EXECUTED, resumed);
    return story.of(Rule::F35);
  };
  REQUIRE(found(1, nullptr).size() == 1);
  CHECK(found(1, nullptr)[0].about.empty());
  CHECK(found(1, nullptr)[0].evidence == std::vector{Sequence(2), Sequence(3), Sequence(4)});
  CHECK(found(2, nullptr).empty());
  CHECK(found(1, "2024-06-08").empty());
  CHECK(found(1, "2024-06-10").size() == 1);
}

TEST_CASE("F35: what was kept back after the release was not kept back for the hold") {
  Story story;
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
  story.fact(EventType::ERASURE_PARTIAL, "2024-07-01", hold(1, erasing({"email"})));
  CHECK_FALSE(story.raises(Rule::F35));
}

TEST_CASE("F35: an erasure before the release does not resume what the hold kept back") {
  Story story;
  story.fact(EventType::HOLD_PLACED, "2023-01-01", hold());
  story.fact(EventType::ERASURE_PARTIAL, "2023-03-01", hold(1, erasing({"email"})));
  story.fact(EventType::ERASURE_EXECUTED, "2023-04-01", erasing({"phone"}));
  story.fact(EventType::HOLD_RELEASED, "2024-06-01", hold());
  CHECK(story.raises(Rule::F35));
}
