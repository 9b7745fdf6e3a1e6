// What consents, objections and requests do to the state of a person.
#include "tests/unit/projection_subject_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

SubjectConsent only_consent(const History& history) {
  const SubjectState state = Folded(history).of(kAnn);
  REQUIRE(state.consents.size() == 1);
  return state.consents[0];
}

} // namespace

TEST_CASE("a consent that is given has its record, its time and its end") {
  History history;
  const Sequence by = history.add(EventType::CONSENT_GIVEN, {kAnn}, [](wire::Clear::Builder clear) {
    set_activities(clear, {"newsletter"});
    clear.setValidUntil(History::kStart + 9);
  });
  const SubjectConsent consent = only_consent(history);
  CHECK(consent.state == EventType::CONSENT_GIVEN);
  CHECK(consent.act == Act{by, History::time_of(by.get())});
  CHECK(consent.valid_until == Timestamp(History::kStart + 9));
}

TEST_CASE("a refusal and a withdrawal replace the consent before them") {
  History history;
  history.add(EventType::CONSENT_REFUSED, {kAnn}, activities({"newsletter"}));
  CHECK(only_consent(history).state == EventType::CONSENT_REFUSED);
  history.add(EventType::CONSENT_GIVEN, {kAnn}, activities({"newsletter"}));
  CHECK(only_consent(history).state == EventType::CONSENT_GIVEN);
  const Sequence by = history.add(EventType::CONSENT_WITHDRAWN, {kAnn}, activities({"newsletter"}));
  CHECK(only_consent(history).state == EventType::CONSENT_WITHDRAWN);
  CHECK(only_consent(history).act.by == by);
}

TEST_CASE("an old consent that is imported late does not undo a withdrawal") {
  History history;
  history.add(EventType::CONSENT_WITHDRAWN, {kAnn}, activities({"newsletter"}));
  history.add(EventType::CONSENT_GIVEN, {kAnn}, happened_at(-60, activities({"newsletter"})));
  CHECK(only_consent(history).state == EventType::CONSENT_WITHDRAWN);
}

TEST_CASE("a consent that is dated into the future does not outweigh a later withdrawal") {
  History history;
  history.add(EventType::CONSENT_GIVEN, {kAnn}, happened_at(1'000, activities({"newsletter"})));
  history.add(EventType::CONSENT_WITHDRAWN, {kAnn}, activities({"newsletter"}));
  CHECK(only_consent(history).state == EventType::CONSENT_WITHDRAWN);
}

TEST_CASE("an objection holds from the earliest time at which it was lodged") {
  const auto fill = [](wire::Clear::Builder clear) {
    clear.setObjectionScope(wire::ObjectionScope::DIRECT_MARKETING);
  };
  History history;
  history.add(EventType::OBJECTION_LODGED, {kAnn}, fill);
  history.add(EventType::OBJECTION_LODGED, {kAnn}, fill);
  const Sequence earliest =
      history.add(EventType::OBJECTION_LODGED, {kAnn}, happened_at(-60, fill));
  const auto objections = Folded(history).of(kAnn).objections;
  REQUIRE(objections.size() == 1);
  CHECK(objections[0].scope == wire::ObjectionScope::DIRECT_MARKETING);
  CHECK(objections[0].activity.empty());
  CHECK(objections[0].act.by == earliest);
}

TEST_CASE("an answer belongs to the request of its right and case") {
  History history;
  const Sequence first =
      history.add(EventType::REQUEST_RECEIVED, {kAnn}, request(wire::Right::ACCESS, 1));
  history.add(EventType::REQUEST_RECEIVED, {kAnn}, request(wire::Right::ACCESS, 2));
  const Sequence answer = history.add(EventType::REQUEST_ANSWERED, {kAnn},
                                      request(wire::Right::ACCESS, 1, wire::Outcome::FULFILLED));
  const auto requests = Folded(history).of(kAnn).requests;
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].received->by == first);
  CHECK(requests[0].answered->by == answer);
  CHECK(requests[0].outcome == wire::Outcome::FULFILLED);
  CHECK(requests[0].correlation == reference(1));
  CHECK_FALSE(requests[1].answered);
}

TEST_CASE("an answer without a case belongs to the oldest open request of its right") {
  History history;
  history.add(EventType::REQUEST_RECEIVED, {kAnn}, request(wire::Right::ERASURE, 0));
  history.add(EventType::REQUEST_RECEIVED, {kAnn}, request(wire::Right::ACCESS, 0));
  history.add(EventType::REQUEST_ANSWERED, {kAnn}, request(wire::Right::ACCESS, 0));
  const auto requests = Folded(history).of(kAnn).requests;
  REQUIRE(requests.size() == 2);
  CHECK_FALSE(requests[0].answered);
  CHECK(requests[1].answered);
}

TEST_CASE("an answer that is recorded before its request meets it") {
  History history;
  history.add(EventType::REQUEST_ANSWERED, {kAnn}, request(wire::Right::ACCESS, 7));
  history.add(EventType::REQUEST_RECEIVED, {kAnn}, request(wire::Right::ACCESS, 7));
  const auto requests = Folded(history).of(kAnn).requests;
  REQUIRE(requests.size() == 1);
  CHECK(requests[0].received);
  CHECK(requests[0].answered);
}

TEST_CASE("answered requests make room for new ones, open requests never do") {
  History history;
  history.add(EventType::REQUEST_RECEIVED, {kAnn}, request(wire::Right::ERASURE, 0));
  history.add(EventType::REQUEST_ANSWERED, {kAnn}, request(wire::Right::ERASURE, 0));
  for (std::size_t i = 0; i < SubjectState::kMaxRequests + 1; ++i)
    history.add(EventType::REQUEST_RECEIVED, {kAnn}, request(wire::Right::ACCESS, 0));
  const SubjectState state = Folded(history).of(kAnn);
  CHECK(state.requests.size() == SubjectState::kMaxRequests);
  CHECK(state.requests[0].received->by == Sequence(3));
  CHECK(state.unlisted == 2);
}

TEST_CASE("a list that is full counts what it cannot take") {
  History history;
  for (std::size_t i = 0; i < SubjectState::kMaxEntries + 5; ++i)
    history.add(EventType::USE, {kAnn}, activities({"activity-" + std::to_string(i)}));
  const SubjectState state = Folded(history).of(kAnn);
  CHECK(state.uses.size() == SubjectState::kMaxEntries);
  CHECK(state.unlisted == 5);
  CHECK(state.events.times == SubjectState::kMaxEntries + 5);
}
