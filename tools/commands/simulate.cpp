#include "tools/simulate/history.hpp"

#include "ledger/base/limits.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"
#include "tools/simulate/breach.hpp"

#include <algorithm>
#include <fstream>
#include <map>

namespace ledger::tools {
namespace {

struct Options {
  std::string policy;
  HistoryOptions history;
  std::string from = "2024-11-01";
  std::string to = "2026-11-01";
  std::size_t events = 0; // 0: all
  std::vector<std::string> breaches;
  std::string injected;
  bool imports = false;
  std::string ledger_from;
};

// Two thirds of what may be told late, so that what is posted when the history ends is in time.
Timestamp default_beginning(const Policy& policy, Timestamp to) {
  constexpr std::int64_t kDay = 86'400'000'000;
  const policy::Period& tolerance = policy.contents().ledger.backdating_tolerance;
  const std::int64_t days = std::max<std::int64_t>(1, tolerance.months * 30 + tolerance.days);
  return Timestamp(to.get() - days * kDay / 3 * 2);
}

// What is asked for twice is told so many times more.
Result<std::vector<BreachWish>> wishes(const Options& options, const Policy& policy) {
  constexpr std::size_t kMost = 10'000;
  std::map<unsigned, std::size_t> counts;
  for (const std::string& text : options.breaches) {
    const std::size_t sign = text.find('=');
    std::size_t count = 1;
    if (sign != std::string::npos) {
      LEDGER_ASSIGN(count, parse_number(text.substr(sign + 1), "--breach"));
    }
    std::vector<unsigned> rules;
    const std::string name = text.substr(0, sign);
    if (name == "all") {
      rules = makeable_breaches(policy, options.history);
    } else {
      LEDGER_ASSIGN(const unsigned rule, parse_rule(name));
      rules.push_back(rule);
    }
    for (const unsigned rule : rules)
      if (count > kMost || (counts[rule] += count) > kMost)
        return fail(Errc::kUsage, "so many breaches are not made", "--breach", "10000 at most");
  }
  std::vector<BreachWish> all;
  for (const auto& [rule, count] : counts)
    all.push_back({rule, count});
  return all;
}

Status write_injected(const std::string& path, const std::vector<InjectedBreach>& injected) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  for (const InjectedBreach& each : injected) {
    boost::json::object line{{"rule", rule_name(each.rule)},
                             {"eventId", to_uuid_text(each.event.view())}};
    if (!each.subject.empty()) line["subject"] = each.subject;
    file << json_line(line);
  }
  file.close();
  if (file) return {};
  return fail(Errc::kIo, "the file cannot be written", "--injected " + path,
              "name one that this user may write");
}

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
  if (!options.ledger_from.empty()) {
    LEDGER_ASSIGN(options.history.before_ledger, parse_time(options.ledger_from, "--ledger-from"));
  } else if (options.imports) {
    options.history.before_ledger = default_beginning(*policy, options.history.to);
  }
  LEDGER_ASSIGN(options.history.breaches, wishes(options, *policy));
  std::size_t told = 0;
  const EventSink sink = [&](const boost::json::object& event) {
    print(json_line(event));
    return ++told != options.events; // 0: never
  };
  LEDGER_ASSIGN(const auto injected, tell_history(*policy, options.history, sink));
  if (!options.injected.empty()) LEDGER_TRY(write_injected(options.injected, injected));
  return told == 0 ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_simulate(Command app, Context& context) {
  const Command command =
      app.add_subcommand("simulate", "Make up a history that fits a policy, as JSON lines");
  auto options = std::make_shared<Options>();
  command.option("--policy", options->policy, "the policy, TOML").required().type_name("FILE");
  command.option("--people", options->history.people, "how many")
      .between(1, 1'000'000)
      .type_name("N");
  command.option("--seed", options->history.seed, "the same seed makes the same history")
      .type_name("S");
  command.option("--from", options->from, "first day; 2024-11-01").type_name("TIME");
  command.option("--to", options->to, "day after the last; 2026-11-01").type_name("TIME");
  command.option("--events", options->events, "print the first so many only").type_name("N");
  command
      .option("--breach", options->breaches,
              "inject stories that break this rule and no other: F04, F26=3 ... or all that can be "
              "made; repeatable")
      .one_each()
      .type_name("RULE[=N]");
  command
      .option("--injected", options->injected,
              "write there, as JSON lines, which event breaks which rule")
      .type_name("FILE");
  command.flag("--before-ledger", options->imports,
               "what would be told too late when the history ends is told as older than the "
               "ledger");
  command.option("--ledger-from", options->ledger_from, "the same of all that happened before TIME")
      .type_name("TIME");
  command
      .option("--first-record", options->history.first_record,
              "the record that the first event becomes, for corrections and decisions; 2, as in a "
              "new ledger with a policy")
      .type_name("N");
  command.footer("Examples:\n"
                 "  auditledger simulate --policy policy.toml --people 500 | auditledger append\n"
                 "  auditledger simulate --policy policy.toml --breach F04 --breach F26=3 \\\n"
                 "    --before-ledger --to 2026-11-23");
  command.callback(
      [options, &context] { context.action = [options] { return simulate(*options); }; });
}

} // namespace ledger::tools
