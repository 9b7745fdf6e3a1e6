#include "tools/render/progress.hpp"
#include "tools/render/text.hpp"

#include <doctest/doctest.h>

using namespace ledger::tools;

namespace {

ProgressState state(std::uint64_t done, std::optional<std::uint64_t> total, double seconds) {
  return {"verifying", "events", done, total, std::chrono::duration<double>(seconds)};
}

} // namespace

TEST_CASE("progress has a bar, a share, a rate and the time that is left") {
  CHECK(progress_bar_line(state(9'000, 18'000, 0.5), 100) ==
        "verifying  ██████████            50 %  9 000 / 18 000 events  18 k/s  ETA 0:00");
  CHECK(progress_bar_line(state(100, 1'000, 10), 100) ==
        "verifying  ██                    10 %  100 / 1 000 events  10/s  ETA 1:30");
}

TEST_CASE("the bar goes first when the terminal is narrow, and no line is ever too wide") {
  CHECK(progress_bar_line(state(100, 1'000, 10), 60) ==
        "verifying  10 %  100 / 1 000 events  10/s  ETA 1:30");
  for (std::size_t width = 1; width < 120; ++width) {
    CAPTURE(width);
    CHECK(display_width(progress_bar_line(state(123'456, 999'999, 3), width)) <= width);
  }
}

TEST_CASE("without a total there is a count and a rate") {
  CHECK(progress_bar_line(state(100, std::nullopt, 10), 80) == "verifying  100 events  10/s");
  CHECK(progress_plain_line(state(100, std::nullopt, 10)) == "verifying: 100 events, 10/s");
}

TEST_CASE("the plain line is a sentence for a log") {
  CHECK(progress_plain_line(state(8'400, 18'642, 7'200)) ==
        "verifying: 8 400 of 18 642 events, 45 %, 1/s, ETA 2:26:18");
  CHECK(progress_plain_line(state(0, 0, 0)) == "verifying: 0 of 0 events, 100 %");
}
