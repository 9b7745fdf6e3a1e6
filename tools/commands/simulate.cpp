#include "tools/simulate/history.hpp"

#include "ledger/base/limits.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

struct Options {
  std::string policy;
  HistoryOptions history;
  std::string from = "2024-11-01";
  std::string to = "2026-11-01";
  std::size_t events = 0; // 0: all
};

Result<ExitCode> simulate(Options options) {
  LEDGER_ASSIGN(options.history.from, parse_time(options.from, "--from"));
  LEDGER_ASSIGN(options.history.to, parse_time(options.to, "--to"));
  constexpr std::int64_t kDay = 86'400'000'000;
  if (options.history.from.get() <= 0 ||
      options.history.to.get() - options.history.from.get() < kDay)
    return fail(Errc::kUsage, "the time ends before it begins", "--from, --to",
                "leave at least a day between them, after 1970");
  LEDGER_ASSIGN(const Bytes toml, read_file(options.policy, limits::kDocumentBytes));
  const auto policy = parse_policy(toml);
  if (!policy) return fail(policy.error().front().within("policy " + options.policy));
  const auto history = make_history(*policy, options.history);
  std::size_t left = options.events == 0 ? history.size() : options.events;
  for (const boost::json::object& event : history) {
    if (left-- == 0) break;
    print(json_line(event));
  }
  return history.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_simulate(Command app, Context& context) {
  const Command command =
      app.add_subcommand("simulate", "Make up a history that fits a policy, as JSON lines");
  auto options = std::make_shared<Options>();
  command.option("--policy", options->policy, "the policy, TOML").required().type_name("FILE");
  command.option("--people", options->history.people, "how many").between(1, 50'000).type_name("N");
  command.option("--seed", options->history.seed, "the same seed makes the same history")
      .type_name("S");
  command.option("--from", options->from, "first day; 2024-11-01").type_name("TIME");
  command.option("--to", options->to, "day after the last; 2026-11-01").type_name("TIME");
  command.option("--events", options->events, "print the first so many only").type_name("N");
  command.footer("Example:\n"
                 "  auditledger simulate --policy policy.toml --people 500 | auditledger append");
  command.callback(
      [options, &context] { context.action = [options] { return simulate(*options); }; });
}

} // namespace ledger::tools
