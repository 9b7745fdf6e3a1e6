// How often everything was told, by day: for the yearly report of a data protection officer, and
// for the rules that ask what is usual. No person is in it.
#pragma once

#include "ledger/findings/counts.hpp"
#include "ledger/projection/projection.hpp"

namespace ledger {

// Days are those of UTC: a fold knows no policy, and so no other time zone.
class StatisticsProjection : public Projection {
 public:
  static constexpr std::string_view kName = "statistics";

  // What a count is of; the letter stands first in its keys.
  enum class Kind : char {
    kType = 't',        // events; by type
    kActivity = 'a',    // events that name it; by activity
    kRelation = 'r',    // events that state it; by relation
    kRequest = 'q',     // requests received; by right
    kAnswer = 'o',      // requests answered; by right and outcome
    kConsent = 'c',     // consents given, refused, withdrawn ...; by type and activity
    kLookUp = 'l',      // people looked up; by staff role
    kIdentityCopy = 'i' // copies of an identity document demanded
  };

  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 1; }
  [[nodiscard]] std::unique_ptr<Fold> start(StateView& state) const override;
};

struct Statistic {
  StatisticsProjection::Kind kind = StatisticsProjection::Kind::kType;
  // When it happened; and, of that, what was recorded on one day. A day never begins again once
  // something of a later one was recorded.
  std::chrono::sys_days day;
  std::chrono::sys_days recorded;
  // Of the kinds that have them, else unstated and empty.
  wire::EventType type = wire::EventType::UNSTATED;
  wire::Right right = wire::Right::UNSTATED;
  wire::Outcome outcome = wire::Outcome::UNSTATED;
  std::string name;

  std::uint64_t count = 0;
  Sequence first; // the first record of these
};

// All of one kind, in the order of the days. Errors of both: kDamaged, those of the store.
[[nodiscard]] Status each_statistic(const StateCopy& statistics, StatisticsProjection::Kind kind,
                                    const std::function<Status(const Statistic&)>& visit);
// What House asks for, of the first `as_of` records: of the days that were over before the last of
// these was recorded, so that it is the same in a ledger that ends there.
[[nodiscard]] Result<HouseCounts> read_counts(const StateCopy& statistics, TreeSize as_of);

} // namespace ledger
