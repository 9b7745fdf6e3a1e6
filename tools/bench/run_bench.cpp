#include "tools/bench/run_bench.hpp"

#include "ledger/crypto/random.hpp"
#include "tools/bench/disk_floor.hpp"
#include "tools/bench/stop_asked.hpp"
#include "tools/verification/run_verification.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <set>
#include <thread>

namespace ledger::tools {
namespace {

using namespace std::chrono_literals;
constexpr auto kFloorTime = 500ms;
constexpr auto kCatchUpPatience = 20s;
// The fastest way in, for what is not measured.
constexpr BenchRow kPreloadRow{4, 512, IdKind::kTimeOrdered};

std::uint64_t random_seed() {
  std::array<std::uint8_t, 8> bytes;
  random_bytes(bytes);
  std::uint64_t seed = 0;
  for (const std::uint8_t byte : bytes)
    seed = seed << 8 | byte;
  return seed;
}

// Durable records, once all of them are folded; 0 on Ctrl-C.
Result<std::uint64_t> size_when_caught_up(const Context& context) {
  const auto deadline = BenchClock::now() + kCatchUpPatience;
  for (;;) {
    RequestMessage request;
    request->setStatus();
    const auto reply = context.ask(request, Effect::kReads, wire::Reply::STATUS);
    if (stop_asked()) return 0;
    if (!reply) return fail(reply.error());
    const auto status = (*reply)->getStatus();
    const bool over = BenchClock::now() > deadline;
    if (status.getFoldedSize() >= status.getSize() || over) return status.getSize();
    std::this_thread::sleep_for(50ms);
  }
}

class Bench {
 public:
  Bench(const Context& context, const std::filesystem::path& folder, const BenchPlan& plan,
        BenchFigures& figures, LoadSocket socket)
      : context_(context), folder_(folder), plan_(plan), figures_(figures),
        socket_(std::move(socket)), people_(random_seed(), plan.people) {}

  Status run() {
    LEDGER_TRY(preload());
    LEDGER_ASSIGN(figures_.records_before, size_when_caught_up(context_));
    note_other_work();
    for (const BenchRow& row : plan_.rows) {
      if (stop_asked()) return {};
      LEDGER_TRY(measure_floor());
      LEDGER_TRY(measure(row));
    }
    return measure_floor();
  }

 private:
  Status preload() {
    if (plan_.preload == 0) return {};
    say(context_, "posting " + std::to_string(plan_.preload) + " events first\n");
    EventFrames frames(people_, kPreloadRow.batch, plan_.preload_ids, random_seed());
    LoadPlan load;
    load.in_flight = kPreloadRow.in_flight;
    load.events = plan_.preload;
    load.filling = true;
    LEDGER_ASSIGN(figures_.preload, run_load(socket_, frames, load));
    return {};
  }

  // Who waits for a processor waits longest after each of many short waits for the disk.
  void note_other_work() {
    double load = 0;
    const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
    if (getloadavg(&load, 1) != 1 || load <= static_cast<double>(cores)) return;
    figures_.notes.push_back("in the last minute " + std::to_string(std::lround(load)) +
                             " tasks wanted the " + std::to_string(cores) +
                             " processors: if that was not this program, the rates are too low, "
                             "that of F most of all, and what is held against F looks too good");
  }

  Status measure_floor() {
    if (stop_asked()) return {};
    LEDGER_ASSIGN(const Timing floor, time_synced_appends(folder_, kFloorTime));
    figures_.floors.push_back(floor);
    return {};
  }

  Status measure(const BenchRow& row) {
    if (figures_.floors.empty()) return {};
    say(context_, "measuring " + row.name() + "\n");
    EventFrames frames(people_, row.batch, row.ids, random_seed());
    figures_.event_bytes = frames.event_bytes();
    if (figures_.frame_bytes == 0 || row.batch == 1) figures_.frame_bytes = frames.frame_bytes();
    LoadPlan load;
    load.in_flight = row.in_flight;
    load.events = plan_.row_events;
    load.how_long = std::chrono::duration_cast<BenchClock::duration>(plan_.row_time);
    const std::size_t floor_before = figures_.floors.size() - 1;
    LEDGER_ASSIGN(const LoadResult result, run_load(socket_, frames, load));
    if (result.timing.count > 0) figures_.loads.push_back({row, result, floor_before});
    LEDGER_TRY(size_when_caught_up(context_));
    return {};
  }

  const Context& context_;
  const std::filesystem::path& folder_;
  const BenchPlan& plan_;
  BenchFigures& figures_;
  LoadSocket socket_;
  People people_;
};

} // namespace

Status measure_daemon(const Context& context, const std::filesystem::path& folder,
                      const BenchPlan& plan, BenchFigures& figures) {
  LEDGER_ASSIGN(LoadSocket socket, LoadSocket::connect(context.socket_path()));
  return Bench(context, folder, plan, figures, std::move(socket)).run();
}

Status measure_verification(const Context& context, const std::filesystem::path& state,
                            BenchFigures& figures) {
  const std::set<unsigned> counts{1u, std::max(1u, std::thread::hardware_concurrency())};
  for (const unsigned threads : counts) {
    if (stop_asked()) break;
    VerificationRequest request;
    request.state = state.string();
    request.threads = threads;
    const auto start = BenchClock::now();
    LEDGER_ASSIGN(const VerifyReport report, run_verification(context, std::move(request)));
    const double seconds = std::chrono::duration<double>(BenchClock::now() - start).count();
    if (!report.findings.empty()) return fail(report.findings.front().error());
    figures.verified.push_back({threads, report.counts.records, seconds});
  }
  return {};
}

} // namespace ledger::tools
