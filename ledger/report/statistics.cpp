#include "ledger/report/statistics.hpp"

#include "ledger/event/taxonomy.hpp"
#include "ledger/report/schema_words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <tuple>

namespace ledger {
namespace {

using wire::EventType;
using Kind = StatisticsProjection::Kind;

constexpr std::array kKinds = {Kind::kType,     Kind::kRequest,      Kind::kAnswer,
                               Kind::kConsent,  Kind::kIdentityCopy, Kind::kLookUp,
                               Kind::kActivity, Kind::kRelation};

// Of the ledger's own only one is about a person. What can be about nobody may still be.
bool is_about_people(const CountedMonth& row) {
  if (row.kind != Kind::kType) return true;
  const TypeInfo* info = type_info(row.type);
  return info == nullptr || info->max_subjects > 0 || row.type == EventType::KEY_DESTROYED;
}

// Rows whose sum stands elsewhere, or may be known.
bool is_part_of_a_sum(const CountedMonth& row) {
  return row.kind == Kind::kRequest || row.kind == Kind::kAnswer || row.kind == Kind::kConsent;
}

void withhold_small(std::vector<CountedMonth>& rows) {
  for (CountedMonth& row : rows)
    if (is_about_people(row) && *row.count < kLeastShown) row.count.reset();
}

void withhold_what_sums_tell(std::vector<CountedMonth>& rows) {
  struct Parts {
    std::size_t withheld = 0;
    CountedMonth* smallest = nullptr; // of those that are shown
  };
  std::map<std::tuple<Kind, EventType, std::chrono::year_month>, Parts> sums;
  for (CountedMonth& row : rows) {
    if (!is_part_of_a_sum(row)) continue;
    Parts& parts = sums[{row.kind, row.type, row.month}];
    if (!row.count)
      ++parts.withheld;
    else if (parts.smallest == nullptr || *row.count < *parts.smallest->count)
      parts.smallest = &row;
  }
  for (auto& [sum, parts] : sums)
    if (parts.withheld == 1 && parts.smallest != nullptr) parts.smallest->count.reset();
}

bool is_within(std::chrono::year_month month, const MonthRange& months) {
  return (!months.from || *months.from <= month) && (!months.to || month <= *months.to);
}

} // namespace

Result<MonthlyStatistics> monthly_statistics(const StateCopy& statistics,
                                             const MonthRange& months) {
  MonthlyStatistics report;
  for (const Kind kind : kKinds) {
    using What = std::tuple<EventType, wire::Right, wire::Outcome, std::string>;
    std::map<std::pair<What, std::chrono::year_month>, std::uint64_t> sums;
    LEDGER_TRY(each_statistic(statistics, kind, [&](const Statistic& counted) -> Status {
      const std::chrono::year_month month = month_of(start_of(counted.day));
      if (is_within(month, months))
        sums[{{counted.type, counted.right, counted.outcome, counted.name}, month}] +=
            counted.count;
      return {};
    }));
    for (const auto& [key, count] : sums) {
      const auto& [type, right, outcome, name] = key.first;
      report.rows.push_back({kind, type, right, outcome, name, key.second, count});
    }
  }
  withhold_small(report.rows);
  withhold_what_sums_tell(report.rows);
  report.withheld = static_cast<std::size_t>(
      std::count_if(report.rows.begin(), report.rows.end(),
                    [](const CountedMonth& row) { return !row.count.has_value(); }));
  return report;
}

std::string_view word_of(Kind kind) {
  switch (kind) {
  case Kind::kType:
    return "events";
  case Kind::kActivity:
    return "activity";
  case Kind::kRelation:
    return "relation";
  case Kind::kRequest:
    return "requests";
  case Kind::kAnswer:
    return "answers";
  case Kind::kConsent:
    return "consents";
  case Kind::kLookUp:
    return "lookUps";
  case Kind::kIdentityCopy:
    return "identityCopies";
  }
  return {};
}

std::string label_of(const CountedMonth& row) {
  switch (row.kind) {
  case Kind::kType:
    return type_name(row.type);
  case Kind::kRequest:
    return word_of(row.right);
  case Kind::kAnswer:
    return word_of(row.right) + ", " + word_of(row.outcome);
  case Kind::kConsent:
    return type_name(row.type) + ", " + row.name;
  default:
    return row.name;
  }
}

std::string to_text(std::chrono::year_month month) {
  std::array<char, 32> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02u", static_cast<int>(month.year()),
                    static_cast<unsigned>(month.month()));
  return std::string(text.data(), static_cast<std::size_t>(length));
}

std::chrono::year_month month_of(Timestamp time) {
  const std::chrono::year_month_day day(utc_day_of(time));
  return day.year() / day.month();
}

} // namespace ledger
