// Events through the daemon's socket, so and so many in flight, every one of them acknowledged.
#pragma once

#include "tools/bench/event_frames.hpp"
#include "tools/bench/load_socket.hpp"
#include "tools/bench/timing.hpp"

#include <chrono>

namespace ledger::tools {

struct LoadPlan {
  std::size_t in_flight = 1; // requests
  std::uint64_t events = 0;  // to be posted; 0: until `how_long` is over
  BenchClock::duration how_long{};
  BenchClock::duration patience = std::chrono::seconds(30); // for the next reply
  bool filling = false;                                     // the people are being introduced
};

struct LoadResult {
  Timing timing;            // counts events whose receipt came
  double daemon_cpu_us = 0; // processor time of the daemon for an event; 0: not known
  double client_cpu_us = 0;
  bool interrupted = false;
};

// From the first request to the last receipt. Ends early, with all receipts, on Ctrl-C. The error
// of the first reply that is one; kExists when an event that nobody sent before was recorded
// before; kUnreachable.
[[nodiscard]] Result<LoadResult> run_load(LoadSocket& socket, EventFrames& frames,
                                          const LoadPlan& plan);

} // namespace ledger::tools
