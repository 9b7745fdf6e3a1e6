#include "ledger/policy/toml_text.hpp"
#include "tools/commands/policy.hpp"
#include "tools/policy_source.hpp"
#include "tools/render/policy_text.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

struct Options {
  std::string which;
  std::string language;
  bool toml = false;
};

json::object as_object(const PolicyText& text, const Policy& policy,
                       const policy::TomlNode& document) {
  json::object object{{"hash", to_hex(policy.id().view())},
                      {"version", policy.version()},
                      {"record", nullptr},
                      {"recordedAt", nullptr},
                      {"effectiveFrom", to_rfc3339(policy.effective_from())},
                      {"document", policy_json(document)}};
  if (!text.published) return object;
  object["record"] = text.published->when.record.get();
  object["recordedAt"] = to_rfc3339(text.published->recorded_at);
  object["effectiveFrom"] = to_rfc3339(text.published->when.effective_from);
  return object;
}

// The record may set another beginning than the document.
std::string publication_words(const PublishedPolicy& published) {
  return "record      " + std::to_string(published.when.record.get()) + ", recorded " +
         to_rfc3339(published.recorded_at) + ", in force from " +
         to_rfc3339(published.when.effective_from) + "\n";
}

Result<ExitCode> show(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const PolicyText text, policy_text(context, options.which));
  if (options.toml) {
    print_text(context, as_text(text.bytes));
    return ExitCode::kOk;
  }
  LEDGER_ASSIGN(const Policy policy, read_policy(text));
  if (context.as_json()) {
    LEDGER_ASSIGN(const policy::TomlNode document, policy::parse_toml(as_text(text.bytes)));
    print_object(as_object(text, policy, document));
    return ExitCode::kOk;
  }
  const auto& languages = policy.contents().languages;
  const std::string& language = options.language.empty() ? languages.front() : options.language;
  if (std::find(languages.begin(), languages.end(), language) == languages.end())
    say(context,
        "the policy has no labels in " + language + "; these are in " + languages.front() + "\n");
  if (text.published) print(publication_words(*text.published));
  print(policy_in_words(policy, {language, context.width(), context.out()}));
  return ExitCode::kOk;
}

} // namespace

void add_policy_show(Command policy, Context& context) {
  const Command command = policy.add_subcommand("show", "One version, or a file, as an overview");
  auto options = std::make_shared<Options>();
  command
      .option("which", options->which,
              "a file, or a published version by its record or (the beginning of) its hash; "
              "the one in force now, if not given")
      .type_name("VERSION|FILE");
  command.option("--lang", options->language, "language of the labels; the first of the policy")
      .type_name("LANGUAGE");
  command.flag("--toml", options->toml, "the exact bytes instead");
  command.footer(
      "DECLARED: whether the statement's tables have it. Where what was assessed differs "
      "from what\nthe statement declares, both are given: \"excluded / possible\".\n\n"
      "Examples:\n"
      "  auditledger policy show --lang fr\n"
      "  auditledger policy show 1 --toml > policy.toml");
  command.callback([options, &context] {
    context.action = [options, &context] { return show(context, *options); };
  });
}

} // namespace ledger::tools
