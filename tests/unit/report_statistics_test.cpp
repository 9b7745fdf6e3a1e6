// Counts by month, without what would tell of single people.
#include "ledger/report/statistics.hpp"

#include "tests/support/projection_history.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using Kind = StatisticsProjection::Kind;

namespace {

MonthlyStatistics statistics_of(const History& history, const MonthRange& months = {}) {
  const auto found = monthly_statistics(*folded(StatisticsProjection(), history), months);
  REQUIRE(found.has_value());
  return *found;
}

// The count of the one row of that kind, label and month.
std::optional<std::uint64_t> count(const MonthlyStatistics& report, Kind kind, const char* label,
                                   const char* month) {
  const CountedMonth* found = nullptr;
  for (const CountedMonth& row : report.rows) {
    if (row.kind != kind || label_of(row) != label || to_text(row.month) != month) continue;
    CHECK(found == nullptr);
    found = &row;
  }
  REQUIRE_MESSAGE(found != nullptr, word_of(kind) << " " << label << " " << month);
  return found->count;
}

void requests(History& history, wire::Right right, int times) {
  for (int i = 0; i < times; ++i)
    history.add(EventType::REQUEST_RECEIVED, {person(1)},
                [=](wire::Clear::Builder clear) { clear.setRight(right); });
}
void consents(History& history, EventType type, const char* activity, int times) {
  for (int i = 0; i < times; ++i)
    history.add(type, {person(1)},
                [=](wire::Clear::Builder clear) { set_activities(clear, {activity}); });
}

} // namespace

TEST_CASE("counts are given by month, and those about people from five on") {
  History history;
  history.wait_until(time_at("2026-01-31T10:00:00Z"));
  consents(history, EventType::CONSENT_GIVEN, "newsletter", 5);
  history.wait_until(time_at("2026-02-01T10:00:00Z"));
  consents(history, EventType::CONSENT_GIVEN, "newsletter", 4);
  const auto report = statistics_of(history);
  CHECK(count(report, Kind::kConsent, "consent.given, newsletter", "2026-01") == 5);
  CHECK(count(report, Kind::kConsent, "consent.given, newsletter", "2026-02") == std::nullopt);
  CHECK(count(report, Kind::kType, "consent.given", "2026-01") == 5);
  CHECK(count(report, Kind::kType, "consent.given", "2026-02") == std::nullopt);
  CHECK(count(report, Kind::kActivity, "newsletter", "2026-02") == std::nullopt);
  CHECK(report.withheld == 3);
  // What is about nobody tells of nobody.
  CHECK(count(report, Kind::kType, "ledger.opened", "2023-11") == 1);
}

TEST_CASE("one small count alone takes the smallest of the others with it") {
  History history;
  requests(history, wire::Right::ACCESS, 20);
  requests(history, wire::Right::OBJECTION, 7);
  requests(history, wire::Right::ERASURE, 2);
  const auto report = statistics_of(history);
  CHECK(count(report, Kind::kType, "request.received", "2023-11") == 29);
  CHECK(count(report, Kind::kRequest, "erasure", "2023-11") == std::nullopt);
  CHECK(count(report, Kind::kRequest, "objection", "2023-11") == std::nullopt);
  CHECK(count(report, Kind::kRequest, "access", "2023-11") == 20);
  // Two that are three together can only be two and one; two that are five can be anything.
  requests(history, wire::Right::PORTABILITY, 1);
  const auto few = statistics_of(history);
  CHECK(count(few, Kind::kRequest, "portability", "2023-11") == std::nullopt);
  CHECK(count(few, Kind::kRequest, "objection", "2023-11") == std::nullopt);
  requests(history, wire::Right::PORTABILITY, 2);
  const auto both = statistics_of(history);
  CHECK(count(both, Kind::kRequest, "portability", "2023-11") == std::nullopt);
  CHECK(count(both, Kind::kRequest, "objection", "2023-11") == 7);
}

TEST_CASE("a type that alone is small is not told by the number of records") {
  History history;
  consents(history, EventType::CONSENT_GIVEN, "newsletter", 20);
  consents(history, EventType::CONSENT_WITHDRAWN, "newsletter", 2);
  consents(history, EventType::COLLECTION, "newsletter", 7);
  consents(history, EventType::USE, "newsletter", 30);
  const auto report = statistics_of(history);
  CHECK(count(report, Kind::kType, "consent.withdrawn", "2023-11") == std::nullopt);
  CHECK(count(report, Kind::kType, "collection", "2023-11") == std::nullopt);
  CHECK(count(report, Kind::kType, "use", "2023-11") == 30);
}

TEST_CASE("a withheld consent says nothing of another kind or month") {
  History history;
  consents(history, EventType::CONSENT_GIVEN, "newsletter", 9);
  consents(history, EventType::CONSENT_GIVEN, "survey", 8);
  consents(history, EventType::CONSENT_WITHDRAWN, "newsletter", 6);
  consents(history, EventType::CONSENT_WITHDRAWN, "survey", 1);
  const auto report = statistics_of(history);
  CHECK(count(report, Kind::kConsent, "consent.given, survey", "2023-11") == 8);
  CHECK(count(report, Kind::kConsent, "consent.withdrawn, survey", "2023-11") == std::nullopt);
  CHECK(count(report, Kind::kConsent, "consent.withdrawn, newsletter", "2023-11") == std::nullopt);
}

TEST_CASE("answers are named by right and outcome, and a range has whole months") {
  History history;
  for (const char* day : {"2026-01-15T10:00:00Z", "2026-02-15T10:00:00Z", "2026-03-15T10:00:00Z"}) {
    history.wait_until(time_at(day));
    for (int i = 0; i < 6; ++i)
      history.add(EventType::REQUEST_ANSWERED, {person(1)}, [](wire::Clear::Builder clear) {
        clear.setRight(wire::Right::ACCESS);
        clear.setOutcome(wire::Outcome::FULFILLED);
      });
  }
  const MonthRange february{month_of(time_at("2026-02-28T00:00:00Z")),
                            month_of(time_at("2026-02-01T00:00:00Z"))};
  const auto report = statistics_of(history, february);
  REQUIRE(report.rows.size() == 2); // the events, and the answers
  CHECK(count(report, Kind::kAnswer, "access, fulfilled", "2026-02") == 6);
  CHECK(statistics_of(history, {month_of(time_at("2026-02-01T00:00:00Z")), {}}).rows.size() == 4);
}
