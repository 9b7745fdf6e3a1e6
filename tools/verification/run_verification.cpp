#include "tools/verification/run_verification.hpp"

#include "ledger/chain/checkpoint.hpp"
#include "ledger/verify/known_ledgers.hpp"
#include "tools/render/progress.hpp"
#include "tools/verification/socket_reader.hpp"

namespace ledger::tools {
namespace {

Status add_known(const LedgerId& claimed, Evidence& evidence) {
  const auto folder = KnownLedgers::default_folder();
  if (!folder) return {};
  LEDGER_ASSIGN(const auto known, KnownLedgers(*folder).find(claimed));
  if (known) use_known(*known, evidence);
  return {};
}

// The id that record 0, or the last opening, claims.
Result<LedgerId> claimed_id(const Context& context) {
  RequestMessage request;
  request->setStatus();
  LEDGER_ASSIGN(const Reply reply, context.ask(request, Effect::kReads, wire::Reply::STATUS));
  const auto id = reply->getStatus().getLedgerId();
  if (id.size() == LedgerId::kSize)
    return LedgerId(ByteView(id.begin(), id.size()).first<LedgerId::kSize>());
  return fail(Errc::kMalformed, "the daemon's status has no ledger id", "status",
              "check which program listens on the socket");
}

// How many records the evidence is about.
TreeSize reach_of(const Evidence& evidence) {
  TreeSize reach;
  for (const Receipt& receipt : evidence.receipts)
    reach = std::max(reach, size_after(receipt.sequence));
  for (const KeptCheckpoint& kept : evidence.checkpoints) {
    const auto note = parse_note(kept.note);
    const auto checkpoint =
        note ? parse_checkpoint(note->text) : Result<Checkpoint>(fail(note.error()));
    if (checkpoint) reach = std::max(reach, checkpoint->size); // else the verdict says what it is
  }
  return reach;
}

Result<VerifyReport> verify_over_socket(const Context& context, Evidence evidence,
                                        const VerifyOptions& options) {
  LEDGER_ASSIGN(const LedgerId claimed, claimed_id(context));
  LEDGER_TRY(add_known(claimed, evidence));
  LEDGER_ASSIGN(Client client, context.connect());
  SocketReader reader(context, std::move(client), reach_of(evidence));
  auto report = verify_ledger(reader, evidence, options);
  // A verdict that rests on answers that did not come would be none.
  if (const auto failure = reader.failure()) return fail(*failure);
  return report;
}

// With the key that was trusted; a first meeting with --remember trusts the ledger's own.
Status remember(const VerifyReport& report, const VerifierKey& key, const std::string& note) {
  const auto folder = KnownLedgers::default_folder();
  if (!folder)
    return fail(Errc::kNotFound, "there is no home to remember this ledger in", "HOME",
                "set XDG_STATE_HOME to a folder that is yours");
  return KnownLedgers(*folder).remember(report.ledger_id, {key, note});
}

} // namespace

Result<VerifyReport> run_verification(const Context& context, VerificationRequest request) {
  const bool quiet = context.options.quiet || context.as_json();
  std::optional<Progress> progress;
  VerifyOptions options;
  options.threads = request.threads;
  options.try_tables = true;
  options.on_progress = [&](std::uint64_t done, std::uint64_t of) {
    if (!progress) progress.emplace("verifying", "records", of, quiet);
    progress->update(done);
  };
  const bool brought = request.evidence.trusted_key.has_value();
  Result<VerifyReport> report = [&]() -> Result<VerifyReport> {
    if (request.state.empty()) return verify_over_socket(context, request.evidence, options);
    LEDGER_ASSIGN(const StateFolders folders, find_state(request.state));
    return verify_state(folders, request.evidence, add_known, options);
  }();
  progress.reset();
  if (!report) return report;

  const bool good = report->verdict() == Verdict::kVerified ||
                    report->verdict() == Verdict::kSignerNotEstablished;
  const std::string& key_text = report->trusted_key ? *report->trusted_key : report->own_key;
  const auto& note = report->trusted_key ? report->last_trusted_note : report->last_own_note;
  if (!good || !note || !(brought || request.remember || report->trusted_key)) return report;
  LEDGER_ASSIGN(const VerifierKey key, parse_verifier_key(key_text));
  if (const Status kept = remember(*report, key, *note); !kept)
    report->notes.push_back("this result was not remembered: " + kept.error().what());
  return report;
}

} // namespace ledger::tools
