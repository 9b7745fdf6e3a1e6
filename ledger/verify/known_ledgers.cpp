// The file: a label, the verifier key, then the signed checkpoint as it is.
//
//     auditledger-known/v1
//     audit.example/ledger+3652ace2+AQOh...
//     audit.example/ledger
//     8
//     ...
#include "ledger/verify/known_ledgers.hpp"

#include "ledger/chain/lines.hpp"

#include <cstdlib>

namespace ledger {
namespace {

constexpr std::string_view kLabel = "auditledger-known/v1";

} // namespace

std::optional<std::filesystem::path> KnownLedgers::default_folder() {
  const auto set = [](const char* value) { return value != nullptr && *value == '/'; };
  const char* state = std::getenv("XDG_STATE_HOME");
  if (set(state)) return std::filesystem::path(state) / "auditledger" / "known";
  const char* home = std::getenv("HOME");
  if (!set(home)) return std::nullopt;
  return std::filesystem::path(home) / ".local" / "state" / "auditledger" / "known";
}

std::filesystem::path KnownLedgers::file_of(const LedgerId& id) const {
  return folder_ / to_hex(id.view());
}

Result<std::optional<KnownLedger>> KnownLedgers::find(const LedgerId& id) const {
  const std::filesystem::path file = file_of(id);
  const auto bytes = DurableFiles(nullptr).read(file, 2 * kNoteBytes);
  if (!bytes && bytes.error().code() == Errc::kNotFound) return std::nullopt;
  if (!bytes) return fail(bytes.error());
  LineReader lines(as_text(*bytes));
  const auto label = lines.next();
  const auto key_text = lines.next();
  const auto key = key_text ? parse_verifier_key(*key_text)
                            : Result<VerifierKey>(fail(Errc::kMalformed, "", "", ""));
  if (label != kLabel || !key)
    return fail(Errc::kMalformed, "what was remembered of this ledger is not readable",
                file.string(), "look at the file; remove it to start trusting anew with --key");
  return KnownLedger{*key, std::string(lines.rest())};
}

Status KnownLedgers::remember(const LedgerId& id, const KnownLedger& known) const {
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (error)
    return fail(Errc::kPermissions, "the folder could not be made: " + error.message(),
                folder_.string(), "set XDG_STATE_HOME to a folder that is yours");
  const std::string text =
      std::string(kLabel) + "\n" + format_verifier_key(known.key) + "\n" + known.note;
  return DurableFiles(nullptr).replace(file_of(id), as_bytes(text));
}

void use_known(const KnownLedger& known, Evidence& evidence) {
  if (!evidence.trusted_key) evidence.trusted_key = known.key;
  evidence.checkpoints.push_back({known.note, "remembered from an earlier verification"});
}

} // namespace ledger
