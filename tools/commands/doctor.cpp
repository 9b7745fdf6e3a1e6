#include "tools/commands/commands.hpp"
#include "tools/diagnosis.hpp"
#include "tools/render/text.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

namespace json = boost::json;

const char* name_of(Health health) {
  switch (health) {
  case Health::kOk:
    return "ok";
  case Health::kWarn:
    return "warn";
  case Health::kFail:
    return "fail";
  }
  return "fail";
}

std::string badge(Health health, const Palette& palette) {
  switch (health) {
  case Health::kOk:
    return palette.green("[ ok ]");
  case Health::kWarn:
    return palette.yellow("[warn]");
  case Health::kFail:
    return palette.red("[fail]");
  }
  return "[fail]";
}

struct Branch {
  std::string name;
  std::vector<Check> checks;
  [[nodiscard]] Health worst() const {
    Health health = Health::kOk;
    for (const Check& check : checks)
      health = std::max(health, check.health);
    return health;
  }
};

void print_branch(const Branch& branch, const Palette& palette) {
  print(badge(branch.worst(), palette) + " " + palette.bold(branch.name) + "\n");
  for (const Check& check : branch.checks) {
    print("  " + badge(check.health, palette) + " " + check.name + ": " +
          escape_terminal(check.detail) + "\n");
    if (!check.advice.empty())
      print("         " + palette.dim("next:") + " " + escape_terminal(check.advice) + "\n");
  }
}

json::object branch_object(const Branch& branch) {
  json::array checks;
  for (const Check& check : branch.checks)
    checks.push_back(json::object{{"name", check.name},
                                  {"health", name_of(check.health)},
                                  {"detail", check.detail},
                                  {"advice", check.advice}});
  return {{"name", branch.name}, {"health", name_of(branch.worst())}, {"checks", checks}};
}

Result<ExitCode> doctor(const Context& context) {
  std::vector<Branch> branches = {{"daemon", check_daemon(context)}};
  if (!context.options.state.empty())
    branches.push_back({"state", check_state(context.options.state)});
  Health worst = Health::kOk;
  json::array objects;
  for (const Branch& branch : branches) {
    worst = std::max(worst, branch.worst());
    objects.push_back(branch_object(branch));
    if (!context.as_json()) print_branch(branch, context.out());
  }
  if (context.as_json())
    print_object({{"health", name_of(worst)}, {"branches", std::move(objects)}});
  return worst == Health::kFail ? ExitCode::kFailed : ExitCode::kOk;
}

} // namespace

void add_doctor(Command app, Context& context) {
  const Command command =
      app.add_subcommand("doctor", "Look for what is wrong, also when the daemon is down");
  command.footer("Exit code 1: something has failed; warnings do not count.");
  command.callback([&context] { context.action = [&context] { return doctor(context); }; });
}

} // namespace ledger::tools
