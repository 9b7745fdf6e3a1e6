#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/verify/known_ledgers.hpp"
#include "tools/commands/commands.hpp"
#include "tools/input.hpp"
#include "tools/verification/outside_evidence.hpp"
#include "tools/verification/run_verification.hpp"
#include "tools/verification/verify_report.hpp"

namespace ledger::tools {
namespace {

struct Options {
  std::string file;
  std::string proof;
};

// The key that was brought, or the one remembered for this ledger.
Result<VerifierKey> key_for(const Context& context, const LedgerId& ledger) {
  if (!context.options.key.empty()) return read_key(context.options.key);
  if (const auto folder = KnownLedgers::default_folder()) {
    LEDGER_ASSIGN(const auto known, KnownLedgers(*folder).find(ledger));
    if (known) return known->key;
  }
  return fail(Errc::kCannotDecide, "no key is trusted for this ledger",
              "ledger " + to_hex(ledger.view()),
              "bring the key that its operator published: --key VKEY|FILE");
}

Result<Checkpoint> check_proof(const Receipt& receipt, const std::string& text,
                               const VerifierKey& key) {
  LEDGER_ASSIGN(const ProofFile proof, parse_proof_file(text));
  LEDGER_ASSIGN(const Checkpoint checkpoint,
                open_checkpoint(proof.checkpoint, {&key, 1}, receipt.origin));
  if (proof.index != receipt.sequence)
    return fail(Errc::kReordered, "the proof is for another record",
                "record " + std::to_string(proof.index.get()) + ", and the receipt is for record " +
                    std::to_string(receipt.sequence.get()),
                "auditledger prove " + std::to_string(receipt.sequence.get()));
  LEDGER_TRY(
      verify_inclusion(proof.index, checkpoint.size, receipt.leaf, proof.hashes, checkpoint.root));
  return checkpoint;
}

Result<std::string> proof_from_daemon(const Context& context, Sequence sequence) {
  RequestMessage request;
  request->initProve().setSequence(sequence.get());
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::PROOF));
  return std::string(reply->getProof().getText().cStr());
}

void print_good(const Context& context, const Receipt& receipt, const Checkpoint& checkpoint,
                const VerifierKey& key) {
  if (context.as_json())
    return print_object({{"verdict", "verified"},
                         {"sequence", receipt.sequence.get()},
                         {"checkpointSize", checkpoint.size.get()},
                         {"trustedKey", format_verifier_key(key)}});
  print(context.out().green("VERIFIED") + "  record " + std::to_string(receipt.sequence.get()) +
        " stands in the tree of " + std::to_string(checkpoint.size.get()) + " records signed by " +
        format_verifier_key(key) + "\n");
}

Result<ExitCode> verify_by_proof(const Context& context, const std::vector<Receipt>& receipts,
                                 const std::string& proof_path) {
  for (const Receipt& receipt : receipts) {
    LEDGER_ASSIGN(const VerifierKey key, key_for(context, receipt.ledger_id));
    std::string text;
    if (proof_path.empty()) {
      LEDGER_ASSIGN(text, proof_from_daemon(context, receipt.sequence));
    } else {
      LEDGER_ASSIGN(const Bytes bytes, read_file(proof_path, kProofFileBytes));
      text = as_text(bytes);
    }
    LEDGER_ASSIGN(const Checkpoint checkpoint, check_proof(receipt, text, key));
    print_good(context, receipt, checkpoint, key);
  }
  return ExitCode::kOk;
}

Result<ExitCode> verify_by_state(const Context& context, std::vector<Receipt> receipts) {
  VerificationRequest request;
  request.state = context.options.state;
  request.threads = 2;
  request.evidence.receipts = std::move(receipts);
  if (!context.options.key.empty()) {
    LEDGER_ASSIGN(request.evidence.trusted_key, read_key(context.options.key));
  }
  LEDGER_ASSIGN(const VerifyReport report, run_verification(context, std::move(request)));
  if (context.as_json())
    print_object(verify_report_object(report));
  else
    print(render_verify_report(report, true, context.out()));
  return exit_code_of(report.verdict());
}

Result<ExitCode> receipt_verify(const Context& context, const Options& options) {
  LEDGER_ASSIGN(std::vector<Receipt> receipts, read_receipts(options.file));
  if (options.proof.empty() && !context.options.state.empty())
    return verify_by_state(context, std::move(receipts));
  if (!options.proof.empty() && receipts.size() != 1)
    return fail(Errc::kUsage, "a proof is for one receipt, and the file holds several",
                options.file, "put the one receipt into a file of its own");
  return verify_by_proof(context, receipts, options.proof);
}

} // namespace

void add_receipt(Command app, Context& context) {
  const Command receipt = app.add_subcommand("receipt", "What to do with receipts");
  receipt.require_subcommand(1);
  const Command command = receipt.add_subcommand(
      "verify", "Check that the ledger still holds what was acknowledged: against --state DIR, a "
                "proof, or the daemon");
  auto options = std::make_shared<Options>();
  command.option("file", options->file, "receipts, one a line").required().type_name("FILE");
  command.option("--proof", options->proof, "a .tlog-proof file: offline, with --key")
      .type_name("FILE");
  command.callback([options, &context] {
    context.action = [options, &context] { return receipt_verify(context, *options); };
  });
}

} // namespace ledger::tools
