#include "ledger/event/json.hpp"
#include "tools/commands/commands.hpp"
#include "tools/render/table.hpp"

#include <algorithm>

namespace ledger::tools {
namespace {

// Rebuilding and replaying read the whole chain.
constexpr double kLongSeconds = 3600;

Context patient(Context context) {
  context.options.timeout_seconds = std::max(context.options.timeout_seconds, kLongSeconds);
  return context;
}

Result<ExitCode> list(const Context& context) {
  RequestMessage request;
  request->setProjections();
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::PROJECTIONS));
  JsonList entries(context, "projections");
  Table table({{"NAME"}, {"VERSION", Align::kRight}, {"FOLDED", Align::kRight}, {"DIGEST"}});
  for (const auto projection : reply->getProjections()) {
    const auto digest = projection.getDigest();
    entries.add(plain_json(capnp::DynamicStruct::Reader(projection)).as_object());
    table.add({projection.getName().cStr(), std::to_string(projection.getVersion()),
               std::to_string(projection.getFoldedSize()),
               to_hex({digest.begin(), digest.size()})});
  }
  entries.finish();
  if (!context.as_json()) print(table.render(context.width(), context.out()));
  return ExitCode::kOk;
}

Result<ExitCode> rebuild(const Context& context, const std::string& name) {
  RequestMessage request;
  request->setRebuildProjection(name.c_str());
  LEDGER_ASSIGN(const Reply reply,
                patient(context).ask(request, Effect::kWrites, wire::Reply::DONE));
  if (context.as_json())
    print_object({{"rebuilt", name.empty() ? "all" : name}});
  else
    print("rebuilt " + (name.empty() ? "all projections" : name) + "\n");
  return ExitCode::kOk;
}

Result<ExitCode> compare(const Context& context, const std::string& name) {
  RequestMessage request;
  request->setCompareProjection(name.c_str());
  LEDGER_ASSIGN(const Reply reply,
                patient(context).ask(request, Effect::kReads, wire::Reply::COMPARISON));
  const auto comparison = reply->getComparison();
  const auto live = comparison.getLive();
  const auto replayed = comparison.getReplayed();
  const bool equal = comparison.getEqual();
  if (context.as_json()) {
    print_object(plain_json(capnp::DynamicStruct::Reader(comparison)).as_object());
  } else {
    const Palette palette = context.out();
    print(name + " at " + std::to_string(comparison.getFoldedSize()) + " records: " +
          (equal ? palette.green("live and replayed state are equal")
                 : palette.red("live and replayed state DIFFER")) +
          "\n  live      " + to_hex({live.begin(), live.size()}) + "\n  replayed  " +
          to_hex({replayed.begin(), replayed.size()}) + "\n");
    if (!equal) say(context, "  next: auditledger projection rebuild " + name + "\n");
  }
  return equal ? ExitCode::kOk : ExitCode::kFailed;
}

} // namespace

void add_projection(Command app, Context& context) {
  const Command command = app.add_subcommand("projection", "State that is derived from the chain");
  command.require_subcommand(1);
  command.add_subcommand("list", "What there is, and how far it is").callback([&context] {
    context.action = [&context] { return list(context); };
  });
  auto name = std::make_shared<std::string>();
  const Command rebuilt = command.add_subcommand("rebuild", "Build it anew from the chain");
  rebuilt.option("name", *name, "of the projection; all of them, if not given").type_name("NAME");
  rebuilt.callback(
      [name, &context] { context.action = [name, &context] { return rebuild(context, *name); }; });
  const Command compared =
      command.add_subcommand("compare", "Replay the chain and compare; exit code 1 if it differs");
  compared.option("name", *name, "of the projection").required().type_name("NAME");
  compared.callback(
      [name, &context] { context.action = [name, &context] { return compare(context, *name); }; });
}

} // namespace ledger::tools
