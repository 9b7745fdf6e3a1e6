#include "ledger/base/limits.hpp"
#include "ledger/policy/document.hpp"
#include "tools/commands/policy.hpp"
#include "tools/input.hpp"
#include "tools/render/error.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>
#include <charconv>

namespace ledger::tools {
namespace {

namespace json = boost::json;

// The number behind `word` at the front of `text`, which loses both; 0 when there is none.
unsigned take_number(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return 0;
  text.remove_prefix(word.size());
  unsigned number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// Line and column as numbers, for editors; they stand at the front of every place that the reader
// of policies names, unless the whole document is meant.
json::object problem_object(const Error& error) {
  json::object object = error_object(error);
  std::string_view where = error.where();
  const unsigned line = take_number(where, "line ");
  const unsigned column = take_number(where, ", column ");
  if (line == 0 || column == 0) return object;
  object["line"] = line;
  object["column"] = column;
  return object;
}

json::object verdict_object(const std::string& file, const std::string& hash) {
  return {{"file", file}, {"hash", hash}};
}

ExitCode report_valid(const Context& context, const std::string& file, const Policy& policy) {
  const std::string hash = to_hex(policy.id().view());
  if (context.as_json()) {
    json::object object = verdict_object(file, hash);
    object["valid"] = true;
    object["version"] = policy.version();
    object["errors"] = json::array();
    print_object(std::move(object));
  } else {
    print("valid    " + escape_terminal(file) + "\nversion  " + escape_terminal(policy.version()) +
          "\nhash     " + hash + "\n");
  }
  return ExitCode::kOk;
}

ExitCode report_problems(const Context& context, const std::string& file, const std::string& hash,
                         const std::vector<Error>& problems) {
  if (context.as_json()) {
    json::object object = verdict_object(file, hash);
    object["valid"] = false;
    json::array& errors = object["errors"].emplace_array();
    for (const Error& problem : problems)
      errors.push_back(problem_object(problem));
    print_object(std::move(object));
  } else {
    for (const Error& problem : problems)
      print(render_error(problem.within(file), context.out()));
    print(std::to_string(problems.size()) + (problems.size() == 1 ? " error" : " errors") +
          "; nothing was sent\n");
  }
  return exit_code_of(problems.front().code());
}

Result<ExitCode> check(const Context& context, const std::string& file) {
  LEDGER_ASSIGN(const Bytes document, read_file(file, limits::kDocumentBytes));
  const auto policy = parse_new_policy(document);
  if (policy) return report_valid(context, file, *policy);
  const auto hash = sha256_as<DocumentHash>({ByteView(document)});
  return report_problems(context, file, to_hex(hash.view()), policy.error());
}

} // namespace

void add_policy_check(Command policy, Context& context) {
  const Command command =
      policy.add_subcommand("check", "Read a policy and name every error; sends nothing");
  auto file = std::make_shared<std::string>();
  command.option("file", *file, "the policy, TOML").required().type_name("FILE");
  command.footer("Prints up to 50 errors with line, column and what to do. Exit code 0: valid;\n"
                 "1: not valid; 3: there is no such file.");
  command.callback(
      [file, &context] { context.action = [file, &context] { return check(context, *file); }; });
}

} // namespace ledger::tools
