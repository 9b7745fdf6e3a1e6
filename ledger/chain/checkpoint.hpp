// Checkpoints, C2SP tlog-checkpoint 1.0.0: the signed statement of how many records a ledger holds
// and which root they have.
#pragma once

#include "ledger/chain/note.hpp"
#include "ledger/chain/tree.hpp"

namespace ledger {

struct Checkpoint {
  std::string origin; // the ledger's name for ever, one line, for example audit.example.org/ledger
  TreeSize size;
  RootHash root;
  std::vector<std::string> extensions; // opaque lines; we write none, others may
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

// The text to sign. kInvalidField when a line is empty or holds a newline, the size is above
// kMaxTreeSize, or an empty tree has another root than empty_root(); what check_note_text says.
[[nodiscard]] Result<std::string> format_checkpoint(const Checkpoint& checkpoint);
// kMalformed when this is not, byte for byte, what format_checkpoint gives; kInvalidField for a
// size or root that no tree has. Says nothing about who signed.
[[nodiscard]] Result<Checkpoint> parse_checkpoint(std::string_view text);

// The whole signed note, under the origin as key name, as the specification recommends.
[[nodiscard]] Result<std::string> sign_checkpoint(const Checkpoint& checkpoint,
                                                  const SigningSeed& seed);
// `known` are keys of the ledger itself: any one of them is enough. kMalformed, kTooLarge, kChanged
// and kWrongSigner as parse_note and verify_note say; kForeign when the origin is another.
[[nodiscard]] Result<Checkpoint>
open_checkpoint(std::string_view note, std::span<const VerifierKey> known, std::string_view origin);

} // namespace ledger
