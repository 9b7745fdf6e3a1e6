// F42: data to take along, GDPR art. 20.
#include "tests/unit/findings_requests_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Outcome;
using wire::Right;
using wire::Rule;

namespace {

Fill exported(wire::ExportFormat format) {
  return [=](wire::Clear::Builder clear) { clear.setExportFormat(format); };
}

} // namespace

TEST_CASE("F42: data to take along comes in a form that machines read") {
  const auto raised = [](wire::ExportFormat format) {
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::PORTABILITY));
    story.fact(EventType::PORTABILITY_EXPORTED, "2026-02-10", exported(format));
    return story.raises(Rule::F42);
  };
  using wire::ExportFormat;
  for (const ExportFormat format :
       {ExportFormat::JSON, ExportFormat::CSV, ExportFormat::XML, ExportFormat::VCARD})
    CHECK_FALSE(raised(format));
  CHECK(raised(ExportFormat::PDF));
  CHECK(raised(ExportFormat::PAPER));
}

TEST_CASE("F42: a useless form is one finding, until a usable one comes") {
  Story story;
  const Sequence request =
      story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::PORTABILITY));
  const Sequence paper = story.fact(EventType::PORTABILITY_EXPORTED, "2026-02-10",
                                    exported(wire::ExportFormat::PAPER));
  auto found = story.of(Rule::F42);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == paper);
  CHECK(found[0].evidence == std::vector{request, paper});
  CHECK(found[0].from == at("2026-02-10"));
  story.fact(EventType::PORTABILITY_EXPORTED, "2026-04-01", exported(wire::ExportFormat::JSON));
  found = story.of(Rule::F42);
  REQUIRE(found.size() == 1);
  CHECK(found[0].closed_at == at("2026-04-01"));
  // Paper beside what is usable harms nobody.
  Story both;
  both.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::PORTABILITY));
  both.fact(EventType::PORTABILITY_EXPORTED, "2026-02-09", exported(wire::ExportFormat::JSON));
  both.fact(EventType::PORTABILITY_EXPORTED, "2026-02-10", exported(wire::ExportFormat::PAPER));
  CHECK_FALSE(both.raises(Rule::F42));
}

TEST_CASE("F42: what was promised in an answer is late when it does not come") {
  Story story;
  const Sequence request =
      story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::PORTABILITY));
  story.fact(EventType::REQUEST_ANSWERED, "2026-02-10",
             says(Right::PORTABILITY, Outcome::FULFILLED));
  CHECK_FALSE(story.raises(Rule::F26));
  CHECK_FALSE(story.raises(Rule::F42, kLastMinute));
  auto found = story.of(Rule::F42, kDue);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == request);
  Story first_minute = story;
  first_minute.fact(EventType::PORTABILITY_EXPORTED, kDue, exported(wire::ExportFormat::CSV));
  CHECK(first_minute.raises(Rule::F42));
  story.fact(EventType::PORTABILITY_EXPORTED, "2026-04-01", exported(wire::ExportFormat::CSV));
  CHECK(story.of(Rule::F42).at(0).closed_at == at("2026-04-01"));
  // In an extended term it is not late.
  story.fact(EventType::REQUEST_EXTENDED, "2026-02-05", asks(Right::PORTABILITY));
  CHECK_FALSE(story.raises(Rule::F42));
}

TEST_CASE("F42 is not raised by a request that was refused, or by another right") {
  for (const Outcome outcome : {Outcome::REFUSED, Outcome::NONE_HELD}) {
    Story story;
    story.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::PORTABILITY));
    story.fact(EventType::REQUEST_ANSWERED, "2026-02-10", says(Right::PORTABILITY, outcome));
    CHECK_FALSE(story.raises(Rule::F42));
  }
  Story access;
  access.fact(EventType::REQUEST_RECEIVED, kReceived, asks(Right::ACCESS));
  access.fact(EventType::REQUEST_ANSWERED, "2026-02-10",
              says(Right::ACCESS, Outcome::FULFILLED, exported(wire::ExportFormat::PAPER)));
  CHECK_FALSE(access.raises(Rule::F42));
}

TEST_CASE("F42 breaks the law for contract and consent, and elsewhere what was promised") {
  const auto broken = [](const std::string& activity, const std::string& toml) {
    Story story(toml);
    story.fact(EventType::REQUEST_RECEIVED, kReceived, doing(activity, asks(Right::PORTABILITY)));
    std::vector<Breaks> breaks;
    for (const Finding& finding : story.of(Rule::F42))
      breaks.push_back(finding.breaks);
    return breaks;
  };
  const std::string statutory = "statutory_grounds = [\"consent\", \"contract\"]\n"
                                "statement_ref = \"5.4\"";
  const std::string promise_no_more =
      replaced(example_text(), statutory, "promised_grounds = [\"consent\"]\n" + statutory);
  CHECK(broken("customer.invoicing", example_text()) == std::vector{Breaks::kLaw});
  CHECK(broken("customer.satisfaction-survey", example_text()) == std::vector{Breaks::kPromise});
  CHECK(broken("customer.satisfaction-survey", promise_no_more).empty());
  CHECK(broken("customer.invoicing", promise_no_more) == std::vector{Breaks::kLaw});
  CHECK(broken("undeclared", promise_no_more) == std::vector{Breaks::kLaw});
}
