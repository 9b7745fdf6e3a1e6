#include "tools/commands/policy.hpp"

#include "ledger/base/limits.hpp"
#include "ledger/policy/lint.hpp"
#include "tools/input.hpp"
#include "tools/render/table.hpp"

#include <algorithm>
#include <set>

namespace ledger::tools {
namespace {

constexpr const char* kLanguages[] = {"nl", "fr", "en"};

struct Options {
  std::string file;
  std::string as_of;
  std::string language = "en";
};

boost::json::object in_all_languages(const policy::Labels& labels) {
  boost::json::object object;
  for (const auto& [language, text] : labels.texts)
    object[language] = text;
  return object;
}

boost::json::object lint_object(const policy::Lint& lint) {
  return {{"id", lint.id},
          {"severity", policy::name_of(lint.severity)},
          {"article", lint.article},
          {"line", lint.place.line},
          {"column", lint.place.column},
          {"item", lint.item},
          {"what", in_all_languages(lint.what)},
          {"next", in_all_languages(lint.next)}};
}

// What was found, line by line, and then what to do about it, once for each kind.
std::string tables(const std::vector<policy::Lint>& lints, std::string_view language,
                   const Context& context) {
  Table found({{"LINE", Align::kRight}, {"LINT"}, {"SEVERITY"}, {"ARTICLE"}, {"ITEM"}, {"WHAT"}});
  Table advice({{"LINT"}, {"WHAT TO DO"}});
  std::set<std::pair<std::string_view, std::string>> advised;
  for (const policy::Lint& lint : lints) {
    found.add({std::to_string(lint.place.line), std::string(lint.id),
               std::string(policy::name_of(lint.severity)), std::string(lint.article), lint.item,
               std::string(lint.what.in(language))});
    const std::string next(lint.next.in(language));
    if (advised.emplace(lint.id, next).second) advice.add({std::string(lint.id), next});
  }
  return found.render(context.width(), context.out()) + "\n" +
         advice.render(context.width(), context.out());
}

std::string summary(const std::vector<policy::Lint>& lints) {
  const auto of = [&](policy::LintSeverity severity) {
    return std::to_string(std::count_if(lints.begin(), lints.end(), [=](const policy::Lint& each) {
      return each.severity == severity;
    }));
  };
  return std::to_string(lints.size()) + " found: " + of(policy::LintSeverity::kError) +
         " errors, " + of(policy::LintSeverity::kWarning) + " warnings, " +
         of(policy::LintSeverity::kNote) + " notes. No legal advice.\n";
}

Result<ExitCode> lint(const Context& context, const Options& options) {
  Timestamp as_of = now();
  if (!options.as_of.empty()) {
    LEDGER_ASSIGN(as_of, parse_time(options.as_of, "--as-of"));
  }
  LEDGER_ASSIGN(const Bytes toml, read_file(options.file, limits::kDocumentBytes));
  const auto policy = parse_policy(toml);
  if (!policy) return fail(policy.error().front().within("policy " + options.file));
  const auto lints = policy::lint(*policy, as_of);
  JsonList list(context, "lints");
  for (const policy::Lint& each : lints)
    list.add(lint_object(each));
  list.finish();
  if (!context.as_json() && !lints.empty()) print(tables(lints, options.language, context));
  say(context, summary(lints));
  return lints.empty() ? ExitCode::kOk : ExitCode::kFailed;
}

} // namespace

void add_policy_lint(Command policy, Context& context) {
  const Command command =
      policy.add_subcommand("lint", "Say what in a policy is unclear, incomplete or unlawful");
  auto options = std::make_shared<Options>();
  command.option("file", options->file, "the policy, TOML").required().type_name("FILE");
  command
      .option("--as-of", options->as_of,
              "the day on which laws and transfer mechanisms are looked at; now, if not given")
      .type_name("TIME");
  command.option("--lang", options->language, "of the table: nl, fr or en")
      .among({std::begin(kLanguages), std::end(kLanguages)})
      .type_name("LANG");
  command.footer("Exits with 0 when there is nothing to say about the policy, with 1 when there "
                 "is.\nJSON has every sentence in Dutch, French and English.");
  command.callback([options, &context] {
    context.action = [options, &context] { return lint(context, *options); };
  });
}

} // namespace ledger::tools
