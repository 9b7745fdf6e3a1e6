// F12 and F13: what people are told, and when.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::DataSource;
using wire::EventType;
using wire::NoticeKind;
using wire::Operation;
using wire::Rule;

namespace {

constexpr const char* kCustomer = "paying-customer";
constexpr const char* kVisitor = "office-visitor";
constexpr const char* kProspect = "prospect";
constexpr const char* kMailing = "prospect.mailing";

Fill from(DataSource source, const std::string& relation = {}, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setDataSource(source);
    set_names(clear.initCategories(1), {"email"});
    if (!relation.empty()) clear.setRelation(relation);
    if (more) more(clear);
  };
}

Fill notice(NoticeKind kind, const std::string& relation = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setNoticeKind(kind);
    if (!relation.empty()) clear.setRelation(relation);
  };
}

Fill published(wire::DocumentKind kind, wire::Answer material, std::string_view effective) {
  const Timestamp from = at(effective);
  return [=](wire::Clear::Builder clear) {
    auto document = clear.initDocuments(1)[0];
    document.setKind(kind);
    document.setMaterial(material);
    clear.setEffectiveFrom(from.get());
  };
}

Fill sending(Operation operation, const std::string& activity = kMailing) {
  return doing(activity, [=](wire::Clear::Builder clear) { clear.setOperation(operation); });
}

const Fill kRegister = from(DataSource::COMPANY_REGISTER, kProspect);

} // namespace

TEST_CASE("F12: data from the person, who was not informed before") {
  for (const DataSource source : {DataSource::DATA_SUBJECT, DataSource::OBSERVED}) {
    CAPTURE(static_cast<unsigned>(source));
    Story story;
    const Sequence collected =
        story.fact(EventType::COLLECTION, "2024-03-01", from(source, kCustomer));
    const auto found = story.of(Rule::F12);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == collected);
    CHECK(found[0].from == at("2024-03-01"));
    CHECK(found[0].about == kCustomer);
    CHECK(found[0].breaks == Breaks::kLaw);
    CHECK_FALSE(found[0].closed_at);
  }
}

TEST_CASE("F12 is not about data from elsewhere, other events, or what was there before") {
  Story story;
  for (const DataSource source : {DataSource::COMPANY_REGISTER, DataSource::DERIVED})
    story.fact(EventType::COLLECTION, "2024-03-01", from(source, kCustomer));
  story.fact(EventType::USE, "2024-03-01", from(DataSource::DATA_SUBJECT, kCustomer));
  story.fact(EventType::COLLECTION, "2024-03-01",
             from(DataSource::DATA_SUBJECT, kCustomer,
                  [](wire::Clear::Builder clear) { clear.setBeforeLedger(wire::Answer::YES); }));
  CHECK_FALSE(story.raises(Rule::F12));
}

TEST_CASE("F12: one notice serves all later collections of the same relation") {
  Story story;
  story.fact(EventType::NOTICE_SERVED, "2024-01-01", notice(NoticeKind::ART13, kCustomer));
  story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kCustomer));
  story.fact(EventType::COLLECTION, "2025-03-01",
             doing("customer.invoicing", from(DataSource::DATA_SUBJECT)));
  CHECK_FALSE(story.raises(Rule::F12));
  story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kVisitor));
  CHECK(story.of(Rule::F12).at(0).about == kVisitor);
}

TEST_CASE("F12: a notice that names no relation is for all of them, another kind for none") {
  const auto raised = [](NoticeKind kind) {
    Story story;
    story.fact(EventType::NOTICE_SERVED, "2024-01-01", notice(kind));
    story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kVisitor));
    return story.raises(Rule::F12);
  };
  CHECK_FALSE(raised(NoticeKind::ART13));
  CHECK(raised(NoticeKind::ART14));
  CHECK(raised(NoticeKind::COOKIE));
}

TEST_CASE("F12: saying that a notice came before proves nothing, and one that follows closes") {
  Story story;
  const Sequence collected =
      story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kCustomer));
  const Sequence told =
      story.fact(EventType::NOTICE_SERVED, "2024-03-05", [](wire::Clear::Builder clear) {
        notice(NoticeKind::ART13, kCustomer)(clear);
        clear.setBeforeCollection(wire::Answer::YES);
      });
  story.fact(EventType::NOTICE_SERVED, "2024-03-06", notice(NoticeKind::ART13, kCustomer));
  const Finding found = story.of(Rule::F12).at(0);
  CHECK(found.evidence == std::vector{collected});
  CHECK(found.closed_at == at("2024-03-05"));
  CHECK(found.state == FindingState::kClosed);
  CHECK(found.state_by == told);
  // On the days before, it was open, and nobody knew what would close it.
  const Finding before = story.of(Rule::F12, "2024-03-04").at(0);
  CHECK(before.state == FindingState::kOpen);
  CHECK_FALSE(before.closed_at);
  CHECK_FALSE(before.state_by);
}

TEST_CASE("F12: a notice at the same instant but behind breaks what was promised") {
  const auto found = [](const std::string& text) {
    Story story(text);
    story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kCustomer));
    story.fact(EventType::NOTICE_SERVED, "2024-03-01", notice(NoticeKind::ART13, kCustomer));
    return story.of(Rule::F12);
  };
  const auto promised = found(example_text());
  REQUIRE(promised.size() == 1);
  CHECK(promised[0].breaks == Breaks::kPromise);
  CHECK(found(replaced(example_text(), "before_collection = true", "before_collection = false"))
            .empty());
}

TEST_CASE("F12: a material change of the text asks for a new notice, from the day it holds") {
  const auto found = [](wire::DocumentKind kind, wire::Answer material, std::string_view effective,
                        std::string_view recorded) {
    Story story;
    story.fact(EventType::NOTICE_SERVED, "2024-01-01", notice(NoticeKind::ART13, kCustomer));
    story.house(EventType::POLICY_PUBLISHED, recorded, published(kind, material, effective));
    story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kCustomer));
    return story.of(Rule::F12);
  };
  const auto kText = wire::DocumentKind::STATEMENT;
  const auto changed = found(kText, wire::Answer::YES, "2024-02-01", "2024-01-15");
  REQUIRE(changed.size() == 1);
  CHECK(changed[0].evidence == std::vector{Sequence(2), Sequence(3), Sequence(4)});
  CHECK(found(wire::DocumentKind::POLICY, wire::Answer::YES, "2024-02-01", "2024-01-15").size() ==
        1);
  CHECK(found(wire::DocumentKind::NOTICE_TEXT, wire::Answer::YES, "2024-03-01", "2024-01-15")
            .size() == 1);
  CHECK(found(kText, wire::Answer::NO, "2024-02-01", "2024-01-15").empty());
  CHECK(found(kText, wire::Answer::UNSTATED, "2024-02-01", "2024-01-15").empty());
  CHECK(found(wire::DocumentKind::CONSENT_WORDING, wire::Answer::YES, "2024-02-01", "2024-01-15")
            .empty());
  CHECK(found(kText, wire::Answer::YES, "2024-03-02", "2024-01-15").empty()); // not yet
  CHECK(found(kText, wire::Answer::YES, "2023-12-01", "2023-12-01").empty()); // told since
  CHECK(found(kText, wire::Answer::YES, "2024-01-01", "2024-01-01").empty()); // told of it
  // Made to hold from an earlier day than that of its publication.
  CHECK(found(kText, wire::Answer::YES, "2023-12-01", "2024-01-15").size() == 1);
  CHECK(found(kText, wire::Answer::YES, "2023-12-01", "2024-03-15").empty());
}

TEST_CASE("F12: only the publication of a policy changes what people were told") {
  Story story;
  story.fact(EventType::NOTICE_SERVED, "2024-01-01", notice(NoticeKind::ART13, kCustomer));
  story.house(EventType::POLICY_RETIRED, "2024-02-01",
              published(wire::DocumentKind::STATEMENT, wire::Answer::YES, "2024-02-01"));
  story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kCustomer));
  CHECK_FALSE(story.raises(Rule::F12));
}

TEST_CASE("F12: after a change, a new notice serves again") {
  Story story;
  story.fact(EventType::NOTICE_SERVED, "2024-01-01", notice(NoticeKind::ART13, kCustomer));
  story.house(EventType::POLICY_PUBLISHED, "2024-02-01",
              published(wire::DocumentKind::STATEMENT, wire::Answer::YES, "2024-02-01"));
  story.fact(EventType::NOTICE_SERVED, "2024-02-02", notice(NoticeKind::ART13, kCustomer));
  story.fact(EventType::COLLECTION, "2024-03-01", from(DataSource::DATA_SUBJECT, kCustomer));
  CHECK_FALSE(story.raises(Rule::F12));
}

TEST_CASE("F13: data from elsewhere, and no notice within a month") {
  for (const DataSource source :
       {DataSource::COMPANY_REGISTER, DataSource::PUBLIC_WEBSITE, DataSource::THIRD_PARTY}) {
    CAPTURE(static_cast<unsigned>(source));
    Story story;
    const Sequence collected =
        story.fact(EventType::COLLECTION, "2021-01-10T12:00:00+01:00", from(source, kProspect));
    const auto found = story.of(Rule::F13);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == collected);
    CHECK(found[0].about == kProspect);
    CHECK(found[0].from == at("2021-02-11T00:00:00+01:00"));
    CHECK(found[0].breaks == Breaks::kLaw);
    CHECK_FALSE(story.raises(Rule::F13, "2021-02-10T23:59:59+01:00"));
    CHECK(story.raises(Rule::F13, "2021-02-11T00:00:00+01:00"));
  }
}

TEST_CASE("F13 is not about data from the person, and is also about what was there before") {
  Story story;
  for (const DataSource source :
       {DataSource::DATA_SUBJECT, DataSource::OBSERVED, DataSource::DERIVED})
    story.fact(EventType::COLLECTION, "2024-03-01", from(source, kProspect));
  story.fact(EventType::USE, "2024-03-01", kRegister);
  CHECK_FALSE(story.raises(Rule::F13));
  story.fact(EventType::COLLECTION, "2024-03-01",
             from(DataSource::THIRD_PARTY, kProspect,
                  [](wire::Clear::Builder clear) { clear.setBeforeLedger(wire::Answer::YES); }));
  CHECK(story.raises(Rule::F13));
}

TEST_CASE("F13: the month is the policy's, and ends on a working day") {
  Story story; // 10 March 2024 is a Sunday
  story.fact(EventType::COLLECTION, "2024-02-10T12:00:00+01:00", kRegister);
  CHECK(story.of(Rule::F13).at(0).from == at("2024-03-12T00:00:00+01:00"));
  Story shorter(replaced(example_text(), "indirect_notice_within = \"P1M\"",
                         "indirect_notice_within = \"P2W\""));
  shorter.fact(EventType::COLLECTION, "2024-02-13T12:00:00+01:00", kRegister);
  CHECK(shorter.of(Rule::F13).at(0).from == at("2024-02-28T00:00:00+01:00"));
}

TEST_CASE("F13: a notice within the month, or one that the person had already") {
  const auto told = [](NoticeKind kind, std::string_view when, const char* relation = kProspect) {
    Story story;
    story.fact(EventType::COLLECTION, "2021-01-10T12:00:00+01:00", kRegister);
    story.fact(EventType::NOTICE_SERVED, when, notice(kind, relation));
    return story.of(Rule::F13);
  };
  CHECK(told(NoticeKind::ART14, "2021-02-10T23:00:00+01:00").empty());
  CHECK(told(NoticeKind::ART14, "2020-12-01").empty());
  CHECK(told(NoticeKind::ART13, "2021-01-11").size() == 1);
  CHECK(told(NoticeKind::ART14, "2021-01-11", kVisitor).size() == 1);
  const auto late = told(NoticeKind::ART14, "2021-02-11T00:00:00+01:00");
  REQUIRE(late.size() == 1);
  CHECK(late[0].closed_at == at("2021-02-11T00:00:00+01:00"));
  CHECK(late[0].state_by == Sequence(3));
}

TEST_CASE("F13: a notice that the person had of an older text") {
  Story story;
  const Sequence old =
      story.fact(EventType::NOTICE_SERVED, "2020-12-01", notice(NoticeKind::ART14, kProspect));
  const Sequence change =
      story.house(EventType::POLICY_PUBLISHED, "2020-12-15",
                  published(wire::DocumentKind::STATEMENT, wire::Answer::YES, "2020-12-15"));
  const Sequence collected = story.fact(EventType::COLLECTION, "2021-01-10", kRegister);
  CHECK(story.of(Rule::F13).at(0).evidence == std::vector{old, change, collected});
}

TEST_CASE("F13: at the first communication or disclosure, if that is earlier") {
  const auto found = [](EventType type, const Fill& fill, std::string_view when = "2021-01-15") {
    Story story;
    story.fact(EventType::COLLECTION, "2021-01-10T12:00:00+01:00", kRegister);
    story.fact(type, when, fill);
    return story.of(Rule::F13).at(0);
  };
  const auto early = [&](EventType type, const Fill& fill) {
    const Finding finding = found(type, fill);
    const bool reached = finding.from == at("2021-01-15");
    CHECK(finding.trigger == Sequence(2));
    CHECK(finding.evidence.size() == (reached ? 2 : 1));
    return reached;
  };
  CHECK(early(EventType::USE, sending(Operation::SEND)));
  CHECK(early(EventType::DISCLOSURE, doing("prospect.disclosure")));
  CHECK(early(EventType::TRANSFER_THIRD_COUNTRY, doing("prospect.disclosure")));
  // Direct marketing and what goes to many people is sent, unless the use says otherwise.
  CHECK(early(EventType::USE, doing(kMailing)));
  CHECK(early(EventType::USE_BATCH, doing("undeclared")));
  CHECK_FALSE(early(EventType::USE, doing("undeclared")));
  CHECK(early(EventType::USE, [](wire::Clear::Builder clear) {
    set_names(clear.initActivities(2), {"undeclared", kMailing});
  }));
  CHECK_FALSE(early(EventType::USE, sending(Operation::ANALYSE)));
  CHECK_FALSE(early(EventType::USE_BATCH, sending(Operation::ANALYSE)));
  // In another relation it is not a use of this data.
  CHECK_FALSE(early(EventType::USE, sending(Operation::SEND, "customer.invoicing")));
  // Before it, or after the month.
  CHECK(found(EventType::USE, sending(Operation::SEND), "2021-01-01").from ==
        at("2021-02-11T00:00:00+01:00"));
  CHECK(found(EventType::USE, sending(Operation::SEND), "2021-03-01").from ==
        at("2021-02-11T00:00:00+01:00"));
}

TEST_CASE("F13: a notice with the first communication is in time, one after it is not") {
  const auto raised = [](std::string_view when) {
    Story story;
    story.fact(EventType::COLLECTION, "2021-01-10", kRegister);
    story.fact(EventType::USE, "2021-01-15", sending(Operation::SEND));
    story.fact(EventType::NOTICE_SERVED, when, notice(NoticeKind::ART14, kProspect));
    return story.raises(Rule::F13);
  };
  CHECK_FALSE(raised("2021-01-12"));
  CHECK_FALSE(raised("2021-01-15"));
  CHECK(raised("2021-01-16"));
}

TEST_CASE("F13: who erased the data within the month has nothing to tell") {
  const auto raised = [](EventType type, std::string_view when,
                         const std::vector<std::string>& categories) {
    Story story;
    story.fact(EventType::COLLECTION, "2021-01-10", kRegister);
    story.fact(type, when, [&](wire::Clear::Builder clear) {
      set_names(clear.initCategories(static_cast<unsigned>(categories.size())), categories);
    });
    return story.raises(Rule::F13);
  };
  CHECK_FALSE(raised(EventType::ERASURE_EXECUTED, "2021-01-20", {}));
  CHECK_FALSE(raised(EventType::ERASURE_EXECUTED, "2021-01-20", {"phone", "email"}));
  CHECK_FALSE(raised(EventType::RETENTION_EXECUTED, "2021-01-20", {}));
  CHECK(raised(EventType::ERASURE_EXECUTED, "2021-01-20", {"phone"}));
  CHECK(raised(EventType::ERASURE_EXECUTED, "2021-01-09", {}));
  CHECK(raised(EventType::ERASURE_EXECUTED, "2021-02-11T00:00:00+01:00", {}));
  CHECK(raised(EventType::ERASURE_REQUESTED, "2021-01-20", {}));
}
