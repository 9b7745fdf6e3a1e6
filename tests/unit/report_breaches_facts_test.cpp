// The register of breaches: which records count, and how it is written.
#include "tests/unit/report_breaches_support.hpp"
#include "tools/render/breaches_text.hpp"

using namespace ledger;
using namespace ledger::test;
using namespace ledger::test::breaches;

TEST_CASE("only what had happened counts, and a late report of it when it is known") {
  History history = detected();
  history.wait_until(at("2026-02-20"));
  const Sequence notice =
      history.add(EventType::BREACH_NOTIFIED_AUTHORITY, {}, [](wire::Clear::Builder clear) {
        clear.setCorrelation(data_of(reference(1).view()));
        clear.setOccurredAt(at("2026-02-08").get());
      });
  const BreachLine before = only_one(history, "2026-02-07T23:59:59Z");
  CHECK_FALSE(before.authority.at.has_value());
  CHECK(before.notices == 0);
  CHECK(only_one(history, "2026-02-08").authority.by == notice);
  CHECK(only_one(history, "2026-02-10").standing == BreachStanding::kOpen);
  // Before the record that says so.
  const auto unknown = listed(history, "2026-02-10", TreeSize(notice.get()));
  REQUIRE(unknown.size() == 1);
  CHECK(unknown[0].standing == BreachStanding::kLate);
  CHECK_FALSE(unknown[0].authority.by.has_value());
}

TEST_CASE("what is said of a breach adds up, also in records that name people") {
  History history = detected();
  history.wait_until(at("2026-02-07"));
  history.add(EventType::BREACH_ASSESSED, {person(1), person(2)}, [](wire::Clear::Builder clear) {
    clear.setCorrelation(data_of(reference(1).view()));
    clear.setBreachNature(wire::BreachNature::AVAILABILITY);
    clear.setSubjectsApprox(300);
    clear.setRecordsApprox(900);
    set_categories(clear, {"phone", "email"});
  });
  tell(history, EventType::BREACH_ASSESSED, "2026-02-08", [](wire::Clear::Builder clear) {
    clear.setBreachNature(wire::BreachNature::SEVERAL);
    clear.setSubjectsApprox(200);
    set_categories(clear, {"email", "billing-address"});
  });
  const BreachLine line = only_one(history, "2026-02-08");
  CHECK(line.nature == wire::BreachNature::SEVERAL);
  CHECK(line.subjects_approx == 200);
  CHECK(line.records_approx == 900);
  CHECK((line.categories == std::vector<std::string>{"billing-address", "email", "phone"}));
  const BreachLine before = only_one(history, "2026-02-06T21:00:00+01:00");
  CHECK_FALSE(before.subjects_approx.has_value());
  CHECK(before.categories.empty());
}

TEST_CASE("a record that a correction takes back counts until the correction is known") {
  History history = detected();
  const Sequence notice = tell(history, EventType::BREACH_NOTIFIED_AUTHORITY, "2026-02-08");
  const Sequence correction =
      tell(history, EventType::CORRECTION, "2026-02-15",
           [=](wire::Clear::Builder clear) { clear.setTarget(notice.get()); });
  CHECK(only_one(history, "2026-02-12").standing == BreachStanding::kLate);
  CHECK_FALSE(only_one(history, "2026-02-12").authority.by.has_value());
  const auto before = listed(history, "2026-02-12", TreeSize(correction.get()));
  REQUIRE(before.size() == 1);
  CHECK(before[0].authority.by == notice);
  CHECK(before[0].standing == BreachStanding::kOpen);
}

TEST_CASE("without a policy a breach stands in the register and nothing is due") {
  const History history = detected();
  const auto lines =
      list_breaches(facts_of(history), PolicyTimes(), {history.size(), at("2026-06-01")});
  REQUIRE(lines.has_value());
  REQUIRE(lines->size() == 1);
  CHECK(lines->front().standing == BreachStanding::kOpen);
  CHECK_FALSE(lines->front().authority.due.has_value());
}

TEST_CASE("a hostile kind of breach harms neither a terminal nor a spreadsheet") {
  BreachLine line;
  line.kind = "=cmd()\x1b[2J";
  line.categories = {"a", "=b"};
  const tools::ShownBreaches shown{{line}, "all", at("2026-06-01")};
  const std::string words = tools::breaches_in_words(shown, {}, 0, tools::Palette());
  CHECK(words.find("=cmd()\\x1b[2J") != std::string::npos);
  CHECK(words.find('\x1b') == std::string::npos);
  const std::string csv = tools::to_csv(tools::breaches_data(shown, {}));
  CHECK(csv.find("\"'=cmd()\\x1b[2J\"") != std::string::npos);
  CHECK(csv.find("\"a; '=b\"") != std::string::npos);
  CHECK(csv.find('\x1b') == std::string::npos);
}
