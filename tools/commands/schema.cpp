#include "tools/commands/commands.hpp"
#include "tools/render/schema_text.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {
namespace {

Result<ExitCode> list(const Context& context) {
  JsonList types(context, "types");
  Table table({{"TYPE"}, {"POSTED BY"}, {"ARTICLE"}, {"MEANING"}});
  for (const TypeInfo& type : all_types()) {
    boost::json::object object = type_object(type);
    table.add({std::string(type.name), std::string(object.at("postedBy").as_string()),
               std::string(type.article), std::string(type.summary)});
    types.add(std::move(object));
  }
  types.finish();
  if (!context.as_json()) print(table.render(context.width(), context.out()));
  return ExitCode::kOk;
}

Result<ExitCode> show(const Context& context, const std::string& name) {
  const TypeInfo* type = type_named(name);
  if (type == nullptr)
    return fail(Errc::kUnknownType, "no such type of event", "schema show",
                "did you mean " + std::string(nearest_type(name)) + "?");
  if (context.as_json())
    print_object(type_object(*type));
  else
    print(type_in_words(*type, context.out()));
  return ExitCode::kOk;
}

} // namespace

void add_schema(Command app, Context& context) {
  const Command command = app.add_subcommand("schema", "The types of events and their fields");
  command.require_subcommand(1);
  command.add_subcommand("list", "All types").callback([&context] {
    context.action = [&context] { return list(context); };
  });
  auto name = std::make_shared<std::string>();
  const Command shown = command.add_subcommand("show", "One type: fields, article, example");
  shown.option("type", *name, "for example consent.given").required().type_name("TYPE");
  shown.callback(
      [name, &context] { context.action = [name, &context] { return show(context, *name); }; });
}

} // namespace ledger::tools
