// How far a long operation has come. On a terminal one line that is drawn over again, elsewhere one
// plain line every 30 seconds; always on standard error.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger::tools {

struct ProgressState {
  std::string_view label; // "verifying"
  std::string_view unit;  // "events"
  std::uint64_t done = 0;
  std::optional<std::uint64_t> total;
  std::chrono::duration<double> elapsed{};
};

// "verifying  ████▌      45 %  8 400 / 18 642 events  212 k/s  ETA 0:01" in at most `width`
// columns, without newline; the bar is left out where there is no room or no total.
[[nodiscard]] std::string progress_bar_line(const ProgressState& state, std::size_t width);
// "verifying: 8 400 of 18 642 events, 45 %, 212 k/s, ETA 0:01"
[[nodiscard]] std::string progress_plain_line(const ProgressState& state);

class Progress {
 public:
  // `quiet`: says nothing.
  Progress(std::string label, std::string unit, std::optional<std::uint64_t> total, bool quiet);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  // Takes the line off the terminal.
  ~Progress();

  // Cheap enough to be called for each item.
  void update(std::uint64_t done);
  // Removes the line so that something else can be printed; the next update draws it again.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string label_;
  std::string unit_;
  std::optional<std::uint64_t> total_;
  bool quiet_;
  bool terminal_;
  bool drawn_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_;
};

} // namespace ledger::tools
