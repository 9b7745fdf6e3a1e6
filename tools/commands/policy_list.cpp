#include "tools/commands/policy.hpp"
#include "tools/input.hpp"
#include "tools/ledger_archive.hpp"
#include "tools/render/table.hpp"

namespace ledger::tools {
namespace {

namespace json = boost::json;

// As the document itself names it. Nothing when the text is not kept any more, or not readable by
// this program: the publication is a fact all the same.
std::string version_of(LedgerArchive& archive, const PublishedPolicy& published) {
  const auto text = archive.text(published.hash);
  if (!text) return {};
  const auto policy = parse_policy(*text);
  return policy ? std::string(policy->version()) : std::string();
}

json::object as_object(const PublishedPolicy& published, const std::string& version,
                       bool in_force) {
  json::object object{{"record", published.when.record.get()},
                      {"recordedAt", to_rfc3339(published.recorded_at)},
                      {"effectiveFrom", to_rfc3339(published.when.effective_from)},
                      {"effectiveTo", nullptr},
                      {"version", nullptr},
                      {"source", published.source},
                      {"hash", to_hex(published.hash.view())},
                      {"inForce", in_force}};
  if (published.when.effective_to) object["effectiveTo"] = to_rfc3339(*published.when.effective_to);
  if (!version.empty()) object["version"] = version;
  return object;
}

Result<ExitCode> list(const Context& context, const std::string& as_of) {
  Timestamp time = now();
  if (!as_of.empty()) {
    LEDGER_ASSIGN(time, parse_time(as_of, "--as-of"));
  }
  LEDGER_ASSIGN(LedgerArchive archive, LedgerArchive::open(context));
  LEDGER_ASSIGN(const auto all, archive.policies());
  const auto current = policy_in_force(all, time);
  JsonList entries(context, "policies");
  Table table({{"RECORD", Align::kRight},
               {"RECORDED"},
               {"IN FORCE FROM"},
               {"TO"},
               {"VERSION"},
               {"HASH"},
               {"IN FORCE"}});
  for (const PublishedPolicy& each : all) {
    const bool in_force = current && current->when.record == each.when.record;
    const std::string version = version_of(archive, each);
    table.add({std::to_string(each.when.record.get()), to_rfc3339(each.recorded_at),
               to_rfc3339(each.when.effective_from),
               each.when.effective_to ? to_rfc3339(*each.when.effective_to) : "", version,
               to_hex(each.hash.view()), in_force ? "yes" : ""});
    entries.add(as_object(each, version, in_force));
  }
  entries.finish();
  if (!context.as_json() && !table.empty()) print(table.render(context.width(), context.out()));
  return all.empty() ? ExitCode::kNotFound : ExitCode::kOk;
}

} // namespace

void add_policy_list(Command policy, Context& context) {
  const Command command = policy.add_subcommand("list", "The versions that were published");
  auto as_of = std::make_shared<std::string>();
  command.option("--as-of", *as_of, "mark the one in force at this time; now, if not given")
      .type_name("TIME");
  command.footer("With --state DIR and no daemon running on it: from the folder.\n"
                 "Exit code 3: none was published.");
  command.callback(
      [as_of, &context] { context.action = [as_of, &context] { return list(context, *as_of); }; });
}

} // namespace ledger::tools
