// A believable history of people and an organisation, made from what its policy says: they become
// known, are told, consent or refuse, get newsletters, are passed on to recipients, ask, object and
// are erased; the organisation signs contracts, grants access, answers orders and has its mishaps.
// It keeps to its policy, but for the breaches that are asked for. Nobody in it exists.
#pragma once

#include "ledger/policy/document.hpp"

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <vector>

namespace ledger::tools {

struct BreachWish {
  unsigned rule = 0; // 4 for F04
  std::size_t count = 1;
};

struct HistoryOptions {
  std::size_t people = 100;
  std::uint64_t seed = 1;
  Timestamp from;
  Timestamp to; // after `from` by a day at least
  // What happened before is told as older than the ledger.
  std::optional<Timestamp> before_ledger;
  std::vector<BreachWish> breaches;
  // Which record the first event becomes, for events that speak of records: 2 in a new ledger that
  // was made with its policy.
  std::uint64_t first_record = 2;
};

// What was injected: the rule that is broken, by whom, and the event that the finding will name.
struct InjectedBreach {
  unsigned rule = 0;
  std::string subject; // empty: the organisation itself
  EventId event;
};

// Takes an event as `append --stdin` does; false: enough.
using EventSink = std::function<bool(const boost::json::object& event)>;

// Calls `sink` for each event by the time at which it happened, and answers what was injected.
// Memory grows with the people and not with the events. The same policy and options give the same
// events; breaches add theirs and change no other but in ids and record numbers. kUsage: a breach
// that cannot be made, with the rule and why; kNotFound: this machine lacks the policy's time zone.
// Any thread.
[[nodiscard]] Result<std::vector<InjectedBreach>>
tell_history(const Policy& policy, const HistoryOptions& options, const EventSink& sink);

} // namespace ledger::tools
