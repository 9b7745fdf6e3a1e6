#include "ledger/report/statistics.hpp"

#include "ledger/event/taxonomy.hpp"
#include "ledger/report/schema_words.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <optional>
#include <set>
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

// Rows whose sum stands elsewhere, or may be known. What are one sum's parts: of a kind, a type and
// a month; of events, all there are, since a ledger says how many records it has.
using Sum = std::tuple<Kind, EventType, std::chrono::year_month>;
std::optional<Sum> sum_of(const CountedMonth& row) {
  switch (row.kind) {
  case Kind::kRequest:
  case Kind::kAnswer:
  case Kind::kConsent:
  case Kind::kLookUp:
    return Sum(row.kind, row.type, row.month);
  case Kind::kType:
    return Sum(row.kind, EventType::UNSTATED, std::chrono::year_month());
  default:
    return std::nullopt;
  }
}

class Withholding {
 public:
  explicit Withholding(std::vector<CountedMonth>& rows) : rows_(rows) {
    for (CountedMonth& row : rows)
      if (const auto sum = sum_of(row)) {
        sums_[*sum].push_back({&row, *row.count});
        if (row.kind != Kind::kType) divided_.insert(row.type);
      }
  }

  void run() {
    for (CountedMonth& row : rows_)
      if (is_about_people(row) && *row.count < kLeastShown) row.count.reset();
    for (auto& [sum, parts] : sums_)
      while (tells(parts))
        if (!withhold_smallest(parts)) break;
  }

 private:
  struct Part {
    CountedMonth* row;
    std::uint64_t count;
  };

  // The sum, less what is shown, says what is withheld: when that is one, or so few that each is
  // known.
  static bool tells(const std::vector<Part>& parts) {
    std::size_t withheld = 0;
    std::uint64_t together = 0;
    for (const Part& part : parts)
      if (!part.row->count) {
        ++withheld;
        together += part.count;
      }
    return withheld > 0 && (withheld == 1 || together < kLeastShown);
  }

  // Neither what has parts of its own, which would tell it, nor what is so small that it can be
  // guessed. False: there is nothing else.
  bool withhold_smallest(std::vector<Part>& parts) {
    Part* smallest = nullptr;
    for (Part& part : parts) {
      const bool told = part.row->kind == Kind::kType && divided_.contains(part.row->type);
      if (!part.row->count || told || part.count < kLeastShown) continue;
      if (smallest == nullptr || part.count < smallest->count) smallest = &part;
    }
    if (smallest == nullptr) return false;
    smallest->row->count.reset();
    return true;
  }

  std::vector<CountedMonth>& rows_;
  std::map<Sum, std::vector<Part>> sums_;
  std::set<EventType> divided_; // types whose events are counted by their parts too
};

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
  Withholding(report.rows).run();
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
