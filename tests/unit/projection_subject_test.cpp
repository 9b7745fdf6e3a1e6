// What each type of event does to the state of a person.
#include "ledger/projection/person.hpp"
#include "ledger/projection/subject_projection.hpp"
#include "ledger/projection/subject_state.hpp"
#include "tests/support/projection_history.hpp"

#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

// Folds a whole history in memory, and answers for one person.
class Folded {
 public:
  explicit Folded(const History& history, std::size_t flush_every = 1'000) : view_(copy_) {
    const auto fold = SubjectProjection().start(view_);
    Cursor cursor;
    for (const Bytes& record : history.records()) {
      const auto seen = RecordView::parse(next_of(cursor.folded), record);
      REQUIRE(seen.has_value());
      REQUIRE(fold->apply(*seen).has_value());
      cursor = Cursor{size_after(seen->sequence()), hash_leaf(record)};
      if (cursor.folded.get() % flush_every == 0) commit(*fold, cursor);
    }
    commit(*fold, cursor);
  }

  [[nodiscard]] SubjectState of(const SubjectId& subject) const {
    const auto person = read_person(copy_, subject, Extent::kAll, std::nullopt);
    REQUIRE(person.has_value());
    return state_of(person->facts);
  }
  [[nodiscard]] StateDigest digest() const { return digest_of(copy_).value().digest; }

 private:
  void commit(Fold& fold, const Cursor& cursor) {
    REQUIRE(fold.flush().has_value());
    REQUIRE(view_.commit(cursor).has_value());
  }
  MemoryCopy copy_;
  StateView view_;
};

const SubjectId kAnn = person(1);
const SubjectId kBob = person(2);

FillClear activities(const std::vector<std::string>& names) {
  return [names](wire::Clear::Builder clear) { set_activities(clear, names); };
}

FillClear relation(const std::string& name) {
  return [name](wire::Clear::Builder clear) { clear.setRelation(name.c_str()); };
}

FillClear request(wire::Right right, std::uint8_t number,
                  wire::Outcome outcome = wire::Outcome::UNSTATED) {
  return [=](wire::Clear::Builder clear) {
    clear.setRight(right);
    clear.setOutcome(outcome);
    if (number != 0) clear.setCorrelation(data_of(reference(number).view()));
  };
}

FillClear happened_at(std::int64_t seconds, FillClear rest) {
  return [=](wire::Clear::Builder clear) {
    rest(clear);
    clear.setOccurredAt(History::kStart + seconds * History::kSecond);
  };
}

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

SubjectConsent only_consent(const History& history) {
  const SubjectState state = Folded(history).of(kAnn);
  REQUIRE(state.consents.size() == 1);
  return state.consents[0];
}

} // namespace

TEST_CASE("a registration makes a person known, and starts the relation that it names") {
  History history;
  const Sequence by = history.add(EventType::SUBJECT_REGISTERED, {kAnn}, relation("customer"));
  history.add(EventType::SUBJECT_REGISTERED, {kBob});
  const Folded folded(history);
  REQUIRE(folded.of(kAnn).relations.size() == 1);
  CHECK(folded.of(kAnn).relations[0].relation == "customer");
  CHECK(folded.of(kAnn).relations[0].started->by == by);
  CHECK(folded.of(kAnn).relations[0].active());
  CHECK(folded.of(kBob).relations.empty());
  CHECK(folded.of(kBob).events.times == 1);
}

TEST_CASE("a relation starts, ends and starts again") {
  History history;
  history.add(EventType::RELATION_STARTED, {kAnn}, relation("customer"));
  CHECK(Folded(history).of(kAnn).relations.at(0).active());
  const Sequence ended = history.add(EventType::RELATION_ENDED, {kAnn}, relation("customer"));
  const SubjectRelation after = Folded(history).of(kAnn).relations.at(0);
  CHECK_FALSE(after.active());
  CHECK(after.ended->by == ended);
  CHECK(after.ended->at == History::time_of(ended.get()));
  const Sequence again = history.add(EventType::RELATION_STARTED, {kAnn}, relation("customer"));
  CHECK(Folded(history).of(kAnn).relations.at(0).active());
  CHECK(Folded(history).of(kAnn).relations.at(0).started->by == again);
}

TEST_CASE("an end that is reported late does not end the relation that began after it") {
  History history;
  history.add(EventType::RELATION_STARTED, {kAnn}, relation("customer"));
  history.add(EventType::RELATION_ENDED, {kAnn}, happened_at(-60, relation("customer")));
  CHECK(Folded(history).of(kAnn).relations.at(0).active());
}

TEST_CASE("a collection is held per category and activity, and counted") {
  History history;
  const auto fill = [](wire::Clear::Builder clear) {
    set_categories(clear, {"name", "email"});
    set_activities(clear, {"newsletter"});
  };
  const Sequence first = history.add(EventType::COLLECTION, {kAnn}, fill);
  const Sequence last = history.add(EventType::COLLECTION, {kAnn}, fill);
  const auto no_activity = [](wire::Clear::Builder clear) { set_categories(clear, {"name"}); };
  history.add(EventType::COLLECTION, {kAnn}, no_activity);
  const auto holdings = Folded(history).of(kAnn).holdings;
  REQUIRE(holdings.size() == 3);
  CHECK(holdings[0] == SubjectHolding{"email", "newsletter", Seen{first, last, 2}});
  CHECK(holdings[1].activity.empty());
  CHECK(holdings[2].category == "name");
}

TEST_CASE("uses are counted per activity, those in batches apart") {
  History history;
  const Sequence first = history.add(EventType::USE, {kAnn}, activities({"newsletter"}));
  const Sequence last = history.add(EventType::USE_BATCH, {kAnn, kBob}, activities({"newsletter"}));
  const Folded folded(history);
  REQUIRE(folded.of(kAnn).uses.size() == 1);
  CHECK(folded.of(kAnn).uses[0] == SubjectUse{"newsletter", Seen{first, last, 2}, 1});
  REQUIRE(folded.of(kBob).uses.size() == 1);
  CHECK(folded.of(kBob).uses[0] == SubjectUse{"newsletter", Seen{last, last, 1}, 1});
}

TEST_CASE("a batch of two thousand people with many activities reaches each of them") {
  std::vector<SubjectId> people(limits::kSubjectsPerPart);
  for (std::size_t i = 0; i < people.size(); ++i)
    put_be(people[i].writable().data(), i + 1, 8);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < limits::kSlugsPerList; ++i)
    names.push_back("activity-" + std::to_string(i));
  History history;
  history.add(EventType::USE_BATCH, people, activities(names));
  const Folded folded(history);
  CHECK(folded.of(people.front()).uses.size() == names.size());
  CHECK(folded.of(people.back()).uses.size() == names.size());
}

TEST_CASE("a disclosure names its recipient and those it passed through") {
  History history;
  const auto fill = [](wire::Clear::Builder clear) {
    clear.setRecipient("mailer");
    set_activities(clear, {"newsletter"});
    set_names(clear.initVia(1), {"carrier"});
  };
  const Sequence by = history.add(EventType::DISCLOSURE, {kAnn}, fill);
  const auto recipients = Folded(history).of(kAnn).recipients;
  REQUIRE(recipients.size() == 2);
  CHECK(recipients[0].recipient == "carrier");
  CHECK(recipients[1] == SubjectRecipient{"mailer", "", Seen{by, by, 1}});
}

TEST_CASE("a transfer is kept per recipient and country") {
  History history;
  for (const char* country : {"US", "US", "IN"}) {
    history.add(EventType::TRANSFER_THIRD_COUNTRY, {kAnn}, [&](wire::Clear::Builder clear) {
      clear.setRecipient("mailer");
      clear.setCountry(country);
    });
  }
  const auto recipients = Folded(history).of(kAnn).recipients;
  REQUIRE(recipients.size() == 2);
  CHECK(recipients[0].country == "IN");
  CHECK(recipients[1].country == "US");
  CHECK(recipients[1].seen.times == 2);
}

TEST_CASE("notices are counted per kind") {
  History history;
  const auto fill = [](wire::Clear::Builder c) { c.setNoticeKind(wire::NoticeKind::ART13); };
  const Sequence by = history.add(EventType::NOTICE_SERVED, {kAnn}, fill);
  const auto notices = Folded(history).of(kAnn).notices;
  REQUIRE(notices.size() == 1);
  CHECK(notices[0] == SubjectNotice{wire::NoticeKind::ART13, Seen{by, by, 1}});
}

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

TEST_CASE("an event about several people changes each, and a person named twice once") {
  History history;
  history.add(EventType::USE, {kAnn, kBob, kAnn}, activities({"support"}));
  const Folded folded(history);
  CHECK(folded.of(kAnn).uses.at(0).seen.times == 1);
  CHECK(folded.of(kAnn).events.times == 1);
  CHECK(folded.of(kBob).events.times == 1);
}

TEST_CASE("the ledger's own records and policies are about nobody") {
  History history;
  const StateDigest before = Folded(history).digest();
  history.add_own(heartbeat());
  history.add_own(access_denied(7, "read", 2, Timestamp(0)));
  history.add_own(clock_anomaly(Timestamp(1), Timestamp(2)));
  history.add_own(restored(TreeSize(1), TreeSize(2), 3, "officer"));
  history.add(EventType::POLICY_PUBLISHED, {});
  CHECK(Folded(history).digest() == before);
}

TEST_CASE("a type that this version does not know counts as an event of its people") {
  History history;
  history.add(static_cast<EventType>(999), {kAnn});
  SubjectState expected;
  expected.events = Seen{Sequence(1), Sequence(1), 1};
  CHECK(Folded(history).of(kAnn) == expected);
}

TEST_CASE("a record in another's place is refused, and so is a broken body") {
  History history;
  history.add(EventType::SUBJECT_REGISTERED, {kAnn});
  Bytes record = history.records().at(1);
  CHECK(RecordView::parse(Sequence(2), record).error().code() == Errc::kReordered);
  record.back() = static_cast<std::uint8_t>(record.back() ^ 0xff);
  const auto parsed = RecordView::parse(Sequence(1), ByteView(record).first(record.size() - 8));
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().code() == Errc::kMalformed);
  CHECK(parsed.error().where().starts_with("record 1"));
}

TEST_CASE("how often the state is written does not change it") {
  History history;
  for (std::uint8_t i = 0; i < 60; ++i) {
    history.add(EventType::USE, {person(i % 7)}, activities({"support", "newsletter"}));
    history.add(EventType::CONSENT_GIVEN, {person(i % 5)}, activities({"newsletter"}));
  }
  const StateDigest digest = Folded(history).digest();
  for (const std::size_t every : {1u, 2u, 7u, 64u}) {
    CAPTURE(every);
    CHECK(Folded(history, every).digest() == digest);
  }
}
