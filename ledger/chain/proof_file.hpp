// The .tlog-proof text of C2SP tlog-proof: one file that shows, offline, that a record stands in a
// signed tree.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ledger {

inline constexpr std::size_t kProofFileBytes = 2u << 20;
// The height of the largest tree.
inline constexpr std::size_t kProofHashes = 63;

// Nothing in it is to be believed before open_checkpoint and verify_inclusion have accepted it, and
// `extra` is vouched for by neither.
struct ProofFile {
  Sequence index;
  Bytes extra; // empty: none
  std::vector<NodeHash> hashes;
  std::string checkpoint; // the signed note, verbatim
};

// kTooLarge above kProofHashes or kProofFileBytes; what parse_note says of the checkpoint.
[[nodiscard]] Result<std::string> format_proof_file(const ProofFile& proof);
// kMalformed when this is not, byte for byte, what format_proof_file gives.
[[nodiscard]] Result<ProofFile> parse_proof_file(std::string_view text);

} // namespace ledger
