// F18 and F19: what erases in time, too late, or too early.
#include "tests/unit/findings_retention_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

TEST_CASE("F18: erasing in time raises nothing, erasing late closes it") {
  struct Row {
    EventType type;
    Fill fill;
  };
  const Row rows[] = {{EventType::ERASURE_EXECUTED, {}},
                      {EventType::ERASURE_EXECUTED, erasing({"email"}, {kMailing}, {"prospect"})},
                      {EventType::ERASURE_PARTIAL, erasing({"email"})},
                      {EventType::RETENTION_EXECUTED, executing("ret.prospect-3y")}};
  for (const Row& row : rows) {
    const auto erased = [&](const char* when) {
      Story story;
      story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
      story.fact(row.type, when, row.fill);
      return story.of(Rule::F18);
    };
    CAPTURE(static_cast<unsigned>(row.type));
    CHECK(erased("2024-01-10").empty());
    REQUIRE(erased("2024-02-01").size() == 1);
    CHECK(erased("2024-02-01")[0].closed_at == at("2024-02-01"));
    CHECK_FALSE(erased("2021-01-09")[0].closed_at); // before it was collected
  }
}

TEST_CASE("F18: an erasure of something else erases nothing") {
  const auto media = [](wire::Clear::Builder clear) { clear.setMedia(bytes_of(ref(1))); };
  const auto document = [](wire::Clear::Builder clear) {
    clear.setDocumentDate(at("2020-01-01").get());
  };
  const std::pair<EventType, Fill> others[] = {
      {EventType::ERASURE_EXECUTED, erasing({"phone"})},
      {EventType::ERASURE_EXECUTED, erasing({}, {"prospect.disclosure"})},
      {EventType::ERASURE_EXECUTED, erasing({}, {}, {"marketing"})},
      {EventType::ERASURE_EXECUTED, media},
      {EventType::ERASURE_EXECUTED, document},
      {EventType::ERASURE_PARTIAL, {}}, // kept something, and does not say what
      {EventType::ERASURE_FAILED, {}},
      {EventType::RETENTION_EXECUTED, executing("ret.marketing")}};
  for (const auto& [type, fill] : others) {
    Story story;
    story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
    story.fact(type, "2022-01-01", fill);
    CHECK(story.raises(Rule::F18));
  }
}

TEST_CASE("F18: destroyed keys end what they sealed") {
  const auto raised = [](const std::vector<std::string>& classes) {
    Story story;
    story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
    story.key_destroyed("2022-01-01", classes);
    return story.raises(Rule::F18);
  };
  CHECK_FALSE(raised({"prospect"}));
  CHECK_FALSE(raised({}));
  CHECK(raised({"marketing"}));
}

TEST_CASE("F18: each category is held for itself, and the last one erased closes it") {
  Story story;
  story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing, {"email", "phone"}));
  story.fact(EventType::ERASURE_EXECUTED, "2023-01-01", erasing({"phone"}));
  CHECK_FALSE(story.of(Rule::F18).at(0).closed_at);
  story.fact(EventType::ERASURE_EXECUTED, "2024-02-01", erasing({"email"}));
  CHECK(story.of(Rule::F18).at(0).closed_at == at("2024-02-01"));
}

TEST_CASE("F18: what was erased late closes nothing that is still there") {
  Story story;
  story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing, {"email", "phone"}));
  story.fact(EventType::ERASURE_EXECUTED, "2024-02-01", erasing({"phone"}));
  REQUIRE(story.of(Rule::F18).size() == 1);
  CHECK_FALSE(story.of(Rule::F18)[0].closed_at);
}

TEST_CASE("F18: executing a rule ends what was due, and what it names, and else all") {
  const auto open = [](const char* executed, const Fill& more) {
    Story story; // records 2 and 3
    story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
    story.fact(EventType::COLLECTION, "2022-01-10", kept(kMailing));
    story.fact(EventType::RETENTION_EXECUTED, executed, more);
    std::vector<Sequence> triggers;
    for (const Finding& finding : story.of(Rule::F18))
      if (!finding.closed_at) triggers.push_back(finding.trigger);
    return triggers;
  };
  const Fill execution = executing("ret.prospect-3y");
  const auto naming = [&](std::uint64_t cause) {
    return [=](wire::Clear::Builder clear) {
      execution(clear);
      clear.initCauses(1).set(0, cause);
    };
  };
  CHECK(open("2024-02-01", execution) == std::vector{Sequence(3)});
  CHECK(open("2023-12-01", execution).empty());
  CHECK(open("2024-02-01", naming(3)) == std::vector{Sequence(2)});
}

TEST_CASE("F19: an invoice is not erased before the law allows it") {
  const auto found = [](EventType type, const char* when, const Fill& fill = {}) {
    Story story;
    story.fact(EventType::COLLECTION, "2019-02-01", [](wire::Clear::Builder clear) {
      kept("customer.invoicing", {"billing-address"})(clear);
      clear.setDocumentDate(at("2019-02-01").get());
    });
    story.fact(type, when, fill);
    return story.of(Rule::F19);
  };
  const auto early = found(EventType::ERASURE_EXECUTED, "2026-12-31T12:00:00+01:00");
  REQUIRE(early.size() == 1);
  CHECK(early[0].about == "ret.invoice-statutory");
  CHECK(early[0].trigger == Sequence(3));
  CHECK(early[0].evidence == std::vector{Sequence(2), Sequence(3)});
  CHECK(early[0].from == at("2026-12-31T12:00:00+01:00"));
  CHECK(found(EventType::ERASURE_EXECUTED, "2027-01-01T00:00:00+01:00").empty());
  CHECK(found(EventType::RETENTION_EXECUTED, "2022-01-01", executing("ret.invoice-statutory"))
            .size() == 1);
  CHECK(found(EventType::ERASURE_EXECUTED, "2022-01-01", erasing({"email"})).empty());
}

TEST_CASE("F19: what the law obliges to keep after a relation is kept during it") {
  const auto raised = [](const char* erased) {
    Story story(replaced(example_text(), "class = \"relation\"",
                         "class = \"relation\"\nlegal_min = \"P6M\""));
    story.fact(EventType::COLLECTION, "2019-02-01", kept("customer.informative-communication"));
    story.fact(EventType::RELATION_ENDED, "2020-01-10",
               [](wire::Clear::Builder clear) { clear.setRelation("paying-customer"); });
    story.fact(EventType::ERASURE_EXECUTED, erased);
    return story.raises(Rule::F19);
  };
  CHECK(raised("2019-12-01"));
  CHECK(raised("2020-07-10"));
  CHECK_FALSE(raised("2020-07-11"));
}

TEST_CASE("F19: a key is not destroyed before the law allows it either, and others may be") {
  const auto raised = [](const std::vector<std::string>& classes) {
    Story story;
    story.fact(EventType::COLLECTION, "2019-02-01", kept("customer.invoicing"));
    story.fact(EventType::COLLECTION, "2019-02-01", kept(kMailing));
    story.key_destroyed("2020-01-01", classes);
    return story.raises(Rule::F19);
  };
  CHECK(raised({"invoice"}));
  CHECK(raised({}));
  CHECK_FALSE(raised({"prospect"}));
}
