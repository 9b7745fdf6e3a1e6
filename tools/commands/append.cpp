#include "ledger/event/json.hpp"
#include "ledger/event/taxonomy.hpp"
#include "tools/commands/append_lines.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"
#include "tools/receipts.hpp"
#include "tools/suggest.hpp"

#include <boost/json/serialize.hpp>

namespace ledger::tools {
namespace {

struct Options {
  EventArguments event;
  std::vector<std::string> subjects;
  std::vector<std::string> subject_ids;
  std::string name_space;
  std::string id;
  std::string at;
  std::string receipts;
  bool from_stdin = false;
  std::size_t window = 256;
};

Status check_type(const std::string& name) {
  if (type_named(name) != nullptr) return {};
  std::vector<std::string> names;
  for (const TypeInfo& type : all_types())
    if (can_be_appended(type)) names.emplace_back(type.name);
  const std::string meant = nearest(name, names);
  return fail(Errc::kUnknownType, "no such type of event", "--type",
              meant.empty() ? "auditledger schema list" : "did you mean " + meant + "?");
}

Result<boost::json::object> event_from(Options& options) {
  for (const std::string& reference : options.subjects)
    options.event.subjects.push_back({reference, options.name_space, false});
  for (const std::string& id : options.subject_ids)
    options.event.subjects.push_back({id, "", true});
  LEDGER_ASSIGN(boost::json::object object, event_object(options.event));
  if (options.at.empty()) return object;
  LEDGER_ASSIGN(const Timestamp time, parse_time(options.at, "--at"));
  object["occurredAt"] = to_rfc3339(time);
  return object;
}

std::string in_words(const boost::json::object& receipt) {
  const bool repeated = receipt.at("repeated").as_bool();
  const auto text = [&](const char* key) { return std::string(receipt.at(key).as_string()); };
  return "record    " + boost::json::serialize(receipt.at("sequence")) +
         (repeated ? "  (recorded before)" : "") + "\nrecorded  " + text("recordedAt") +
         "\nevent id  " + text("eventId") + "\nreceipt   " + text("receipt") + "\n";
}

Result<ExitCode> append_one(const Context& context, Options options) {
  LEDGER_TRY(check_type(options.event.type));
  LEDGER_ASSIGN(const boost::json::object object, event_from(options));
  DraftDefaults defaults;
  LEDGER_ASSIGN(defaults.event_id, event_id_from(options.id, "--id"));
  defaults.occurred_at = now();
  RequestMessage request;
  LEDGER_TRY(read_draft(object, defaults, request->initAppend()));
  address_draft(request);
  LEDGER_ASSIGN(ReceiptFile receipts, ReceiptFile::open(options.receipts));
  auto reply = context.ask(request, Effect::kWrites, wire::Reply::RECEIPT);
  if (!reply) return fail(reply.error().within("event " + to_uuid_text(defaults.event_id.view())));
  const auto receipt = receipt_object((*reply)->getReceipt(), defaults.event_id);
  if (context.as_json())
    print_object(receipt);
  else
    print(in_words(receipt));
  LEDGER_TRY(receipts.add(receipt));
  LEDGER_TRY(receipts.sync());
  return ExitCode::kOk;
}

Result<ExitCode> append(const Context& context, const Options& options) {
  if (!options.from_stdin && !options.event.type.empty()) return append_one(context, options);
  if (!options.event.type.empty() || !options.subjects.empty() || !options.event.fields.empty())
    return fail(Errc::kUsage, "an event comes either from options or from standard input", "append",
                "leave out --stdin, or --type and what goes with it");
  return append_lines(context, {options.window, options.receipts});
}

} // namespace

void add_append(Command app, Context& context) {
  const Command command = app.add_subcommand("append", "Post one event, or JSON lines from stdin");
  auto options = std::make_shared<Options>();
  command.option("--type", options->event.type, "type of the event: auditledger schema list")
      .type_name("TYPE");
  command.option("--subject", options->subjects, "the application's reference for a person")
      .one_each()
      .type_name("REF");
  command.option("--subject-id", options->subject_ids, "a person by the ledger's random id")
      .one_each()
      .type_name("UUID");
  command.option("--namespace", options->name_space, "in which the references are meant")
      .type_name("NAME");
  command.option("--set", options->event.fields, "a field; commas between entries of a list")
      .one_each()
      .type_name("FIELD=VALUE");
  command.option("--value", options->event.values, "something personal, to be sealed")
      .one_each()
      .type_name("NAME=TEXT");
  command
      .option("--former", options->event.former,
              "of a rectification: what was wrong before, to be sealed")
      .one_each()
      .type_name("NAME=TEXT");
  command.option("--id", options->id, "event id; the same id is stored once").type_name("UUID");
  command.option("--at", options->at, "when it happened; now, if not given").type_name("TIME");
  command.option("--receipt", options->receipts, "append the receipts to this file")
      .type_name("FILE");
  command.flag("--stdin", options->from_stdin, "read events as JSON lines; also without --type");
  command.option("--window", options->window, "events in flight at once with --stdin")
      .between(1, 4096)
      .type_name("N");
  command.footer("Examples:\n"
                 "  auditledger append --type consent.given --subject customer-42 \\\n"
                 "    --set activities=newsletter --set consentMethod=box\n"
                 "  auditledger append --stdin --receipt receipts.jsonl < events.jsonl");
  command.callback([options, &context] {
    context.action = [options, &context] { return append(context, *options); };
  });
}

} // namespace ledger::tools
