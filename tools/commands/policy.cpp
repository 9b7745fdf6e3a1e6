#include "tools/commands/policy.hpp"
#include "ledger/base/limits.hpp"
#include "ledger/crypto/digest.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"
#include "tools/receipts.hpp"

namespace ledger::tools {
namespace {

struct Options {
  std::string file;
  std::string effective_from;
  std::string id;
};

Result<ExitCode> publish(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const Bytes toml, read_file(options.file, limits::kDocumentBytes));
  LEDGER_ASSIGN(const EventId id, event_id_from(options.id, "--id"));
  RequestMessage request;
  auto publication = request->initPublishPolicy();
  publication.setToml(as_data(toml));
  publication.setEventId(as_data(id.view()));
  if (!options.effective_from.empty()) {
    LEDGER_ASSIGN(const Timestamp from, parse_time(options.effective_from, "--effective-from"));
    publication.setEffectiveFrom(from.get());
  }
  auto reply = context.ask(request, Effect::kWrites, wire::Reply::RECEIPT);
  if (!reply) return fail(reply.error().within("event " + to_uuid_text(id.view())));
  boost::json::object receipt = receipt_object((*reply)->getReceipt(), id);
  const std::string version = to_hex(sha256_as<DocumentHash>({ByteView(toml)}).view());
  if (context.as_json()) {
    receipt["policyHash"] = version;
    print_object(std::move(receipt));
  } else {
    print("policy   " + version + "\nrecord   " +
          std::to_string((*reply)->getReceipt().getSequence()) + "\nreceipt  " +
          std::string(receipt.at("receipt").as_string()) + "\n");
  }
  return ExitCode::kOk;
}

} // namespace

void add_policy(Command app, Context& context) {
  const Command policy = app.add_subcommand(
      "policy", "The machine-readable privacy policy: check, publish, list, show, compare");
  policy.require_subcommand(1);
  add_policy_check(policy, context);
  add_policy_lint(policy, context);
  add_policy_publish(policy, context);
  add_policy_list(policy, context);
  add_policy_show(policy, context);
  add_policy_diff(policy, context);
}

void add_policy_publish(Command policy, Context& context) {
  const Command command = policy.add_subcommand("publish", "Record a version of the policy");
  auto options = std::make_shared<Options>();
  command.option("file", options->file, "the policy, TOML").required().type_name("FILE");
  command
      .option("--effective-from", options->effective_from,
              "when it comes into force; as the policy says, if not given")
      .type_name("TIME");
  command.option("--id", options->id, "event id; the same id is stored once").type_name("UUID");
  command.callback([options, &context] {
    context.action = [options, &context] { return publish(context, *options); };
  });
}

} // namespace ledger::tools
