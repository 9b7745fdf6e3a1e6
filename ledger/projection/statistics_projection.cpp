#include "ledger/projection/statistics_projection.hpp"

#include "ledger/event/views.hpp"
#include "ledger/findings/person_case.hpp"
#include "ledger/projection/statistics_keys.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace ledger {
namespace {

using wire::EventType;
using Kind = StatisticsProjection::Kind;

// Strings are looked up by what they hold, wherever that lies.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

bool demands_copy(const wire::Clear::Reader& clear) {
  return clear.getIdentityProof() == wire::IdentityProof::ID_COPY ||
         clear.getIdentityProof() == wire::IdentityProof::ID_COPY_REDACTED;
}

using Tallies = std::unordered_map<std::string, StatisticTally, TextHash, std::equal_to<>>;

void add_to(StatisticTally& tally, Sequence by, std::uint64_t count = 1) {
  if (tally.count == 0) tally.first = by;
  tally.count += count;
}
void add_to(Tallies& tallies, std::string_view name, Sequence by, std::uint64_t count = 1) {
  auto tally = tallies.find(name);
  if (tally == tallies.end()) tally = tallies.emplace(name, StatisticTally()).first;
  add_to(tally->second, by, count);
}

// What every event adds to, of what happened and was recorded on the same two days: apart, since a
// key for each would cost as much as all the rest of the fold.
struct DaysTally {
  std::vector<StatisticTally> types; // by number
  Tallies activities;
  Tallies relations;
};

class StatisticsFold : public Fold {
 public:
  explicit StatisticsFold(StateView& state) : state_(state) {}

  Status apply(const RecordView& record) override {
    LEDGER_TRY(enter_day(record));
    const Sequence by = record.sequence();
    const Timestamp recorded = record.header().recorded_at;
    const EventType type = record.event().getType();
    const bool posted = record.event().hasClear();
    const wire::Clear::Reader& clear = record.clear();
    // As facts have it: what is dated later than its record counts from the record. And what is
    // dated before 1970 counts as of its first day, so that no date is beyond the calendar.
    const Timestamp at =
        posted ? std::max(Timestamp(), std::min(Timestamp(clear.getOccurredAt()), recorded))
               : recorded;
    const StatisticDays days{day_number(at), today_};
    DaysTally& tally = tally_of(days);
    add_type(tally, type, days, by);
    if (!posted) return {};
    for (const capnp::Text::Reader activity : clear.getActivities())
      add_to(tally.activities, view(activity), by);
    if (clear.hasRelation()) add_to(tally.relations, view(clear.getRelation()), by);
    add_case(record, type, days);
    return {};
  }

  Status flush() override {
    for (const auto& [days, tally] : by_days_) {
      for (std::size_t number = 0; number < tally.types.size(); ++number)
        if (tally.types[number].count > 0)
          LEDGER_TRY(
              put(Kind::kType, days, static_cast<std::uint32_t>(number), {}, tally.types[number]));
      for (const auto& [name, count] : tally.activities)
        LEDGER_TRY(put(Kind::kActivity, days, {}, name, count));
      for (const auto& [name, count] : tally.relations)
        LEDGER_TRY(put(Kind::kRelation, days, {}, name, count));
    }
    for (const auto& [key, count] : cases_)
      LEDGER_TRY(put(key, count));
    by_days_.clear();
    current_ = nullptr;
    cases_.clear();
    return {};
  }
  // Days are what a chunk may have many of: each has a few keys.
  std::size_t pending() const override { return 4 * by_days_.size() + cases_.size(); }

 private:
  // Days of records only go forward, whatever a clock says.
  Status enter_day(const RecordView& record) {
    if (!entered_) {
      LEDGER_ASSIGN(const auto last, state_.get(last_day_key()));
      if (last) {
        LEDGER_ASSIGN(today_, parse_day(*last));
      }
      entered_ = last.has_value();
    }
    const DayNumber day = day_number(record.header().recorded_at);
    if (entered_ && day <= today_) return {};
    entered_ = true;
    today_ = day;
    state_.put(day_key(day), encode(StatisticTally{0, record.sequence()}));
    state_.put(last_day_key(), encode_day(day));
    return {};
  }

  DaysTally& tally_of(const StatisticDays& days) {
    if (current_ == nullptr || current_days_ != days) {
      current_ = &by_days_[days];
      current_days_ = days;
    }
    return *current_;
  }

  // Types that this version does not know may have any number: no room is made for these.
  void add_type(DaysTally& tally, EventType type, const StatisticDays& days, Sequence by) {
    constexpr std::size_t kMostTypes = 256;
    const auto number = static_cast<std::size_t>(type);
    if (number >= kMostTypes) {
      add_to(cases_, key_of(Kind::kType, days, as_number(type), {}), by);
      return;
    }
    if (tally.types.size() <= number) tally.types.resize(number + 1);
    add_to(tally.types[number], by);
  }

  // What few events add to.
  void add_case(const RecordView& record, EventType type, const StatisticDays& days) {
    const wire::Clear::Reader& clear = record.clear();
    if (says_consent(type))
      for (const capnp::Text::Reader activity : clear.getActivities())
        add(record, Kind::kConsent, days, as_number(type), view(activity));
    switch (type) {
    case EventType::REQUEST_RECEIVED:
      add(record, Kind::kRequest, days, as_number(clear.getRight()), {});
      break;
    case EventType::REQUEST_ANSWERED:
      add(record, Kind::kAnswer, days, as_number(clear.getRight(), clear.getOutcome()), {});
      break;
    case EventType::STAFF_ACCESSED:
      add(record, Kind::kLookUp, days, {}, view(clear.getStaffRole()));
      break;
    case EventType::IDENTITY_REQUESTED:
      if (demands_copy(clear)) add(record, Kind::kIdentityCopy, days, {}, {});
      break;
    default:
      break;
    }
  }

  void add(const RecordView& record, Kind kind, const StatisticDays& days, std::uint32_t number,
           std::string_view name) {
    const std::size_t people = std::max<std::size_t>(1, record.subjects().size());
    add_to(cases_, key_of(kind, days, number, name), record.sequence(),
           kind == Kind::kLookUp ? people : 1);
  }

  Status put(Kind kind, const StatisticDays& days, std::uint32_t number, std::string_view name,
             const StatisticTally& added) {
    return put(key_of(kind, days, number, name), added);
  }
  Status put(std::string_view key, const StatisticTally& added) {
    LEDGER_ASSIGN(const auto stored, state_.get(as_bytes(key)));
    StatisticTally sum = added;
    if (stored) {
      LEDGER_ASSIGN(const StatisticTally before, parse_tally(*stored));
      sum = {before.count + added.count, before.first};
    }
    state_.put(as_bytes(key), encode(sum));
    return {};
  }

  StateView& state_;
  std::map<StatisticDays, DaysTally> by_days_;
  DaysTally* current_ = nullptr; // of current_days_
  StatisticDays current_days_;
  Tallies cases_; // by key
  DayNumber today_ = 0;
  bool entered_ = false;
};

} // namespace

std::unique_ptr<Fold> StatisticsProjection::start(StateView& state) const {
  return std::make_unique<StatisticsFold>(state);
}

} // namespace ledger
