#include "tools/commands/commands.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <unistd.h>

namespace ledger::tools {
namespace {

// Beside this program when it runs from a build, else wherever PATH has it.
std::string daemon_program() {
  std::error_code ignored;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const auto beside = self.parent_path() / "auditledgerd";
  return std::filesystem::exists(beside, ignored) ? beside.string() : "auditledgerd";
}

// The daemon reads its configuration itself, so that what is checked is what will run.
Result<ExitCode> check(const std::string& file) {
  const std::string program = daemon_program();
  execlp(program.c_str(), program.c_str(), "--check-config", file.c_str(), nullptr);
  return fail(Errc::kNotFound, "the daemon's program cannot be started",
              program + ": " + std::strerror(errno), "install the package of auditledgerd");
}

} // namespace

void add_config(Command app, Context& context) {
  const Command config = app.add_subcommand("config", "The daemon's configuration");
  config.require_subcommand(1);
  const Command command = config.add_subcommand("check", "Say what is wrong with it; exit code 20");
  auto file = std::make_shared<std::string>("/etc/auditledger/auditledgerd.toml");
  command.option("file", *file, "/etc/auditledger/auditledgerd.toml, if not given")
      .type_name("FILE");
  command.callback([file, &context] { context.action = [file] { return check(*file); }; });
}

} // namespace ledger::tools
