// F29 and F30: who asks.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::DoubtReason;
using wire::EventType;
using wire::IdentityProof;
using wire::Outcome;
using wire::Right;
using wire::Rule;

namespace {

Fill proof(IdentityProof kind, Right right = Right::UNSTATED,
           DoubtReason doubt = DoubtReason::UNSTATED) {
  return [=](wire::Clear::Builder clear) {
    clear.setIdentityProof(kind);
    clear.setRight(right);
    clear.setDoubtReason(doubt);
  };
}

Fill about(Right right, Outcome outcome = Outcome::UNSTATED) {
  return [=](wire::Clear::Builder clear) {
    clear.setRight(right);
    clear.setOutcome(outcome);
  };
}

const Fill kLogin = proof(IdentityProof::ACCOUNT_LOGIN);
const Fill kCopy = proof(IdentityProof::ID_COPY);

} // namespace

TEST_CASE("F29: a copy of an identity document is demanded with a reason for doubt or not at all") {
  const auto demanded = [](IdentityProof kind, DoubtReason doubt) {
    Story story;
    story.fact(EventType::IDENTITY_REQUESTED, "2026-02-01", proof(kind, Right::ACCESS, doubt));
    return story.raises(Rule::F29);
  };
  CHECK(demanded(IdentityProof::ID_COPY, DoubtReason::UNSTATED));
  CHECK(demanded(IdentityProof::ID_COPY, DoubtReason::NONE));
  CHECK(demanded(IdentityProof::ID_COPY_REDACTED, DoubtReason::UNSTATED));
  CHECK_FALSE(demanded(IdentityProof::ID_COPY, DoubtReason::MISMATCH));
  CHECK_FALSE(demanded(IdentityProof::EID, DoubtReason::UNSTATED));
}

TEST_CASE("F29: the destruction of the copy closes the demand") {
  Story story;
  story.fact(EventType::IDENTITY_COPY_DESTROYED, "2026-01-31"); // an earlier one
  const Sequence demand = story.fact(EventType::IDENTITY_REQUESTED, "2026-02-01",
                                     proof(IdentityProof::ID_COPY, Right::ACCESS));
  story.fact(EventType::IDENTITY_COPY_DESTROYED, "2026-02-02", proof({}, Right::ERASURE));
  auto found = story.of(Rule::F29);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == demand);
  CHECK(found[0].evidence == std::vector{demand});
  CHECK(found[0].from == at("2026-02-01"));
  CHECK(found[0].about == "right.access");
  CHECK(found[0].state == FindingState::kOpen);
  const Sequence destroyed = story.fact(EventType::IDENTITY_COPY_DESTROYED, "2026-02-10");
  found = story.of(Rule::F29);
  REQUIRE(found.size() == 1);
  CHECK(found[0].state == FindingState::kClosed);
  CHECK(found[0].closed_at == at("2026-02-10"));
  CHECK(found[0].state_by == destroyed);
}

TEST_CASE("F29: a copy that was looked at is destroyed by the end of the next day") {
  for (const EventType looked_at : {EventType::IDENTITY_VERIFIED, EventType::IDENTITY_FAILED}) {
    Story story;
    const Sequence check =
        story.fact(looked_at, "2026-02-06T10:00:00+01:00", proof(IdentityProof::ID_COPY));
    auto found = story.of(Rule::F29);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == check);
    CHECK(found[0].from == at("2026-02-08T00:00:00+01:00")); // a Saturday is a day like any other
    story.fact(EventType::IDENTITY_COPY_DESTROYED, "2026-02-08T00:00:00+01:00");
    found = story.of(Rule::F29);
    REQUIRE(found.size() == 1);
    CHECK(found[0].state == FindingState::kClosed);
    story.fact(EventType::IDENTITY_COPY_DESTROYED, "2026-02-07T23:59:59+01:00");
    CHECK_FALSE(story.raises(Rule::F29));
  }
}

TEST_CASE("F29: how long a copy is kept after the check is the policy's, and of no other proof") {
  Story story(replaced(example_text(), "id_copy_destroyed_within = \"P1D\"",
                       "id_copy_destroyed_within = \"P3D\""));
  story.fact(EventType::IDENTITY_VERIFIED, "2026-02-06T10:00:00+01:00", kCopy);
  CHECK(story.of(Rule::F29).at(0).from == at("2026-02-10T00:00:00+01:00"));
  Story login;
  login.fact(EventType::IDENTITY_VERIFIED, "2026-02-06", kLogin);
  CHECK_FALSE(login.raises(Rule::F29));
}

TEST_CASE("F29: the copy of one case is not that of another") {
  Story story;
  story.fact(EventType::IDENTITY_VERIFIED, "2026-02-06", in_case(1, kCopy));
  story.fact(EventType::IDENTITY_COPY_DESTROYED, "2026-02-06T12:00:00Z", in_case(2));
  CHECK(story.raises(Rule::F29));
  story.fact(EventType::IDENTITY_COPY_DESTROYED, "2026-02-06T13:00:00Z", in_case(1));
  CHECK_FALSE(story.raises(Rule::F29));
}

TEST_CASE("F30: what hands data out, changes or deletes it waits for the identity") {
  struct Act {
    Right right;
    EventType type;
    Outcome outcome = Outcome::UNSTATED;
  };
  for (const Act& act : {Act{Right::ACCESS, EventType::REQUEST_ANSWERED, Outcome::FULFILLED},
                         Act{Right::ACCESS, EventType::REQUEST_ANSWERED, Outcome::PARTIAL},
                         Act{Right::RESTRICTION, EventType::REQUEST_ANSWERED, Outcome::FULFILLED},
                         Act{Right::ACCESS, EventType::ACCESS_PROVIDED},
                         Act{Right::PORTABILITY, EventType::PORTABILITY_EXPORTED},
                         Act{Right::RECTIFICATION, EventType::RECTIFICATION_EXECUTED},
                         Act{Right::ERASURE, EventType::ERASURE_EXECUTED},
                         Act{Right::ERASURE, EventType::ERASURE_PARTIAL}}) {
    CAPTURE(static_cast<unsigned>(act.right));
    CAPTURE(static_cast<unsigned>(act.type));
    Story story;
    const Sequence request =
        story.fact(EventType::REQUEST_RECEIVED, "2026-02-01", about(act.right));
    const Right stated = act.type == EventType::REQUEST_ANSWERED ? act.right : Right::UNSTATED;
    const Sequence done = story.fact(act.type, "2026-02-10", about(stated, act.outcome));
    const auto found = story.of(Rule::F30);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == done);
    CHECK(found[0].evidence == std::vector{request, done});
    CHECK(found[0].from == at("2026-02-10"));
    // Identified before: nothing; only afterwards: it was done without.
    story.fact(EventType::IDENTITY_VERIFIED, "2026-02-11", kLogin);
    CHECK(story.raises(Rule::F30));
    story.fact(EventType::IDENTITY_VERIFIED, "2026-02-09", kLogin);
    CHECK_FALSE(story.raises(Rule::F30));
  }
}

TEST_CASE("F30 is not raised by refusing, by having nothing, or by rights that harm nobody") {
  const auto raised = [](Right right, Outcome outcome) {
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, "2026-02-01", about(right));
    story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", about(right, outcome));
    return story.raises(Rule::F30);
  };
  CHECK(raised(Right::ACCESS, Outcome::FULFILLED));
  CHECK_FALSE(raised(Right::ACCESS, Outcome::REFUSED));
  CHECK_FALSE(raised(Right::ACCESS, Outcome::NONE_HELD));
  CHECK_FALSE(raised(Right::OBJECTION, Outcome::FULFILLED));
  CHECK_FALSE(raised(Right::CONSENT_WITHDRAWAL, Outcome::FULFILLED));
  // What a retention rule erases is nobody's request.
  Story rule;
  rule.fact(EventType::REQUEST_RECEIVED, "2026-02-01", about(Right::ERASURE));
  rule.fact(EventType::ERASURE_EXECUTED, "2026-02-10", [](wire::Clear::Builder clear) {
    clear.setErasureGround(wire::ErasureGround::RETENTION_ENDED);
  });
  CHECK_FALSE(rule.raises(Rule::F30));
}

TEST_CASE("F30: the last word on the identity counts") {
  Story story;
  story.fact(EventType::REQUEST_RECEIVED, "2026-02-01", about(Right::ACCESS));
  story.fact(EventType::IDENTITY_VERIFIED, "2026-02-02", kLogin);
  const Sequence failed = story.fact(EventType::IDENTITY_FAILED, "2026-02-03", kLogin);
  const Sequence done = story.fact(EventType::ACCESS_PROVIDED, "2026-02-10");
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-11", about(Right::ACCESS, Outcome::FULFILLED));
  const auto found = story.of(Rule::F30);
  REQUIRE(found.size() == 1); // of one request, the first that was done
  CHECK(found[0].evidence == std::vector{Sequence(2), failed, done});
  story.fact(EventType::IDENTITY_VERIFIED, "2026-02-04", kLogin);
  CHECK_FALSE(story.raises(Rule::F30));
}

TEST_CASE("F30: who proves who they are before the request names its reference") {
  const auto raised = [](std::uint8_t number) {
    Story story;
    story.fact(EventType::IDENTITY_VERIFIED, "2026-01-31", in_case(number, kLogin));
    story.fact(EventType::REQUEST_RECEIVED, "2026-02-01", in_case(1, about(Right::ACCESS)));
    story.fact(EventType::ACCESS_PROVIDED, "2026-02-10", in_case(1));
    return story.raises(Rule::F30);
  };
  CHECK_FALSE(raised(1));
  CHECK(raised(2));
  Story unnamed;
  unnamed.fact(EventType::IDENTITY_VERIFIED, "2026-01-31", kLogin);
  unnamed.fact(EventType::REQUEST_RECEIVED, "2026-02-01", about(Right::ACCESS));
  unnamed.fact(EventType::ACCESS_PROVIDED, "2026-02-10");
  CHECK(unnamed.raises(Rule::F30));
}

TEST_CASE(
    "F30: an identity serves every request that it can be about, of its right if it names one") {
  Story story;
  story.fact(EventType::REQUEST_RECEIVED, "2026-02-01", about(Right::ACCESS));
  story.fact(EventType::REQUEST_RECEIVED, "2026-02-01", about(Right::ERASURE));
  story.fact(EventType::ACCESS_PROVIDED, "2026-02-10");
  story.fact(EventType::ERASURE_EXECUTED, "2026-02-10");
  CHECK(story.of(Rule::F30).size() == 2);
  story.fact(EventType::IDENTITY_VERIFIED, "2026-02-02", proof(IdentityProof::EID, Right::ERASURE));
  REQUIRE(story.of(Rule::F30).size() == 1);
  CHECK(story.of(Rule::F30)[0].about == "right.access");
  story.fact(EventType::IDENTITY_VERIFIED, "2026-02-02", kLogin);
  CHECK_FALSE(story.raises(Rule::F30));
}

TEST_CASE("F29: copies that are demanded for the policy's share of the requests are a habit") {
  Story story;
  HouseCounts& counts = story.counts();
  counts.requests = {story.on_day("2026-02-02", 4), story.on_day("2026-02-10", 4),
                     story.on_day("2026-02-20", 8)};
  counts.id_copies = {story.on_day("2026-02-02", 1), story.on_day("2026-02-10", 1)};
  const auto found = story.of(Rule::F29);
  REQUIRE(found.size() == 1);
  CHECK(found[0].about.empty());
  CHECK(found[0].trigger == counts.id_copies[1].first);
  CHECK(found[0].from == at("2026-02-11T00:00:00Z")); // 2 of 8: a quarter
  CHECK(found[0].closed_at == at("2026-02-21T00:00:00Z"));
  CHECK(found[0].state == FindingState::kClosed);
  CHECK(story.of(Rule::F29, "2026-02-15").at(0).state == FindingState::kOpen);
}

TEST_CASE("F29: a smaller share is no habit, nor is one copy alone") {
  Story story;
  story.counts().requests = {story.on_day("2026-02-02", 9)};
  story.counts().id_copies = {story.on_day("2026-02-02", 2)};
  CHECK_FALSE(story.raises(Rule::F29));
  Story alone;
  alone.counts().requests = {alone.on_day("2026-02-02", 1)};
  alone.counts().id_copies = {alone.on_day("2026-02-02", 1)};
  CHECK_FALSE(alone.raises(Rule::F29));
  Story never(replaced(example_text(), "id_copy_share_percent = 25", "id_copy_share_percent = 0"));
  never.counts() = alone.counts();
  CHECK(never.raises(Rule::F29));
}

TEST_CASE("F29: the share is that of the policy's window, and ends with it") {
  Story story;
  HouseCounts& counts = story.counts();
  counts.requests = {story.on_day("2026-01-01", 100), story.on_day("2026-06-01", 4)};
  counts.id_copies = {story.on_day("2026-06-01", 2)};
  const auto found = story.of(Rule::F29);
  REQUIRE(found.size() == 1);
  CHECK(found[0].from == at("2026-06-02T00:00:00Z"));
  CHECK(found[0].closed_at == at("2026-08-31T00:00:00+02:00")); // 90 days on
  Story longer(replaced(example_text(), "id_copy_window = \"P90D\"", "id_copy_window = \"P1Y\""));
  longer.counts() = counts;
  CHECK_FALSE(longer.raises(Rule::F29));
}
