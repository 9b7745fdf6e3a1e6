#include "tools/commands/commands.hpp"

namespace ledger::tools {
namespace {

Result<ExitCode> checkpoint(const Context& context) {
  RequestMessage request;
  request->setCheckpoint();
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::CHECKPOINT));
  const std::string note = reply->getCheckpoint().cStr();
  if (context.as_json())
    print_object({{"checkpoint", note}});
  else
    print(note);
  return ExitCode::kOk;
}

} // namespace

void add_checkpoint(Command app, Context& context) {
  app.add_subcommand("checkpoint", "Print the latest signed checkpoint, ready to be mailed")
      .callback([&context] { context.action = [&context] { return checkpoint(context); }; });
}

} // namespace ledger::tools
