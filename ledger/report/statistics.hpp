// Counts by month for the yearly report of a data protection officer: events, requests and what
// became of them, consents. Small counts about people are withheld: who knows one of them could
// tell who it is.
#pragma once

#include "ledger/projection/statistics_projection.hpp"

#include <optional>

namespace ledger {

// Counts about people below this are withheld.
inline constexpr std::uint64_t kLeastShown = 5;

struct CountedMonth {
  StatisticsProjection::Kind kind = StatisticsProjection::Kind::kType;
  wire::EventType type = wire::EventType::UNSTATED; // of events and of consents
  wire::Right right = wire::Right::UNSTATED;        // of requests and of answers
  wire::Outcome outcome = wire::Outcome::UNSTATED;  // of answers
  std::string name;                                 // an activity, a relation, a staff role
  std::chrono::year_month month;                    // in which it happened, in UTC
  std::optional<std::uint64_t> count;               // nothing: withheld
};

// Both months are in it.
struct MonthRange {
  std::optional<std::chrono::year_month> from; // nothing: from the first
  std::optional<std::chrono::year_month> to;   // nothing: to the last
};

struct MonthlyStatistics {
  // By kind, what is counted and month; what never happened has no row.
  std::vector<CountedMonth> rows;
  std::size_t withheld = 0; // of these
};

// Of everything that the copy was folded from. A count about people from 1 to 4 is withheld; where
// it is the only one of a month among the requests by right, the answers by right and outcome, or
// the consents of one kind by activity, the smallest of the others is withheld too, since their sum
// would tell it. Errors: kDamaged, those of the store.
[[nodiscard]] Result<MonthlyStatistics> monthly_statistics(const StateCopy& statistics,
                                                           const MonthRange& months);
// "events", "activity", "relation", "requests", "answers", "consents", "lookUps", "identityCopies".
[[nodiscard]] std::string_view word_of(StatisticsProjection::Kind kind);
// What is counted: "consent.given", "access", "access, fulfilled", "consent.given, newsletter.x";
// empty where the kind says it all.
[[nodiscard]] std::string label_of(const CountedMonth& row);
// "2026-03"
[[nodiscard]] std::string to_text(std::chrono::year_month month);
[[nodiscard]] std::chrono::year_month month_of(Timestamp time);

} // namespace ledger
