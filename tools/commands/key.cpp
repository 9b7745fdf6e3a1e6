#include "ledger/chain/note.hpp"
#include "ledger/event/json.hpp"
#include "tools/commands/commands.hpp"
#include "tools/render/table.hpp"
#include "tools/render/text.hpp"

#include <iostream>
#include <unistd.h>

namespace ledger::tools {
namespace {

namespace json = boost::json;

struct Options {
  std::string retire;
  bool yes = false;
};

Result<Reply> ask_for_keys(const Context& context) {
  RequestMessage request;
  request->setSigningKeys();
  return context.ask(request, Effect::kReads, wire::Reply::SIGNING_KEYS);
}

std::string state_of(wire::SigningKey::Reader key) {
  if (key.getClosingSize() == 0) return "signs";
  return key.hasClosingCheckpoint() ? "retired" : "closing";
}

Result<ExitCode> list(const Context& context) {
  LEDGER_ASSIGN(const Reply reply, ask_for_keys(context));
  JsonList entries(context, "keys");
  Table table(
      {{"FROM RECORD", Align::kRight}, {"UNTIL SIZE", Align::kRight}, {"STATE"}, {"VERIFIER KEY"}});
  for (const auto key : reply->getSigningKeys()) {
    const std::uint64_t until = key.getClosingSize();
    entries.add({{"verifierKey", key.getVerifierKey().cStr()},
                 {"from", number_json(key.getFrom())},
                 {"until", until == 0 ? json::value(nullptr) : json::value(number_json(until))},
                 {"state", state_of(key)}});
    table.add({grouped(key.getFrom()), until == 0 ? "-" : grouped(until), state_of(key),
               escape_terminal(key.getVerifierKey().cStr())});
  }
  entries.finish();
  if (!context.as_json()) print(table.render(context.width(), context.out()));
  return ExitCode::kOk;
}

// The oldest one that signs: the one that the next rotation retires.
Result<std::string> key_to_retire(const Context& context, const Options& options) {
  if (!options.retire.empty()) {
    if (parse_verifier_key(options.retire)) return options.retire;
    return fail(Errc::kUsage, "not a verifier key", "--retire", "auditledger key list shows them");
  }
  LEDGER_ASSIGN(const Reply reply, ask_for_keys(context));
  for (const auto key : reply->getSigningKeys())
    if (key.getClosingSize() == 0) return std::string(key.getVerifierKey().cStr());
  return fail(Errc::kNotFound, "the daemon names no key that signs", "key rotate",
              "check which program listens on the socket");
}

Status confirm(const Context& context, const Options& options, const std::string& key) {
  if (options.yes) return {};
  if (isatty(STDIN_FILENO) != 1)
    return fail(Errc::kUsage, "a retired key is destroyed, which has to be confirmed", "key rotate",
                "add --yes");
  say(context, context.err().bold("Retire " + escape_terminal(key) +
                                  " and destroy it? Nobody can undo this. Type yes: "));
  std::string answer;
  std::getline(std::cin, answer);
  if (answer == "yes") return {};
  return fail(Errc::kUsage, "not confirmed; nothing was changed", "key rotate",
              "type yes, or add --yes");
}

std::string in_words(wire::Rotated::Reader rotated) {
  return "retired   " + escape_terminal(rotated.getRetired().cStr()) + "\nsigns     " +
         escape_terminal(rotated.getCurrent().cStr()) + "\nrecords   " +
         std::to_string(rotated.getAnnouncedBy()) + " (announced), " +
         std::to_string(rotated.getRetiredBy()) + " (retired)\nclosing   checkpoint of size " +
         std::to_string(rotated.getClosingSize()) +
         ", signed by both keys; the retired key is destroyed\n";
}

constexpr std::string_view kWhatNow =
    "\n"
    "Auditors keep the first key: verify follows the closing checkpoints from it to this one.\n"
    "To check one proof from now on with --proof alone, they take the key that signs.\n"
    "Now, in this order:\n"
    "  auditledger verify              with the first key; it must say VERIFIED\n"
    "  copy the keyring folder anew    copies from before open no more; never copy the root\n"
    "The recovery sheet stays as it is: the master key did not change.\n";

Result<ExitCode> rotate(const Context& context, const Options& options) {
  LEDGER_ASSIGN(const std::string key, key_to_retire(context, options));
  LEDGER_TRY(confirm(context, options, key));
  RequestMessage request;
  request->setRotateKey(key.c_str());
  auto reply = context.ask(request, Effect::kWrites, wire::Reply::ROTATED);
  // Asked again with the same key it is carried out once.
  if (!reply) return fail(reply.error().within("key rotate --retire " + key));
  const auto rotated = (*reply)->getRotated();
  if (context.as_json()) {
    print_object(plain_json(capnp::DynamicStruct::Reader(rotated)).as_object());
  } else {
    print(in_words(rotated));
    say(context, kWhatNow);
  }
  return ExitCode::kOk;
}

} // namespace

void add_key(Command app, Context& context) {
  const Command command = app.add_subcommand("key", "The keys that sign this ledger's checkpoints");
  command.require_subcommand(1);
  command.add_subcommand("list", "Which key signs, or signed, from where to where")
      .callback([&context] { context.action = [&context] { return list(context); }; });
  const Command rotated = command.add_subcommand(
      "rotate", "Make a new signing key, and retire and destroy the old one");
  auto options = std::make_shared<Options>();
  rotated
      .option("--retire", options->retire,
              "the key to retire, so that asking again does it once; the oldest that signs, "
              "if not given")
      .type_name("VKEY");
  rotated.flag("--yes", options->yes, "do not ask");
  rotated.callback([options, &context] {
    context.action = [options, &context] { return rotate(context, *options); };
  });
}

} // namespace ledger::tools
