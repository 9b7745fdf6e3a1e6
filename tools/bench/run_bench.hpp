// The measurements of `auditledger bench`, one after the other.
#pragma once

#include "tools/bench/bench_report.hpp"
#include "tools/context.hpp"

#include <filesystem>

namespace ledger::tools {

struct BenchPlan {
  std::vector<BenchRow> rows;
  std::chrono::duration<double> row_time{3};
  std::uint64_t row_events = 0; // instead of row_time, when not 0
  std::uint64_t preload = 100'000;
  std::uint32_t people = 10'000; // that the events are about
  IdKind preload_ids = IdKind::kTimeOrdered;
};

// Measures the disk of `folder` and the daemon behind the socket of `context`, turn by turn: the
// disk, a row, the disk, ... Before each turn the projections catch up, so that no row pays for the
// one before. What was measured before Ctrl-C is in `figures`, as it is after an error.
Status measure_daemon(const Context& context, const std::filesystem::path& folder,
                      const BenchPlan& plan, BenchFigures& figures);

// Verifies the ledger of a daemon that was stopped, with one thread and with one for each core.
Status measure_verification(const Context& context, const std::filesystem::path& state,
                            BenchFigures& figures);

} // namespace ledger::tools
