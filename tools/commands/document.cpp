#include "ledger/base/limits.hpp"
#include "ledger/base/utf8.hpp"
#include "ledger/crypto/base64.hpp"
#include "ledger/crypto/digest.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"
#include "tools/render/text.hpp"

namespace ledger::tools {
namespace {

struct Options {
  std::string file;
  std::string kind;
  std::string hash;
};

Result<ExitCode> put(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const std::uint16_t kind,
                parse_enumerant(options.kind, capnp::Schema::from<wire::DocumentKind>(), "--kind"));
  LEDGER_ASSIGN(const Bytes bytes, read_file(options.file, limits::kDocumentBytes));
  RequestMessage request;
  auto document = request->initPutDocument();
  document.setKind(static_cast<wire::DocumentKind>(kind));
  document.setBytes(as_data(bytes));
  LEDGER_ASSIGN(const Reply reply,
                context.ask(request, Effect::kWrites, wire::Reply::DOCUMENT_HASH));
  const auto hash = reply->getDocumentHash();
  const std::string name = to_hex({hash.begin(), hash.size()});
  if (context.as_json())
    print_object({{"hash", name}, {"kind", options.kind}, {"bytes", bytes.size()}});
  else
    print("document  " + name + "\nkind      " + options.kind + "\nbytes     " +
          grouped(bytes.size()) + "\nuse it as  --set documents=" + options.kind + ":" + name +
          "\n");
  return ExitCode::kOk;
}

Result<ExitCode> get(const Context& context, const Options& options) {
  const auto bytes = from_hex(options.hash);
  if (!bytes || bytes->size() != DocumentHash::kSize)
    return fail(Errc::kUsage, "a document is named by its SHA-256", "document get HASH",
                "64 hexadecimal digits, as records and `document put` show them");
  RequestMessage request;
  request->setDocument(as_data(*bytes));
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::DOCUMENT));
  const ByteView content(reply->getDocument().begin(), reply->getDocument().size());
  const auto hash = sha256_as<DocumentHash>({content});
  if (hash != DocumentHash(ByteView(*bytes).first<DocumentHash::kSize>()))
    return fail(Errc::kChanged, "the text is not the one that was asked for", "document",
                "auditledger verify says what else was changed");
  const std::string_view text = as_text(content);
  if (!context.as_json()) {
    print_text(context, text);
    return ExitCode::kOk;
  }
  boost::json::object object = {{"hash", to_hex(hash.view())}, {"bytes", content.size()}};
  if (is_valid_utf8(text))
    object["text"] = text;
  else
    object["base64"] = to_base64(content);
  print_object(std::move(object));
  return ExitCode::kOk;
}

} // namespace

void add_document(Command app, Context& context) {
  const Command document = app.add_subcommand(
      "document", "Keep the texts that records name: statements, notices, consent wordings");
  document.require_subcommand(1);
  auto options = std::make_shared<Options>();

  const Command putting = document.add_subcommand("put", "Keep a text; never one about a person");
  putting.option("file", options->file, "the text, as it was shown").required().type_name("FILE");
  putting
      .option("--kind", options->kind,
              "policy, statement, noticeText, consentWording, contractText or assessmentText")
      .required()
      .type_name("KIND");
  putting.callback([options, &context] {
    context.action = [options, &context] { return put(context, *options); };
  });

  const Command getting = document.add_subcommand("get", "Print a text that is kept");
  getting.option("hash", options->hash, "its SHA-256").required().type_name("HASH");
  getting.callback([options, &context] {
    context.action = [options, &context] { return get(context, *options); };
  });
}

} // namespace ledger::tools
