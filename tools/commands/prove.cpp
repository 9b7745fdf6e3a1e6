#include "ledger/event/json.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"

namespace ledger::tools {
namespace {

struct Options {
  std::uint64_t sequence = 0;
  std::string file;
};

Result<ExitCode> prove(const Context& context, const Options& options) {
  if (options.file == "table" || options.file == "json" || options.file == "jsonl" ||
      options.file == "csv")
    return fail(Errc::kUsage, "-o names the file of the proof here", "prove -o " + options.file,
                "--format " + options.file + " chooses the format; -o ./" + options.file +
                    " a file of that name");
  RequestMessage request;
  request->initProve().setSequence(options.sequence);
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::PROOF));
  const auto proof = reply->getProof();
  const std::string text = proof.getText().cStr();
  if (!options.file.empty()) {
    LEDGER_TRY(write_file(options.file, text));
    say(context, "the proof of record " + std::to_string(options.sequence) + " is in " +
                     options.file + "\n");
  }
  const auto leaf = proof.getLeafHash();
  if (context.as_json())
    print_object({{"sequence", number_json(options.sequence)},
                  {"leafHash", to_hex({leaf.begin(), leaf.size()})},
                  {"proof", text}});
  else if (options.file.empty())
    print(text);
  return ExitCode::kOk;
}

} // namespace

void add_prove(Command app, Context& context) {
  const Command command =
      app.add_subcommand("prove", "Prove offline that a record stands in the signed tree");
  auto options = std::make_shared<Options>();
  command.option("record", options->sequence, "its number").required().type_name("SEQ");
  command.option("-o,--out", options->file, "write the .tlog-proof file here").type_name("FILE");
  command.callback([options, &context] {
    context.action = [options, &context] { return prove(context, *options); };
  });
}

} // namespace ledger::tools
