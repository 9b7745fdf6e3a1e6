// What an erasure does to the state of a person.
#include "tests/unit/projection_subject_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

Sealed destroyed(const SubjectId& subject, Sequence erasure, const std::string& key_class,
                 bool whole) {
  Destruction destruction;
  destruction.subject = subject;
  destruction.erasure = erasure;
  destruction.keys.emplace_back(subject, key_class, Incarnation(3));
  destruction.key_ids.emplace_back();
  destruction.whole = whole;
  return key_destroyed(destruction);
}

} // namespace

TEST_CASE("an erasure is marked as requested, started and executed") {
  History history;
  const Sequence requested = history.add(EventType::ERASURE_REQUESTED, {kAnn});
  const Sequence started = history.add(EventType::ERASURE_STARTED, {kAnn});
  const Sequence executed = history.add(EventType::ERASURE_EXECUTED, {kAnn});
  const SubjectState state = Folded(history).of(kAnn);
  CHECK(state.erasure_requested == Seen{requested, requested, 1});
  CHECK(state.erasure_started == Seen{started, started, 1});
  CHECK(state.erasure_executed == Seen{executed, executed, 1});
  CHECK_FALSE(state.erased());
}

TEST_CASE("the destruction of one class marks that class only") {
  History history;
  const Sequence started = history.add(EventType::ERASURE_STARTED, {kAnn});
  const Sequence by = history.add_own(destroyed(kAnn, started, "marketing", false));
  const SubjectState state = Folded(history).of(kAnn);
  REQUIRE(state.erased_classes.size() == 1);
  CHECK(state.erased_classes[0] == ErasedClass{"marketing", Incarnation(3), std::nullopt, by});
  CHECK(state.erased_classes[0].complete());
  CHECK_FALSE(state.erased());
}

TEST_CASE("the erasure of a class is shown from its start to its end, also when it had no key") {
  const auto classes = [](wire::Clear::Builder clear) {
    set_names(clear.initKeyClasses(2), {"invoice", "marketing"});
  };
  History history;
  const Sequence started = history.add(EventType::ERASURE_STARTED, {kAnn}, classes);
  const ErasedClass open{"invoice", Incarnation(), started, std::nullopt};
  CHECK(Folded(history).of(kAnn).erased_classes.at(0) == open);
  CHECK_FALSE(open.complete());

  const Sequence by = history.add_own(destroyed(kAnn, started, "marketing", false));
  const SubjectState state = Folded(history).of(kAnn);
  REQUIRE(state.erased_classes.size() == 2);
  CHECK(state.erased_classes[0] == ErasedClass{"invoice", Incarnation(), started, by});
  CHECK(state.erased_classes[1] == ErasedClass{"marketing", Incarnation(3), started, by});
  CHECK(state.erased_classes[0].complete());
  CHECK_FALSE(state.erased());

  const Sequence again = history.add(EventType::ERASURE_STARTED, {kAnn}, classes);
  const ErasedClass reopened = Folded(history).of(kAnn).erased_classes.at(0);
  CHECK(reopened == ErasedClass{"invoice", Incarnation(), again, by});
  CHECK_FALSE(reopened.complete());
}

TEST_CASE("an erasure leaves the facts as they were, but for its own marks") {
  History history;
  history.add(EventType::RELATION_STARTED, {kAnn}, relation("customer"));
  history.add(EventType::CONSENT_GIVEN, {kAnn}, activities({"newsletter"}));
  const SubjectState before = Folded(history).of(kAnn);
  const Sequence started = history.add(EventType::ERASURE_STARTED, {kAnn});
  const Sequence by = history.add_own(destroyed(kAnn, started, "marketing", true));
  const SubjectState after = Folded(history).of(kAnn);
  CHECK(after.erased_by == by);
  SubjectState expected = before;
  expected.erasure_started = Seen{started, started, 1};
  expected.erased_classes = {ErasedClass{"marketing", Incarnation(3), std::nullopt, by}};
  expected.erased_by = by;
  expected.events = Seen{before.events.first, by, before.events.times + 2};
  CHECK(after == expected);
}

TEST_CASE("what is reported about an erased person is still counted") {
  History history;
  history.add(EventType::SUBJECT_REGISTERED, {kAnn});
  const Sequence by = history.add_own(destroyed(kAnn, Sequence(1), "marketing", true));
  history.add(EventType::USE, {kAnn}, activities({"newsletter"}));
  const SubjectState state = Folded(history).of(kAnn);
  CHECK(state.erased_by == by);
  CHECK(state.uses.size() == 1);
}
