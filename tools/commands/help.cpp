#include "tools/commands/commands.hpp"
#include "tools/render/error.hpp"
#include "tools/render/schema_text.hpp"
#include "tools/render/table.hpp"
#include "tools/suggest.hpp"

#include <CLI/CLI.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

void help_errors(const Context& context) {
  JsonList errors(context, "errors");
  Table table({{"CODE"}, {"EXIT", Align::kRight}, {"RETRY"}, {"MEANING"}});
  for (const ErrorMeaning& error : error_meanings()) {
    const auto exit = static_cast<unsigned>(exit_code_of(error.code));
    const std::string_view retry = retry_name(retry_of(error.code));
    errors.add({{"code", code_text(error.code)},
                {"exit", exit},
                {"retry", retry},
                {"meaning", error.meaning}});
    table.add({code_text(error.code), std::to_string(exit), std::string(retry),
               std::string(error.meaning)});
  }
  errors.finish();
  if (!context.as_json()) print(table.render(context.width(), context.out()));
}

void help_exit_codes(const Context& context) {
  JsonList codes(context, "exitCodes");
  Table table({{"EXIT", Align::kRight}, {"MEANING"}});
  for (const ExitMeaning& exit : exit_meanings()) {
    const auto code = static_cast<unsigned>(exit.code);
    codes.add({{"exit", code}, {"meaning", exit.meaning}});
    table.add({std::to_string(code), std::string(exit.meaning)});
  }
  codes.finish();
  if (context.as_json()) return;
  print(table.render(context.width(), context.out()));
  print("\nA number that is not listed is to be read as failure.\n");
}

void help_fields(const Context& context) {
  JsonList fields(context, "fields");
  Table table({{"FIELD"}, {"VALUE"}});
  for (const ClearField& field : clear_layout().fields) {
    fields.add({{"name", field.name}, {"value", kind_words(field)}});
    table.add({std::string(field.name), kind_words(field)});
  }
  fields.finish();
  if (context.as_json()) return;
  print(table.render(context.width(), context.out()));
  print("\nauditledger schema show TYPE says which of them a type may and must carry.\n");
}

std::vector<std::string> all_topics(const CLI::App& root) {
  std::vector<std::string> topics = {"errors", "exit-codes", "fields"};
  for (const CLI::App* command : root.get_subcommands(nullptr))
    topics.push_back(command->get_name());
  for (const TypeInfo& type : all_types())
    topics.emplace_back(type.name);
  return topics;
}

const CLI::App* child_of(const CLI::App& app, const std::string& name) {
  for (const CLI::App* command : app.get_subcommands(nullptr))
    if (command->get_name() == name) return command;
  return nullptr;
}

Result<ExitCode> help_command(const CLI::App& root, const std::vector<std::string>& words) {
  const CLI::App* command = &root;
  for (const std::string& word : words) {
    const CLI::App* below = child_of(*command, word);
    if (below == nullptr) {
      const std::string meant = nearest(word, all_topics(root));
      return fail(Errc::kUsage, "there is no such topic", "help",
                  meant.empty() ? "auditledger help" : "did you mean " + meant + "?");
    }
    command = below;
  }
  // App::help() would speak of the command that was parsed, which is this one.
  std::string path = "auditledger";
  for (const std::string& word : words)
    path += " " + word;
  print(command->get_formatter()->make_help(command, path, CLI::AppFormatMode::Normal));
  if (command == &root) print("\nTopics: auditledger help errors | exit-codes | fields | TYPE\n");
  return ExitCode::kOk;
}

Result<ExitCode> help(const Context& context, const CLI::App& root,
                      const std::vector<std::string>& words) {
  const std::string topic = words.size() == 1 ? words.front() : "";
  const TypeInfo* type = type_named(topic);
  if (topic == "errors")
    help_errors(context);
  else if (topic == "exit-codes")
    help_exit_codes(context);
  else if (topic == "fields")
    help_fields(context);
  else if (type != nullptr)
    print(type_in_words(*type, context.out()));
  else
    return help_command(root, words);
  return ExitCode::kOk;
}

} // namespace

void add_help(Command app, Context& context) {
  const Command command =
      app.add_subcommand("help", "A command, a type of event, errors, exit-codes or fields");
  auto words = std::make_shared<std::vector<std::string>>();
  command.option("topic", *words, "what about").type_name("TOPIC");
  command.callback([words, app, &context] {
    context.action = [words, app, &context] { return help(context, app.app(), *words); };
  });
}

} // namespace ledger::tools
