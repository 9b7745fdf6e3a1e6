#include "tools/render/completion.hpp"

#include "tools/commands/commands.hpp"

namespace ledger::tools {
namespace {

Result<ExitCode> completion(Command root, const std::string& shell) {
  if (shell == "bash")
    print(bash_completion(root.app()));
  else if (shell == "zsh")
    print(zsh_completion(root.app()));
  else if (shell == "fish")
    print(fish_completion(root.app()));
  else
    return fail(Errc::kUsage, "no completion for this shell", "completion",
                "write bash, zsh or fish");
  return ExitCode::kOk;
}

} // namespace

void add_completion(Command app, Context& context) {
  const Command command = app.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  command.option("shell", *shell, "bash, zsh or fish").required().type_name("SHELL");
  command.footer("Example:\n  source <(auditledger completion bash)");
  command.callback([shell, app, &context] {
    context.action = [shell, app] { return completion(app, *shell); };
  });
}

} // namespace ledger::tools
