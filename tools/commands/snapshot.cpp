#include "tools/commands/commands.hpp"

#include <filesystem>

namespace ledger::tools {
namespace {

constexpr double kLongSeconds = 3600;

// The daemon has a working directory of its own, so the path is made whole here.
Result<ExitCode> snapshot(Context context, const std::string& folder) {
  std::error_code failed;
  const std::string path = std::filesystem::absolute(folder, failed).lexically_normal().string();
  if (failed)
    return fail(Errc::kUsage, "this is not a path", "snapshot DIR", "name a folder to be made");
  context.options.timeout_seconds = std::max(context.options.timeout_seconds, kLongSeconds);
  RequestMessage request;
  request->setSnapshot(path.c_str());
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kWrites, wire::Reply::DONE));
  if (context.as_json())
    print_object({{"snapshot", path}});
  else
    print("snapshot in " + path + "\n");
  return ExitCode::kOk;
}

} // namespace

void add_snapshot(Command app, Context& context) {
  const Command command =
      app.add_subcommand("snapshot", "Have the daemon copy the ledger to a new folder");
  auto folder = std::make_shared<std::string>();
  command.option("folder", *folder, "to be made by the daemon").required().type_name("DIR");
  command.callback([folder, &context] {
    context.action = [folder, &context] { return snapshot(context, *folder); };
  });
}

} // namespace ledger::tools
