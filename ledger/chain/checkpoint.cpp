#include "ledger/chain/checkpoint.hpp"

#include "ledger/chain/lines.hpp"

#include <algorithm>

namespace ledger {
namespace {

tl::unexpected<Error> malformed(std::string what, std::string where) {
  return fail(Errc::kMalformed, std::move(what), "checkpoint, " + std::move(where),
              "fetch the checkpoint again and keep it byte for byte");
}

tl::unexpected<Error> impossible(std::string what, std::string where) {
  return fail(Errc::kInvalidField, std::move(what), "checkpoint, " + std::move(where),
              "check where the checkpoint comes from");
}

bool is_line(const std::string& text) {
  return !text.empty() && text.find('\n') == std::string::npos;
}

Status check_fields(const Checkpoint& checkpoint) {
  if (!is_line(checkpoint.origin)) return impossible("an origin is not one line", "origin");
  if (checkpoint.size > kMaxTreeSize) return impossible("no tree can be this large", "tree size");
  if (checkpoint.size.get() == 0 && checkpoint.root != empty_root())
    return impossible("an empty tree has only one root, and it is another", "root");
  if (!std::all_of(checkpoint.extensions.begin(), checkpoint.extensions.end(), is_line))
    return impossible("an extension is not one line", "extensions");
  return {};
}

} // namespace

Result<std::string> format_checkpoint(const Checkpoint& checkpoint) {
  LEDGER_TRY(check_fields(checkpoint));
  std::string text = checkpoint.origin + "\n" + std::to_string(checkpoint.size.get()) + "\n" +
                     to_base64(checkpoint.root.view()) + "\n";
  for (const std::string& extension : checkpoint.extensions)
    text += extension + "\n";
  LEDGER_TRY(check_note_text(text));
  return text;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  LEDGER_TRY(check_note_text(text));
  LineReader lines(text);
  Checkpoint checkpoint;
  const std::optional<std::string_view> origin = lines.next();
  if (!origin || origin->empty()) return malformed("the origin is missing", lines.place());
  checkpoint.origin = *origin;

  const std::optional<std::uint64_t> size = parse_decimal(lines.next().value_or(""));
  if (!size) return malformed("the tree size is not a plain decimal number", lines.place());
  checkpoint.size = TreeSize(*size);

  const std::optional<RootHash> root = parse_base64_digest<RootHash>(lines.next().value_or(""));
  if (!root) return malformed("the root is not base64 of 32 bytes", lines.place());
  checkpoint.root = *root;

  while (const std::optional<std::string_view> extension = lines.next()) {
    if (extension->empty()) return malformed("an extension line is empty", lines.place());
    checkpoint.extensions.emplace_back(*extension);
  }
  LEDGER_TRY(check_fields(checkpoint));
  return checkpoint;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const SigningSeed& seed) {
  LEDGER_ASSIGN(const std::string text, format_checkpoint(checkpoint));
  LEDGER_ASSIGN(const std::string line, sign_note(text, checkpoint.origin, seed));
  return assemble_note(text, {&line, 1});
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const VerifierKey> known,
                                   std::string_view origin) {
  LEDGER_ASSIGN(const Note parsed, parse_note(note));
  LEDGER_TRY(verify_note(parsed, known));
  LEDGER_ASSIGN(Checkpoint checkpoint, parse_checkpoint(parsed.text));
  if (checkpoint.origin != origin)
    return fail(Errc::kForeign, "the checkpoint belongs to another ledger", "checkpoint, origin",
                "check which ledger this file was taken from");
  return checkpoint;
}

} // namespace ledger
