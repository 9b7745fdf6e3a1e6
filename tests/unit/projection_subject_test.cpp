// What relations, collections, uses, disclosures and notices do to the state of a person.
#include "tests/unit/projection_subject_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

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
