#include "ledger/chain/note.hpp"

#include "ledger/base/utf8.hpp"
#include "ledger/chain/lines.hpp"
#include "ledger/crypto/digest.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::uint8_t kEd25519Type = 0x01;
constexpr std::size_t kIdBytes = 4;
constexpr std::size_t kIdDigits = 2 * kIdBytes;
constexpr std::string_view kDash = "\xE2\x80\x94 "; // em dash, space

tl::unexpected<Error> malformed(std::string what, std::string where) {
  return fail(Errc::kMalformed, std::move(what), std::move(where),
              "fetch the signed text again and keep it byte for byte");
}

// White_Space of the Unicode character database, property list.
bool is_space(char32_t point) {
  return (point >= 0x09 && point <= 0x0D) || point == 0x20 || point == 0x85 || point == 0xA0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200A) || point == 0x2028 ||
         point == 0x2029 || point == 0x202F || point == 0x205F || point == 0x3000;
}

NoteKeyId id_of(std::string_view name, const PublicKey& key) {
  constexpr std::uint8_t kSeparator[] = {'\n', kEd25519Type};
  const auto digest =
      sha256_as<Digest<struct KeyNameDigestTag>>({as_bytes(name), kSeparator, key.view()});
  return NoteKeyId(static_cast<std::uint32_t>(get_be(digest.view().data(), kIdBytes)));
}

Bytes id_bytes(NoteKeyId id) {
  Bytes bytes;
  append_be(bytes, id.get(), kIdBytes);
  return bytes;
}

Result<NoteSignature> parse_signature(std::string_view line, const std::string& place) {
  if (!line.starts_with(kDash)) return malformed("a signature line lacks its dash", place);
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !is_key_name(line.substr(0, space)))
    return malformed("a signature line lacks a proper key name", place);
  const std::optional<Bytes> bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= kIdBytes)
    return malformed("a signature is not base64 of an id and a signature", place);
  ByteReader reader(*bytes);
  const NoteKeyId id(static_cast<std::uint32_t>(reader.be(kIdBytes)));
  const ByteView rest = reader.take(reader.left());
  return NoteSignature{std::string(line.substr(0, space)), id, Bytes(rest.begin(), rest.end())};
}

bool goes_by(const VerifierKey& key, std::string_view name, NoteKeyId id) {
  return key.id == id && key.name == name;
}

Status check_distinct(std::span<const VerifierKey> known) {
  for (std::size_t i = 0; i < known.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (goes_by(known[j], known[i].name, known[i].id))
        return fail(Errc::kInvalidField, "two trusted keys have the same name and id",
                    "trusted keys", "give each trusted key once");
  return {};
}

bool fits(const VerifierKey& key, const Note& note, const NoteSignature& signature) {
  if (signature.bytes.size() != Signature::kSize) return false;
  const auto bytes = ByteReader(signature.bytes).fixed<Signature>();
  return verify_signature(key.key, as_bytes(note.text), bytes);
}

} // namespace

bool is_key_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const std::optional<char32_t> point = take_code_point(name);
    if (!point || *point < 0x20 || *point == U'+' || is_space(*point)) return false;
  }
  return true;
}

Result<VerifierKey> make_verifier_key(std::string_view name, const PublicKey& key) {
  if (!is_key_name(name))
    return fail(Errc::kInvalidField, "a key name is empty or holds a space or a plus sign",
                "key name", "use a name such as audit.example.org/ledger");
  return VerifierKey{std::string(name), id_of(name, key), key};
}

Result<VerifierKey> parse_verifier_key(std::string_view vkey) {
  const auto refuse = [](Errc code, std::string what) {
    return fail(code, std::move(what), "verifier key",
                "copy the whole key text, name+id+key, from where it was published");
  };
  // The name holds no plus sign; the base64 may.
  const std::size_t name_end = std::min(vkey.find('+'), vkey.size());
  const std::size_t id_end = name_end + 1 + kIdDigits;
  if (vkey.size() <= id_end || vkey[id_end] != '+')
    return refuse(Errc::kMalformed, "a verifier key is not name+id+key");
  const std::optional<Bytes> material = from_base64(vkey.substr(id_end + 1));
  if (!material || material->empty())
    return refuse(Errc::kMalformed, "a verifier key is not base64");
  if (material->front() != kEd25519Type || material->size() != 1 + PublicKey::kSize)
    return refuse(Errc::kInvalidField, "a verifier key is not an Ed25519 note key");

  const auto key = ByteReader(ByteView(*material).subspan(1)).fixed<PublicKey>();
  LEDGER_ASSIGN(VerifierKey verifier, make_verifier_key(vkey.substr(0, name_end), key));
  if (vkey.substr(name_end + 1, kIdDigits) != to_hex(id_bytes(verifier.id)))
    return refuse(Errc::kMalformed, "the id of a verifier key does not fit its name and key");
  return verifier;
}

std::string format_verifier_key(const VerifierKey& key) {
  Bytes material{kEd25519Type};
  append(material, key.key.view());
  return key.name + "+" + to_hex(id_bytes(key.id)) + "+" + to_base64(material);
}

Status check_note_text(std::string_view text) {
  if (text.size() > kNoteBytes)
    return fail(Errc::kTooLarge, "a signed text is larger than 1 MiB", "signed text",
                "check that this is the right file");
  if (text.empty() || text.back() != '\n')
    return malformed("a signed text does not end with a newline", "signed text");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; };
  if (std::any_of(text.begin(), text.end(), is_control))
    return malformed("a signed text holds a control character", "signed text");
  if (!is_valid_utf8(text)) return malformed("a signed text is not UTF-8", "signed text");
  return {};
}

Result<Note> parse_note(std::string_view note) {
  LEDGER_TRY(check_note_text(note));
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos)
    return malformed("no blank line stands between text and signatures", "signed text");

  Note parsed{std::string(note.substr(0, blank + 1)), {}};
  LineReader lines(note.substr(blank + 2));
  while (const std::optional<std::string_view> line = lines.next()) {
    if (parsed.signatures.size() == kNoteSignatures)
      return fail(Errc::kTooLarge, "a text carries more than 64 signatures", "signed text",
                  "fetch it with fewer cosignatures");
    LEDGER_ASSIGN(NoteSignature signature, parse_signature(*line, "signatures, " + lines.place()));
    parsed.signatures.push_back(std::move(signature));
  }
  if (parsed.signatures.empty()) return malformed("a text carries no signature", "signed text");
  return parsed;
}

Result<std::string> sign_note(std::string_view text, std::string_view name,
                              const SigningSeed& seed) {
  LEDGER_TRY(check_note_text(text));
  LEDGER_ASSIGN(const VerifierKey signer, make_verifier_key(name, public_key_of(seed)));
  Bytes bytes = id_bytes(signer.id);
  append(bytes, sign(seed, as_bytes(text)).view());
  return std::string(kDash) + signer.name + " " + to_base64(bytes) + "\n";
}

std::string assemble_note(std::string_view text, std::span<const std::string> signature_lines) {
  std::string note(text);
  note += '\n';
  for (const std::string& line : signature_lines)
    note += line;
  return note;
}

Result<std::vector<std::size_t>> verify_note(const Note& note, std::span<const VerifierKey> known) {
  LEDGER_TRY(check_distinct(known));
  std::vector<bool> signed_by(known.size());
  for (const NoteSignature& signature : note.signatures) {
    const auto key = std::find_if(known.begin(), known.end(), [&](const VerifierKey& candidate) {
      return goes_by(candidate, signature.name, signature.id);
    });
    if (key == known.end()) continue;
    if (!fits(*key, note, signature))
      return fail(Errc::kChanged, "a trusted key's signature does not fit the text", "signed text",
                  "fetch it again; if it fails again, somebody changed the text or the signature");
    signed_by[static_cast<std::size_t>(key - known.begin())] = true;
  }

  std::vector<std::size_t> signers;
  for (std::size_t i = 0; i < known.size(); ++i)
    if (signed_by[i]) signers.push_back(i);
  if (signers.empty())
    return fail(Errc::kWrongSigner, "no trusted key has signed the text", "signed text",
                "check that the trusted key belongs to this ledger");
  return signers;
}

} // namespace ledger
