// F26, F27 and F28: requests and what became of them.
#include "tests/unit/findings_requests_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Outcome;
using wire::Right;
using wire::Rule;

namespace {

Fill refusal(wire::Justification why, wire::Answer complaint) {
  return says(Right::ACCESS, Outcome::REFUSED, [=](wire::Clear::Builder clear) {
    clear.setJustification(why);
    clear.setComplaintInfoGiven(complaint);
  });
}
const Fill kWellRefused = refusal(wire::Justification::EXCESSIVE, wire::Answer::YES);
const Fill kFulfilled = says(Right::ACCESS, Outcome::FULFILLED);

Fill told_at(std::string_view when, Right right = Right::ACCESS) {
  const std::int64_t time = at(when).get();
  return asks(right, [=](wire::Clear::Builder clear) { clear.setNoticeSentAt(time); });
}

} // namespace

TEST_CASE("F26: a request of 31 January 2026 is late from 3 March, until it is answered") {
  Story story;
  const Sequence request = story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  auto found = story.of(Rule::F26);
  REQUIRE(found.size() == 1);
  CHECK(found[0].from == at(kDue));
  CHECK(found[0].trigger == request);
  CHECK(found[0].evidence == std::vector{request});
  CHECK(found[0].about == "right.access");
  CHECK(found[0].breaks == Breaks::kLaw);
  CHECK_FALSE(story.raises(Rule::F26, kLastMinute));
  CHECK(story.raises(Rule::F26, kDue));

  const Sequence answer = story.fact(EventType::REQUEST_ANSWERED, "2026-03-10", kFulfilled);
  found = story.of(Rule::F26);
  REQUIRE(found.size() == 1);
  CHECK(found[0].state == FindingState::kClosed);
  CHECK(found[0].closed_at == at("2026-03-10"));
  CHECK(found[0].state_by == answer);
  // On the days before it was open, and nobody had closed it.
  const auto then = story.of(Rule::F26, "2026-03-09");
  REQUIRE(then.size() == 1);
  CHECK(then[0].state == FindingState::kOpen);
  CHECK_FALSE(then[0].closed_at);
  CHECK_FALSE(then[0].state_by);
}

TEST_CASE("F26 is not raised by an answer on the last day, or by the answer itself to an access") {
  Story story;
  story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  story.fact(EventType::REQUEST_ANSWERED, kLastMinute, kFulfilled);
  CHECK_FALSE(story.raises(Rule::F26));
  Story late;
  late.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  late.fact(EventType::REQUEST_ANSWERED, kDue, kFulfilled);
  CHECK(late.raises(Rule::F26));
  Story provided;
  provided.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  provided.fact(EventType::ACCESS_PROVIDED, "2026-02-10");
  CHECK_FALSE(provided.raises(Rule::F26));
}

TEST_CASE("F26: an acknowledgement is no answer, and a complaint has no term in the policy") {
  Story story;
  story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  story.fact(EventType::REQUEST_ACKNOWLEDGED, "2026-02-02", asks(Right::ACCESS));
  CHECK(story.raises(Rule::F26));
  Story objection; // article 21(1) in the policy
  objection.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::OBJECTION));
  CHECK(objection.of(Rule::F26).at(0).about == "right.objection");
  Story complaint;
  complaint.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::COMPLAINT));
  CHECK_FALSE(complaint.raises(Rule::F26));
}

TEST_CASE("F26: a refused erasure answers when the person was told, and else does not") {
  for (const wire::Answer told : {wire::Answer::UNSTATED, wire::Answer::NO, wire::Answer::YES}) {
    CAPTURE(static_cast<unsigned>(told));
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ERASURE));
    story.fact(EventType::ERASURE_REFUSED, "2026-02-10",
               [=](wire::Clear::Builder clear) { clear.setComplaintInfoGiven(told); });
    CHECK(story.raises(Rule::F26) == (told != wire::Answer::YES));
  }
}

TEST_CASE("F26: an extension of which the person was told in time gives three months") {
  Story story;
  const Sequence request = story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  const Sequence extension =
      story.fact(EventType::REQUEST_EXTENDED, "2026-02-20", told_at("2026-02-20"));
  const auto found = story.of(Rule::F26);
  REQUIRE(found.size() == 1);
  // Three months from 31 January: 30 April; the day after is a holiday, but not the last day.
  CHECK(found[0].from == at(kExtendedDue));
  CHECK(found[0].evidence == std::vector{request, extension});
  story.fact(EventType::REQUEST_ANSWERED, "2026-04-30", kFulfilled);
  CHECK_FALSE(story.raises(Rule::F26));
}

TEST_CASE("F26: an extension that the person learns of too late is none") {
  const auto from_with = [](const char* extended, const Fill& fill) {
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
    story.fact(EventType::REQUEST_EXTENDED, extended, fill);
    return story.of(Rule::F26).at(0).from;
  };
  CHECK(from_with("2026-02-20", told_at(kLastMinute)) == at(kExtendedDue));
  CHECK(from_with("2026-02-20", told_at(kDue)) == at(kDue));
  // Nothing said of the notice: when it was extended.
  CHECK(from_with(kLastMinute, asks(Right::ACCESS)) == at(kExtendedDue));
  CHECK(from_with(kDue, asks(Right::ACCESS)) == at(kDue));
  // Of another right.
  CHECK(from_with("2026-02-20", told_at("2026-02-20", Right::ERASURE)) == at(kDue));
}

TEST_CASE("F26: the term and its extension are the policy's") {
  Story story(
      replaced(example_text(), "deadline = \"P1M\"\nextension = \"P2M\"", "deadline = \"P14D\""));
  story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  story.fact(EventType::REQUEST_EXTENDED, "2026-02-01", asks(Right::ACCESS));
  // 14 February is a Saturday.
  CHECK(story.of(Rule::F26).at(0).from == at("2026-02-17T00:00:00+01:00"));
}

TEST_CASE("requests are matched with answers by reference before order") {
  Story story;
  const Sequence first =
      story.fact(EventType::REQUEST_RECEIVED, kReceived, in_case(1, asks(Right::ACCESS)));
  story.fact(EventType::REQUEST_RECEIVED, kReceived, in_case(2, asks(Right::ACCESS)));
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", in_case(2, kFulfilled));
  const auto found = story.of(Rule::F26);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == first);
}

TEST_CASE("requests are matched with answers by right and order where there is no reference") {
  Story story;
  const Sequence erasure = story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ERASURE));
  story.fact(EventType::REQUEST_RECEIVED, "2026-02-01", asks(Right::ACCESS));
  const Sequence second =
      story.fact(EventType::REQUEST_RECEIVED, "2026-02-02", asks(Right::ACCESS));
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", kFulfilled);
  auto found = story.of(Rule::F26);
  REQUIRE(found.size() == 2);
  CHECK(found[0].trigger == erasure);
  CHECK(found[1].trigger == second);
  // The next answer is for the next one; one that came before a request is for none.
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-11", kFulfilled);
  CHECK(story.of(Rule::F26).size() == 1);
  story.fact(EventType::REQUEST_ANSWERED, "2026-01-30", says(Right::ERASURE, Outcome::FULFILLED));
  CHECK(story.of(Rule::F26).size() == 1);
}

TEST_CASE("one letter may exercise two rights under one reference") {
  Story story;
  story.fact(EventType::REQUEST_RECEIVED, kReceived, in_case(1, asks(Right::ACCESS)));
  const Sequence erasure =
      story.fact(EventType::REQUEST_RECEIVED, kReceived, in_case(1, asks(Right::ERASURE)));
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", in_case(1, kFulfilled));
  const auto found = story.of(Rule::F26);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == erasure);
  Story second;
  const Sequence access =
      second.fact(EventType::REQUEST_RECEIVED, kReceived, in_case(1, asks(Right::ACCESS)));
  second.fact(EventType::REQUEST_RECEIVED, kReceived, in_case(1, asks(Right::ERASURE)));
  second.fact(EventType::REQUEST_ANSWERED, "2026-02-10",
              in_case(1, says(Right::ERASURE, Outcome::FULFILLED)));
  REQUIRE(second.of(Rule::F26).size() == 1);
  CHECK(second.of(Rule::F26)[0].trigger == access);
  // An answer that names the letter belongs to it also where another request is older.
  Story mixed;
  const Sequence unnamed =
      mixed.fact(EventType::REQUEST_RECEIVED, "2026-01-30", asks(Right::ACCESS));
  mixed.fact(EventType::REQUEST_RECEIVED, kReceived, in_case(1, asks(Right::ACCESS)));
  mixed.fact(EventType::REQUEST_ANSWERED, "2026-02-10", in_case(1, kFulfilled));
  REQUIRE(mixed.of(Rule::F26).size() == 1);
  CHECK(mixed.of(Rule::F26)[0].trigger == unnamed);
}

TEST_CASE("F27: a refusal names its reason and where to complain") {
  const auto raised = [](const Fill& answer) {
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
    story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", answer);
    return story.raises(Rule::F27);
  };
  CHECK_FALSE(raised(kWellRefused));
  CHECK(raised(refusal(wire::Justification::UNSTATED, wire::Answer::YES)));
  CHECK(raised(refusal(wire::Justification::EXCESSIVE, wire::Answer::UNSTATED)));
  CHECK(raised(refusal(wire::Justification::EXCESSIVE, wire::Answer::NO)));
  CHECK(raised(says(Right::ACCESS, Outcome::PARTIAL)));
  CHECK_FALSE(raised(kFulfilled));
}

TEST_CASE("F27 begins with the refusal and ends with the reasons") {
  Story story;
  const Sequence request = story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  const Sequence refused =
      story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", says(Right::ACCESS, Outcome::REFUSED));
  auto found = story.of(Rule::F27);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == refused);
  CHECK(found[0].evidence == std::vector{request, refused});
  CHECK(found[0].from == at("2026-02-10"));
  CHECK(found[0].state == FindingState::kOpen);
  story.fact(EventType::REQUEST_ACKNOWLEDGED, "2026-02-11", asks(Right::ACCESS));
  CHECK(story.of(Rule::F27).at(0).state == FindingState::kOpen);
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-12", kWellRefused);
  CHECK(story.of(Rule::F27).at(0).closed_at == at("2026-02-12"));
}

TEST_CASE("F27 ends also where what was refused is done after all, but not by what came before") {
  Story story;
  story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-09", kFulfilled);
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", says(Right::ACCESS, Outcome::REFUSED));
  CHECK(story.of(Rule::F27).at(0).state == FindingState::kOpen);
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-20", kFulfilled);
  REQUIRE(story.of(Rule::F27).size() == 1);
  CHECK(story.of(Rule::F27)[0].closed_at == at("2026-02-20"));
}

TEST_CASE("F27: a refusal has the first month, also where the term was extended") {
  const auto refused = [](const char* when) {
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
    story.fact(EventType::REQUEST_EXTENDED, "2026-02-20", asks(Right::ACCESS));
    story.fact(EventType::REQUEST_ANSWERED, when, kWellRefused);
    CHECK_FALSE(story.raises(Rule::F26));
    return story.of(Rule::F27);
  };
  CHECK(refused(kLastMinute).empty());
  REQUIRE(refused(kDue).size() == 1);
  CHECK(refused(kDue)[0].from == at(kDue));
  CHECK(refused(kDue)[0].state == FindingState::kOpen);
}

TEST_CASE("F27: an erasure that was refused with an exception of the law has a reason") {
  const auto raised = [](wire::ErasureException exception) {
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ERASURE));
    story.fact(EventType::ERASURE_REFUSED, "2026-02-10", [=](wire::Clear::Builder clear) {
      clear.setErasureException(exception);
      clear.setComplaintInfoGiven(wire::Answer::YES);
    });
    return story.raises(Rule::F27);
  };
  CHECK(raised(wire::ErasureException::UNSTATED));
  CHECK_FALSE(raised(wire::ErasureException::LEGAL_OBLIGATION));
}

TEST_CASE("F28: a fee needs a ground, and further copies are only those of an access") {
  const auto raised = [](Right right, unsigned cents, wire::FeeGround ground) {
    Story story;
    story.fact(EventType::REQUEST_ANSWERED, "2026-02-10",
               says(right, Outcome::FULFILLED, [=](wire::Clear::Builder clear) {
                 clear.setFeeMinorUnits(cents);
                 clear.setFeeGround(ground);
               }));
    return story.raises(Rule::F28);
  };
  CHECK(raised(Right::ACCESS, 1, wire::FeeGround::UNSTATED));
  CHECK_FALSE(raised(Right::ACCESS, 0, wire::FeeGround::UNSTATED));
  CHECK_FALSE(raised(Right::ACCESS, 1500, wire::FeeGround::EXCESSIVE));
  CHECK_FALSE(raised(Right::ACCESS, 1500, wire::FeeGround::MANIFESTLY_UNFOUNDED));
  CHECK_FALSE(raised(Right::ACCESS, 1500, wire::FeeGround::FURTHER_COPIES));
  CHECK(raised(Right::ERASURE, 1500, wire::FeeGround::FURTHER_COPIES));
}

TEST_CASE("F28 is about the right, at the time of the answer") {
  Story story;
  const Sequence answer =
      story.fact(EventType::REQUEST_ANSWERED, "2026-02-10",
                 says(Right::ERASURE, Outcome::FULFILLED,
                      [](wire::Clear::Builder clear) { clear.setFeeMinorUnits(500); }));
  const auto found = story.of(Rule::F28);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == answer);
  CHECK(found[0].from == at("2026-02-10"));
  CHECK(found[0].about == "right.erasure");
}
