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
  std::uint64_t as_of = 0;
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
      cells.push_back(value.is_null() ? std::string() : plain_words(value));
    table.add(cells);
  }
  return "\n" + context.out().bold(title) + "\n" + table.render(context.width(), context.out());
}

constexpr std::string_view kLists[] = {"relations",  "holdings", "uses",
                                       "notices",    "consents", "objections",
                                       "recipients", "requests", "erasedClasses"};

// How far the erasure of the whole person is. That of single classes is a list of its own.
std::string erasure_words(const json::object& state) {
  const auto mark = [&](std::string_view field) {
    const json::object& seen = state.at(field).as_object();
    return seen.at("times") == 0 ? std::string() : plain_words(seen.at("last"));
  };
  std::string out;
  const auto add = [&out](std::string_view what, const std::string& record) {
    if (!record.empty())
      out += (out.empty() ? "" : ", ") + std::string(what) + " by record " + record;
  };
  add("requested", mark("erasureRequested"));
  add("started", mark("erasureStarted"));
  if (state.at("erased").as_bool())
    add("keys of the whole person destroyed", plain_words(state.at("keyDestroyedAt")));
  add("executed by an application", mark("erasureExecuted"));
  return out.empty() ? out : "erasure   " + out + "\n";
}

std::string in_words(const Context& context, const json::object& state) {
  std::string out = "subject   " + plain_words(state.at("subjectId")) + "\nevents    " +
                    plain_words(state.at("events")) + "\ntrue for  the first " +
                    plain_words(state.at("foldedSize")) + " records\n";
  out += erasure_words(state);
  if (const auto unlisted = plain_words(state.at("unlisted")); unlisted != "0")
    out += "unlisted  " + unlisted + " entries more than a list takes: see auditledger log\n";
  for (const std::string_view name : kLists)
    out += section(context, name, state.at(name));
  return out;
}

// Event types by the name that events are posted with, not by that of the schema.
void name_types(json::object& object, wire::SubjectState::Reader state) {
  json::array& consents = object.at("consents").as_array();
  for (unsigned i = 0; i < state.getConsents().size(); ++i)
    consents[i].as_object()["state"] = type_name(state.getConsents()[i].getState());
}

// A time of zero stands for "none": 1970 would be a lie.
void forget_no_times(json::object& object, const capnp::DynamicStruct::Reader& state) {
  for (const std::string_view name : kLists) {
    const auto list = state.get(kj::StringPtr(name.data(), name.size())).as<capnp::DynamicList>();
    json::array& rows = object.at(name).as_array();
    for (unsigned i = 0; i < list.size(); ++i) {
      const auto row = list[i].as<capnp::DynamicStruct>();
      for (const auto field : row.getSchema().getFields())
        if (field.getType().isInt64() && row.get(field).as<std::int64_t>() == 0)
          rows[i].as_object()[field.getProto().getName().cStr()] = nullptr;
    }
  }
}

Result<ExitCode> subject(const Context& context, const Options& options) {
  RequestMessage request;
  auto query = request->initSubject();
  LEDGER_TRY(set_person(query, options.person));
  query.setAtLeast(options.at_least);
  query.setAsOf(options.as_of);
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::SUBJECT));
  const auto state = reply->getSubject();
  json::object object = plain_json(capnp::DynamicStruct::Reader(state)).as_object();
  name_types(object, state);
  forget_no_times(object, state);
  if (context.as_json())
    print_object(std::move(object));
  else
    print(in_words(context, object));
  return ExitCode::kOk;
}

} // namespace

void add_subject(Command app, Context& context) {
  const Command command =
      app.add_subcommand("subject", "What is held on a person: consents, recipients, requests");
  auto options = std::make_shared<Options>();
  add_person_options(command, options->person);
  command.option("--at-least", options->at_least, "wait until so many records are folded in")
      .type_name("SIZE");
  command.option("--as-of", options->as_of, "what the first so many records said")
      .type_name("SIZE");
  command.callback([options, &context] {
    context.action = [options, &context] { return subject(context, *options); };
  });
}

} // namespace ledger::tools
