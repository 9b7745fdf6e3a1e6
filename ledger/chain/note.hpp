// Signed notes, C2SP signed-note 1.0.0 with Ed25519: a text, a blank line, signature lines. The
// form in which checkpoints travel and in which other people's verifiers read them.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/crypto/sign.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

inline constexpr std::size_t kNoteBytes = 1u << 20;
// The specification asks for room for 16 at least: rotation and witnesses sign side by side.
inline constexpr std::size_t kNoteSignatures = 64;

// Tells apart the keys that go by one name. Four bytes of a hash: a hint, no protection.
using NoteKeyId = Strong<struct NoteKeyIdTag, std::uint32_t>;

// The public half of a signing key under the name that it signs by.
struct VerifierKey {
  std::string name;
  NoteKeyId id;
  PublicKey key;
  friend bool operator==(const VerifierKey&, const VerifierKey&) = default;
};

// Not empty, UTF-8, without Unicode spaces, control characters and '+'.
[[nodiscard]] bool is_key_name(std::string_view name);
// Computes the id. kInvalidField when is_key_name refuses the name.
[[nodiscard]] Result<VerifierKey> make_verifier_key(std::string_view name, const PublicKey& key);
// The vkey text, "name+530d903a+base64". kMalformed when it is none or its id is not the one that
// name and key give; kInvalidField when the key is not of type 1, Ed25519.
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view vkey);
[[nodiscard]] std::string format_verifier_key(const VerifierKey& key);

struct NoteSignature {
  std::string name;
  NoteKeyId id;
  Bytes bytes; // behind the id; what they mean depends on the type of the key
};

// Nothing in it is to be believed before verify_note has accepted it.
struct Note {
  std::string text; // with its last newline
  std::vector<NoteSignature> signatures;
};

// What a note may sign: UTF-8 without control characters but the newline, which also ends it.
// kMalformed otherwise, kTooLarge above kNoteBytes.
[[nodiscard]] Status check_note_text(std::string_view text);
// kMalformed, or kTooLarge above kNoteBytes or kNoteSignatures. Never looks into a signature.
[[nodiscard]] Result<Note> parse_note(std::string_view note);

// One signature line with its newline. kInvalidField for a name that is no key name, and what
// check_note_text says of the text.
[[nodiscard]] Result<std::string> sign_note(std::string_view text, std::string_view name,
                                            const SigningSeed& seed);
// The note from its text and the lines that sign_note gave; at least one.
[[nodiscard]] std::string assemble_note(std::string_view text,
                                        std::span<const std::string> signature_lines);

// The positions in `known`, ascending, of the keys that signed; at least one. Lines of unknown keys
// are passed over. kChanged when a known key's line does not fit the text, kWrongSigner when no
// known key signed, kInvalidField when two known keys share name and id.
[[nodiscard]] Result<std::vector<std::size_t>> verify_note(const Note& note,
                                                           std::span<const VerifierKey> known);

} // namespace ledger
