#include "tools/run.hpp"

#include "tools/commands/commands.hpp"
#include "tools/suggest.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <kj/exception.h>
#include <span>

namespace ledger::tools {
namespace {

const CLI::App* chosen(const CLI::App& app) {
  const CLI::App* deepest = &app;
  while (!deepest->get_subcommands().empty())
    deepest = deepest->get_subcommands().front();
  return deepest;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> option_names(const CLI::App* app) {
  std::vector<std::string> names;
  for (; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : app->get_options())
      for (const std::string& name : option->get_lnames())
        names.push_back("--" + name);
  return names;
}

// "auditledger projection list", as it is typed.
std::string path_of(const CLI::App* app) {
  std::string path = app->get_name();
  while ((app = app->get_parent()) != nullptr)
    path = app->get_name() + " " + path;
  return path;
}

// CLI11 knows that something was not expected; what was meant has to be found here.
Error usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = chosen(app);
  const std::vector<std::string> extras = app.remaining(true);
  const std::string help = path_of(command) + " --help";
  if (extras.empty()) return {Errc::kUsage, error.what(), path_of(command), help};
  const std::string& typed = extras.front();
  const bool is_option = typed.starts_with("-");
  const std::string name = typed.substr(0, typed.find('='));
  const std::vector<std::string> candidates =
      is_option ? option_names(command) : command_names(*command);
  const std::string meant = nearest(name, candidates);
  const bool is_command = !is_option && !candidates.empty();
  const std::string what = is_option    ? "no such option: " + name
                           : is_command ? "no such command: " + name
                                        : "one argument too many";
  return {Errc::kUsage, what, path_of(command),
          meant.empty() ? help : "did you mean " + meant + "? " + help};
}

// The line could not be read, so whether JSON was asked for has to be seen from the words.
bool asks_for_json(std::span<char* const> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    const std::string_view next = i + 1 < words.size() ? words[i + 1] : "";
    if ((word == "-o" || word == "--format") && next.starts_with("json")) return true;
    if (word.starts_with("-ojson") || word.starts_with("--format=json")) return true;
  }
  return false;
}

ExitCode perform(Context& context) {
  const auto internal = [](const char* detail) {
    return Error(Errc::kInternal, "the program contradicts itself", detail,
                 "report this with the command line and --version");
  };
  Result<ExitCode> result = ExitCode::kOk;
  try {
    if (context.as_csv() && !context.has_csv)
      result = fail(Errc::kUsage, "this command has no CSV output", "-o csv",
                    "use -o table, json or jsonl");
    else if (context.action)
      result = context.action();
  } catch (const kj::Exception&) {
    result = fail(Errc::kMalformed, "an answer is not a well-formed message", "reply",
                  "compare auditledger --version with auditledgerd --version");
  } catch (const std::exception& error) {
    result = fail(internal(error.what()));
  }
  if (result) return *result;
  report(context, result.error());
  return exit_code_of(result.error().code());
}

// A full disk behind a redirection must not look like success.
ExitCode flush_output(const Context& context, ExitCode code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  report(context, {Errc::kIo, "the output could not be written", "standard output",
                   "check the disk or the program that reads it"});
  return code == ExitCode::kOk ? ExitCode::kFailed : code;
}

int code_of(ExitCode code) {
  return static_cast<int>(code);
}

// The library's own says in its error what lies behind the names.
template <class Value>
CLI::Validator one_of(std::map<std::string, Value> values) {
  const auto look_up = [values = std::move(values)](std::string& word) {
    const auto found = values.find(word);
    if (found != values.end()) {
      word = std::to_string(static_cast<int>(found->second));
      return std::string();
    }
    std::string refusal = word + " is none of:";
    for (const auto& [name, value] : values)
      refusal += " " + name;
    return refusal;
  };
  return {look_up, ""};
}

} // namespace

void build_command_tree(CLI::App& app, Context& context) {
  GlobalOptions& options = context.options;
  const std::map<std::string, Format> formats = {{"table", Format::kTable},
                                                 {"json", Format::kJson},
                                                 {"jsonl", Format::kJsonLines},
                                                 {"csv", Format::kCsv}};
  const std::map<std::string, ColorMode> colors = {
      {"auto", ColorMode::kAuto}, {"always", ColorMode::kAlways}, {"never", ColorMode::kNever}};
  app.name("auditledger");
  app.fallthrough();
  app.require_subcommand(1);
  app.footer("Options of every command: auditledger --help. Topics: auditledger help");
  app.set_version_flag("--version", "auditledger " AUDITLEDGER_VERSION);
  app.add_option("--socket", options.socket, "socket of the daemon")->type_name("PATH");
  app.add_option("--state", options.state, "state directory, for use without the daemon")
      ->type_name("DIR");
  app.add_option("--key", options.key, "the ledger's verifier key, from a source that you trust")
      ->type_name("KEY");
  app.add_option("-o,--format", options.format, "table, json or jsonl; of reports also csv")
      ->transform(one_of(formats))
      ->type_name("FORMAT");
  app.add_flag("-q,--quiet", options.quiet, "print data and errors only");
  app.add_flag("-v,--verbose", options.verbose, "say more");
  app.add_option("--color", options.color, "auto, always or never")
      ->transform(one_of(colors))
      ->type_name("WHEN");
  app.add_option("--timeout", options.timeout_seconds, "seconds to wait for an answer")
      ->check(CLI::Range(0.001, 1e6).description(""))
      ->type_name("SECONDS");
  add_commands(Command(app), context);
}

int run(int argc, char** argv) {
  // A reader that goes away ends the program as it does every other: quietly, 141 in the shell.
  std::signal(SIGPIPE, SIG_DFL);
  std::setlocale(LC_CTYPE, "C.UTF-8");
  Context context;
  CLI::App app("Posts to, reads and verifies a ledger of what happens to personal data.");
  try {
    build_command_tree(app, context);
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    if (asks_for_json({argv, static_cast<std::size_t>(argc)}))
      context.options.format = Format::kJson;
    report(context, usage_error(app, error));
    return code_of(ExitCode::kUsage);
  }
  const ExitCode code = perform(context);
  return code_of(flush_output(context, code));
}

} // namespace ledger::tools
