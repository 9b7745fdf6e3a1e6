#include "ledger/event/json.hpp"
#include "ledger/event/taxonomy.hpp"
#include "tools/commands/commands.hpp"
#include "tools/commands/person.hpp"
#include "tools/render/record.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {
namespace {

namespace json = boost::json;

struct Options {
  PersonArgument person;
  std::uint64_t at_least = 0;
};

// One table for a list of the state; the columns are the fields, in the order of the schema.
std::string section(const Context& context, std::string_view title, const json::value& list) {
  if (list.as_array().empty()) return {};
  std::vector<Column> columns;
  for (const auto& [name, value] : list.as_array().front().as_object())
    columns.push_back({std::string(name)});
  Table table(columns);
  for (const json::value& row : list.as_array()) {
    std::vector<std::string> cells;
    for (const auto& [name, value] : row.as_object())
      cells.push_back(plain_words(value));
    table.add(cells);
  }
  return "\n" + context.out().bold(title) + "\n" + table.render(context.width(), context.out());
}

std::string in_words(const Context& context, const json::object& state) {
  std::string out = "subject   " + plain_words(state.at("subjectId")) + "\nevents    " +
                    plain_words(state.at("events")) + "\ntrue for  the first " +
                    plain_words(state.at("foldedSize")) + " records\n";
  if (state.at("erased").as_bool())
    out += "erased    keys destroyed by record " + plain_words(state.at("keyDestroyedAt")) + "\n";
  for (const std::string_view name :
       {"relations", "holdings", "consents", "objections", "recipients", "requests"})
    out += section(context, name, state.at(name));
  return out;
}

// Event types by the name that events are posted with, not by that of the schema.
void name_types(json::object& object, wire::SubjectState::Reader state) {
  json::array& consents = object.at("consents").as_array();
  for (unsigned i = 0; i < state.getConsents().size(); ++i)
    consents[i].as_object()["state"] = type_name(state.getConsents()[i].getState());
}

Result<ExitCode> subject(const Context& context, const Options& options) {
  RequestMessage request;
  auto query = request->initSubject();
  LEDGER_TRY(set_person(query, options.person));
  query.setAtLeast(options.at_least);
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::SUBJECT));
  const auto state = reply->getSubject();
  json::object object = plain_json(capnp::DynamicStruct::Reader(state)).as_object();
  name_types(object, state);
  if (context.as_json())
    print_object(std::move(object));
  else
    print(in_words(context, object));
  return ExitCode::kOk;
}

} // namespace

void add_subject(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("subject", "What is held on a person: consents, recipients, requests");
  auto options = std::make_shared<Options>();
  add_person_options(*command, options->person);
  command->add_option("--at-least", options->at_least, "wait until so many records are folded in")
      ->type_name("SIZE");
  command->callback([options, &context] {
    context.action = [options, &context] { return subject(context, *options); };
  });
}

} // namespace ledger::tools
