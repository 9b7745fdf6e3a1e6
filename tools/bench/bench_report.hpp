// What was measured, in the order of the measurements, and how it is shown.
#pragma once

#include "tools/bench/load.hpp"
#include "tools/render/color.hpp"

#include <boost/json/object.hpp>
#include <string>
#include <vector>

namespace ledger::tools {

// A row as it was asked for: "64": so many requests of one event in flight; "4x512": four requests
// of 512 events each; an "r" behind it: random ids.
struct BenchRow {
  std::size_t in_flight = 1;
  std::size_t batch = 1;
  IdKind ids = IdKind::kTimeOrdered;

  [[nodiscard]] std::string name() const;
};
// kUsage; the daemon's limits for a connection and a batch hold.
[[nodiscard]] Result<BenchRow> parse_bench_row(const std::string& text);

struct LoadFigures {
  BenchRow row;
  LoadResult result;
  std::size_t floor_before; // which of the floors was measured before it; the next one came after
};

struct VerifyFigures {
  unsigned threads;
  std::uint64_t records;
  double seconds;
};

struct BenchFigures {
  std::size_t event_bytes = 0;
  std::size_t frame_bytes = 0;
  std::uint64_t records_before = 0; // in the ledger, when the rows began
  LoadResult preload;
  std::vector<Timing> floors; // F: 4 KiB appended and fdatasynced
  std::vector<LoadFigures> loads;
  std::vector<VerifyFigures> verified;
  std::vector<std::string> notes;
};

[[nodiscard]] std::string render_bench(const BenchFigures& figures, std::size_t width,
                                       const Palette& palette);
[[nodiscard]] boost::json::object bench_object(const BenchFigures& figures);

} // namespace ledger::tools
