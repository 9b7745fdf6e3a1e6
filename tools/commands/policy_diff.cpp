#include "ledger/policy/diff.hpp"
#include "tools/commands/policy.hpp"
#include "tools/policy_source.hpp"
#include "tools/render/table.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;
using policy::Change;

struct Options {
  std::string before;
  std::string after;
  std::string language = "en";
};

std::string_view word_of(Change::Kind kind) {
  switch (kind) {
  case Change::Kind::kAdded:
    return "added";
  case Change::Kind::kRemoved:
    return "removed";
  case Change::Kind::kChanged:
    break;
  }
  return "changed";
}

json::value or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts)
    array.push_back(json::string(text));
  return array;
}

json::object as_object(const Change& change, const std::string& language) {
  json::object object{{"change", word_of(change.kind)},
                      {"section", change.section},
                      {"item", or_null(change.item)},
                      {"label", or_null(std::string(change.label.in(language)))}};
  if (change.kind != Change::Kind::kChanged) return object;
  object["field"] = change.field;
  object["before"] = or_null(change.before);
  object["after"] = or_null(change.after);
  if (change.lost.empty() && change.gained.empty()) return object;
  object["lost"] = array_of(change.lost);
  object["gained"] = array_of(change.gained);
  return object;
}

// Of a list what it lost or gained; an ellipsis stands for what it kept.
std::string cell(const Change& change, const std::string& whole,
                 const std::vector<std::string>& different) {
  if (change.lost.empty() && change.gained.empty()) return whole;
  std::string text = change.kept_some ? "..." : "";
  for (const std::string& each : different)
    text += (text.empty() ? "" : ", ") + each;
  return "[" + text + "]";
}

std::vector<std::string> cells(const Change& change, const std::string& language) {
  return {change.section,
          change.item,
          std::string(change.label.in(language)),
          change.kind == Change::Kind::kChanged ? change.field : std::string(word_of(change.kind)),
          cell(change, change.before, change.lost),
          cell(change, change.after, change.gained)};
}

struct Side {
  PolicyText text;
  policy::TomlNode document;
};

Result<Side> read(const Context& context, const std::string& which) {
  LEDGER_ASSIGN(PolicyText text, policy_text(context, which));
  LEDGER_ASSIGN(const Policy valid, read_policy(text));
  LEDGER_ASSIGN(policy::TomlNode document, policy::parse_toml(as_text(text.bytes)));
  return Side{std::move(text), std::move(document)};
}

Result<ExitCode> diff(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const Side before, read(context, options.before));
  LEDGER_ASSIGN(const Side after, read(context, options.after));
  const auto changes = policy::changes_between(before.document, after.document);
  JsonList entries(context, "changes");
  Table table({{"SECTION"}, {"ITEM"}, {"LABEL"}, {"FIELD"}, {"BEFORE"}, {"AFTER"}});
  for (const Change& change : changes) {
    entries.add(as_object(change, options.language));
    table.add(cells(change, options.language));
  }
  entries.finish();
  if (!context.as_json() && !table.empty()) print(table.render(context.width(), context.out()));
  if (!changes.empty()) return ExitCode::kOk;
  say(context, before.text.bytes == after.text.bytes
                   ? "the same policy, byte for byte\n"
                   : "nothing differs but spelling, order or comments\n");
  return ExitCode::kNotFound;
}

} // namespace

void add_policy_diff(Command policy, Context& context) {
  const Command command =
      policy.add_subcommand("diff", "What differs between two policies, by item");
  auto options = std::make_shared<Options>();
  const char* which = "a file, or a published version by its record or (the beginning of) its hash";
  command.option("before", options->before, which).required().type_name("A");
  command.option("after", options->after, which).required().type_name("B");
  command.option("--lang", options->language, "language of the labels; en").type_name("LANGUAGE");
  command.footer("Neither comments nor the order of items and of lists count.\n"
                 "Exit code 3: nothing differs.\n\n"
                 "Examples:\n"
                 "  auditledger policy diff 1 policy.toml\n"
                 "  auditledger policy diff 3f2a 97c1 -o json");
  command.callback([options, &context] {
    context.action = [options, &context] { return diff(context, *options); };
  });
}

} // namespace ledger::tools
