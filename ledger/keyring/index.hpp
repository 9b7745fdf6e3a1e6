// The index of the keyring: the key of every page, and what else the keyring must remember. Sealed
// under HKDF-SHA256(master key, salt = epoch root, info = purpose and a random salt of this file),
// so that each write has a key of its own, and a file whose root is gone opens for nobody
// (schemas/FORMAT.md section 6).
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"
#include "ledger/crypto/sign.hpp"

#include <vector>

namespace ledger {

inline constexpr std::size_t kIndexFileBytes = 256u << 20;

// Views of what lies elsewhere: in the keyring when it is written, in the plaintext when read.
struct IndexImage {
  struct Page {
    std::uint64_t generation = 0;
    ByteView key; // 32 bytes
  };
  TreeSize cursor;
  bool clean = false;                // closed in order: no free key was handed out since
  std::uint32_t pool_target = 0;     // free keys to keep ready
  std::uint64_t next_generation = 0; // of pages; no number is used twice
  ByteView look_up_key;
  ByteView reference_key;
  std::vector<ByteView> signing_seeds; // the current one last
  std::vector<Page> pages;             // the place in the list is the page's number
};

struct IndexName {
  LedgerId ledger_id;
  std::uint64_t epoch = 0;
};

// What seals an index; both live as long as the keyring.
struct IndexSecrets {
  const MasterKey& master;
  const EpochRoot& root;
};

[[nodiscard]] SecretBytes encode_index(const IndexImage& image);
// Nothing when the bytes are not exactly an index. The image points into `plaintext`.
[[nodiscard]] std::optional<IndexImage> decode_index(ByteView plaintext);

// The bytes of the file.
[[nodiscard]] Bytes seal_index(const IndexName& name, const IndexSecrets& secrets,
                               const SecretBytes& plaintext);
// kDamaged: not the bytes that were written. kForeign: of another ledger. kWrongKey: whole, but
// sealed under another master key or epoch root. `where` names the file in errors.
[[nodiscard]] Result<SecretBytes> open_index(const IndexName& name, const IndexSecrets& secrets,
                                             ByteView file, const std::string& where);

} // namespace ledger
