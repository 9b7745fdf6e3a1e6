#include "tools/bench/own_ledger.hpp"
#include "tools/bench/run_bench.hpp"
#include "tools/bench/stop_asked.hpp"
#include "tools/commands/commands.hpp"
#include "tools/interrupt.hpp"

namespace ledger::tools {
namespace {

struct Options {
  std::vector<std::string> rows{"1", "16", "64", "256", "1024", "4x64", "4x512", "1024r"};
  double seconds = 3;
  std::uint64_t events = 0;
  std::uint64_t preload = 100'000;
  std::uint32_t people = 10'000;
  bool random_ids = false;
  std::string folder = ".";
};

Result<BenchPlan> plan_of(const Options& options) {
  BenchPlan plan;
  for (const std::string& text : options.rows) {
    LEDGER_ASSIGN(BenchRow row, parse_bench_row(text));
    if (options.random_ids) row.ids = IdKind::kRandom;
    plan.rows.push_back(row);
  }
  plan.row_time = std::chrono::duration<double>(options.seconds);
  plan.row_events = options.events;
  plan.preload = options.preload;
  plan.people = options.people;
  if (options.random_ids) plan.preload_ids = IdKind::kRandom;
  return plan;
}

ExitCode show(const Context& context, const BenchFigures& figures) {
  if (context.as_json())
    print_object(bench_object(figures));
  else
    print(render_bench(figures, context.width(), context.out()));
  return stop_asked() ? ExitCode::kInterrupted : ExitCode::kOk;
}

// What was measured before an error is worth showing.
Result<ExitCode> bench_served(const Context& context, const std::filesystem::path& folder,
                              const BenchPlan& plan) {
  BenchFigures figures;
  const Status measured = measure_daemon(context, folder, plan, figures);
  figures.notes.push_back("verification: stop the daemon, then auditledger verify --state DIR");
  const ExitCode code = show(context, figures);
  if (!measured) return fail(measured.error());
  return code;
}

Result<ExitCode> bench_own(const Context& context, const std::string& parent,
                           const BenchPlan& plan) {
  LEDGER_ASSIGN(const std::unique_ptr<OwnLedger> own, OwnLedger::make(parent));
  Context served = context;
  served.options.state = own->state().string();
  BenchFigures figures;
  Status measured = measure_daemon(served, own->state(), plan, figures);
  const Status stopped = own->stop();
  if (measured && stopped && !stop_asked())
    measured = measure_verification(served, own->state(), figures);
  const ExitCode code = show(context, figures);
  if (!measured) return fail(measured.error());
  if (!stopped) return fail(stopped.error());
  return code;
}

Result<ExitCode> bench(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const BenchPlan plan, plan_of(options));
  const InterruptGuard guard;
  if (!context.options.state.empty()) return bench_served(context, context.options.state, plan);
  if (!context.options.socket.empty()) return bench_served(context, options.folder, plan);
  return bench_own(context, options.folder, plan);
}

} // namespace

void add_bench(Command app, Context& context) {
  const Command command = app.add_subcommand(
      "bench", "Measure disk and daemon side by side, on a ledger of its own or with --state DIR");
  auto options = std::make_shared<Options>();
  command
      .option("--rows", options->rows,
              "requests in flight, x events in each, r for random ids; "
              "1,16,64,256,1024,4x64,4x512,1024r")
      .delimiter(',')
      .type_name("ROW");
  command.option("--seconds", options->seconds, "for each row; 3")
      .between(0.01, 3600.0)
      .type_name("S");
  command.option("--events", options->events, "for each row, instead of a time").type_name("N");
  command
      .option("--preload", options->preload,
              "events that are posted first and not measured; 100000")
      .type_name("N");
  command.option("--people", options->people, "that the events are about; 10000")
      .between(1, 100'000'000)
      .type_name("N");
  command.flag("--random-ids", options->random_ids, "random ids instead of UUIDv7 everywhere");
  command
      .option("--dir", options->folder,
              "where the own ledger lies for the time being; on the disk that is meant")
      .type_name("DIR");
  command.footer(
      "F is 4 KiB appended and fdatasynced beside the ledger, before and after each row. RATE : F\n"
      "and P50 : F hold a row against the mean of the two. P50 and P99 are those of a request.\n"
      "DAEMON and CLIENT are processor time for an event. One event in a hundred concerns "
      "somebody\n"
      "new. Each is sealed, checked for a duplicate and durable when its receipt counts. With\n"
      "--state or --socket the events stay in that ledger for ever.\n"
      "The bare store, RocksDB with synced groups, is measured by tests/bench/store_rate.cpp.\n"
      "Example:\n"
      "  auditledger bench --dir /var/tmp --rows 1,1024 --seconds 10");
  command.callback([options, &context] {
    context.action = [options, &context] { return bench(context, *options); };
  });
}

} // namespace ledger::tools
