// How long things took, one by one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ledger::tools {

using BenchClock = std::chrono::steady_clock;

// What a measurement came to.
struct Timing {
  std::uint64_t count = 0; // of what is counted: writes, events
  double seconds = 0;
  double p50_us = 0; // of a write or a request, which may hold many events
  double p99_us = 0;

  [[nodiscard]] double per_second() const {
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
  }
};

// One latency for each request, in memory that was allocated before. One thread.
class Latencies {
 public:
  explicit Latencies(std::size_t expected) { taken_.reserve(expected); }
  void add(BenchClock::duration latency) {
    taken_.push_back(std::chrono::duration<float, std::micro>(latency).count());
  }
  [[nodiscard]] std::size_t size() const { return taken_.size(); }
  // The latency in microseconds that the part `share` of all (0 to 1) does not exceed; 0 when there
  // are none. Sorts partially.
  [[nodiscard]] double quantile_us(double share);

 private:
  std::vector<float> taken_;
};

} // namespace ledger::tools
