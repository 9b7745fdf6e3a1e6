// The stage of a made-up history: what is to happen next, and what was said of it. Only what lies
// ahead is held in memory, not what was told.
#pragma once

#include "ledger/policy/calendar.hpp"
#include "tools/simulate/chance.hpp"
#include "tools/simulate/history.hpp"

#include <functional>
#include <memory>
#include <queue>

namespace ledger::tools {

using Fields = boost::json::object;
using References = std::vector<std::string>;

inline constexpr std::int64_t kMinute = 60'000'000;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;

[[nodiscard]] inline Timestamp after(Timestamp time, std::int64_t micros) {
  return Timestamp(time.get() + micros);
}
// Slugs as a list of the event.
[[nodiscard]] boost::json::array list_of(const std::vector<std::string>& texts);
// A reference of a case, a hold, a call ... as a UUID, the same for the same text.
[[nodiscard]] std::string reference_of(std::string_view text);

// An event that was said, or is going to be.
struct Told {
  EventId id;
  std::uint64_t record = 0; // which number its record gets; 0: not said yet
};
using ToldEvent = std::shared_ptr<const Told>;

// One thread.
class World {
 public:
  using Action = std::function<void()>;

  World(const Policy& policy, policy::Calendar calendar, const HistoryOptions& options,
        const EventSink& sink);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] const policy::Contents& policy() const { return policy_.contents(); }
  [[nodiscard]] const DocumentHash& policy_id() const { return policy_.id(); }
  [[nodiscard]] const policy::Calendar& calendar() const { return calendar_; }
  [[nodiscard]] const HistoryOptions& options() const { return options_; }
  [[nodiscard]] Timestamp from() const { return options_.from; }
  [[nodiscard]] Timestamp to() const { return options_.to; }
  [[nodiscard]] Timestamp now() const { return now_; }
  // How many records there are by now.
  [[nodiscard]] std::uint64_t records() const { return next_record_; }

  // Does it at that time; what lies behind, at once. Past the end nothing is done.
  void at(Timestamp time, Action action);
  void in(std::int64_t micros, Action action) { at(after(now_, micros), std::move(action)); }
  // An event about these people that happens now. No subjects: it is about nobody in particular.
  ToldEvent say(std::string_view type, const References& subjects, Fields fields);
  // The same at another time.
  ToldEvent say_at(Timestamp time, std::string type, References subjects, Fields fields);

  // Until nothing is left to do, or the sink has enough.
  void run();

 private:
  struct Due {
    Timestamp time;
    std::uint64_t order; // of what happens at one time, what was planned first
    Action action;
    friend bool operator<(const Due& a, const Due& b) {
      return a.time != b.time ? b.time < a.time : b.order < a.order;
    }
  };

  void put(Told& told, std::string_view type, const References& subjects, Fields fields);

  const Policy& policy_;
  policy::Calendar calendar_;
  HistoryOptions options_;
  const EventSink& sink_;
  Chance ids_;
  std::priority_queue<Due> due_;
  std::uint64_t order_ = 0;
  std::uint64_t next_record_;
  Timestamp now_;
  bool enough_ = false;
};

} // namespace ledger::tools
