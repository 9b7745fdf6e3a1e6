#include "ledger/chain/proof_file.hpp"

#include "ledger/chain/lines.hpp"
#include "ledger/chain/note.hpp"

namespace ledger {
namespace {

constexpr std::string_view kFirstLine = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

tl::unexpected<Error> malformed(std::string what, std::string where) {
  return fail(Errc::kMalformed, std::move(what), "proof file, " + std::move(where),
              "fetch the proof again and keep it byte for byte");
}

tl::unexpected<Error> too_large(std::string what) {
  return fail(Errc::kTooLarge, std::move(what), "proof file", "check that this is the right file");
}

Status check_checkpoint(std::string_view note) {
  const Result<Note> parsed = parse_note(note);
  if (!parsed) return fail(parsed.error().within("proof file, checkpoint"));
  return {};
}

// Up to the empty line before the checkpoint.
Result<std::vector<NodeHash>> parse_hashes(LineReader& lines) {
  std::vector<NodeHash> hashes;
  std::optional<std::string_view> line = lines.next();
  for (; line && !line->empty(); line = lines.next()) {
    if (hashes.size() == kProofHashes) return too_large("a proof has more than 63 hashes");
    const std::optional<NodeHash> hash = parse_base64_digest<NodeHash>(*line);
    if (!hash) return malformed("a hash is not base64 of 32 bytes", lines.place());
    hashes.push_back(*hash);
  }
  if (!line) return malformed("the empty line before the checkpoint is missing", lines.place());
  return hashes;
}

} // namespace

Result<std::string> format_proof_file(const ProofFile& proof) {
  if (proof.hashes.size() > kProofHashes) return too_large("a proof has more than 63 hashes");
  LEDGER_TRY(check_checkpoint(proof.checkpoint));
  // Before the conversion: to_base64 counts in int.
  if (proof.extra.size() > kProofFileBytes) return too_large("a proof file is larger than 2 MiB");
  std::string text = std::string(kFirstLine) + "\n";
  if (!proof.extra.empty()) text += std::string(kExtra) + to_base64(proof.extra) + "\n";
  text += std::string(kIndex) + std::to_string(proof.index.get()) + "\n";
  for (const NodeHash& hash : proof.hashes)
    text += to_base64(hash.view()) + "\n";
  text += "\n" + proof.checkpoint;
  if (text.size() > kProofFileBytes) return too_large("a proof file is larger than 2 MiB");
  return text;
}

Result<ProofFile> parse_proof_file(std::string_view text) {
  if (text.size() > kProofFileBytes) return too_large("a proof file is larger than 2 MiB");
  LineReader lines(text);
  ProofFile proof;
  if (lines.next() != kFirstLine)
    return malformed("the first line is not that of a tlog-proof file", lines.place());

  std::optional<std::string_view> line = lines.next();
  if (line && line->starts_with(kExtra)) {
    std::optional<Bytes> extra = from_base64(line->substr(kExtra.size()));
    if (!extra || extra->empty())
      return malformed("the extra data is not base64 or empty", lines.place());
    proof.extra = *std::move(extra);
    line = lines.next();
  }
  if (!line || !line->starts_with(kIndex))
    return malformed("the line with the index is missing", lines.place());
  const std::optional<std::uint64_t> index = parse_decimal(line->substr(kIndex.size()));
  if (!index) return malformed("the index is not a plain decimal number", lines.place());
  proof.index = Sequence(*index);

  LEDGER_ASSIGN(proof.hashes, parse_hashes(lines));
  LEDGER_TRY(check_checkpoint(lines.rest()));
  proof.checkpoint = lines.rest();
  return proof;
}

} // namespace ledger
