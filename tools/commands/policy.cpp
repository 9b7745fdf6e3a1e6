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
  std::string material;
  std::string statement;
  std::string notice;
};

using Text = std::pair<wire::DocumentKind, DocumentHash>;

// Nothing for a text that is not given.
Status keep_text(const Context& context, wire::DocumentKind kind, const std::string& file,
                 std::vector<Text>& kept) {
  if (file.empty()) return {};
  LEDGER_ASSIGN(const Bytes bytes, read_file(file, limits::kDocumentBytes));
  RequestMessage request;
  auto document = request->initPutDocument();
  document.setKind(kind);
  document.setBytes(as_data(bytes));
  LEDGER_ASSIGN(const Reply reply,
                context.ask(request, Effect::kWrites, wire::Reply::DOCUMENT_HASH));
  kept.emplace_back(kind, sha256_as<DocumentHash>({ByteView(bytes)}));
  return {};
}

Status fill(wire::PublishPolicy::Builder publication, const Context& context,
            const Options& options) {
  if (!options.effective_from.empty()) {
    LEDGER_ASSIGN(const Timestamp from, parse_time(options.effective_from, "--effective-from"));
    publication.setEffectiveFrom(from.get());
  }
  if (!options.material.empty())
    publication.setMaterial(options.material == "yes" ? wire::Answer::YES : wire::Answer::NO);
  std::vector<Text> kept;
  LEDGER_TRY(keep_text(context, wire::DocumentKind::STATEMENT, options.statement, kept));
  LEDGER_TRY(keep_text(context, wire::DocumentKind::NOTICE_TEXT, options.notice, kept));
  auto texts = publication.initTexts(static_cast<unsigned>(kept.size()));
  for (unsigned i = 0; i < texts.size(); ++i) {
    texts[i].setKind(kept[i].first);
    texts[i].setHash(as_data(kept[i].second.view()));
  }
  return {};
}

Result<ExitCode> publish(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const Bytes toml, read_file(options.file, limits::kDocumentBytes));
  LEDGER_ASSIGN(const EventId id, event_id_from(options.id, "--id"));
  RequestMessage request;
  auto publication = request->initPublishPolicy();
  publication.setToml(as_data(toml));
  publication.setEventId(as_data(id.view()));
  LEDGER_TRY(fill(publication, context, options));
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
  command
      .option("--material", options->material,
              "yes or no: does it change what people were told, so that they are to be told anew?")
      .among({"yes", "no"})
      .type_name("ANSWER");
  command.option("--statement", options->statement, "the privacy statement that goes with it; kept")
      .type_name("FILE");
  command.option("--notice", options->notice, "the notice that goes with it; kept")
      .type_name("FILE");
  command.callback([options, &context] {
    context.action = [options, &context] { return publish(context, *options); };
  });
}

} // namespace ledger::tools
