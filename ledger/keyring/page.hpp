// One page of the keyring: up to 256 keys, and the look-up entries of the people whose first key
// stands in it (schemas/FORMAT.md section 6). Sealed whole under a page key that seals nothing
// else.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace ledger {

inline constexpr std::uint32_t kSlotsPerPage = 256;
// Far more look-up entries than any page will see; what is larger is not one of ours.
inline constexpr std::size_t kPageFileBytes = 64u << 20;

// HMAC-SHA256 over a person's name, under the keyring's look-up key.
using LookUpTag = FixedBytes<struct LookUpTagTag, 32>;

// kAbsent is never stored. kMarked: erased, but the key is still held.
enum class SlotState : std::uint8_t { kAbsent, kFree, kAssigned, kMarked, kDestroyed };

struct PageSlot {
  KeyId id;
  SlotState state = SlotState::kAbsent;
  bool first_of_subject = false; // the look-up entries of the subject go with this slot
  bool subject_erased = false;   // as a whole; only on the first slot of a subject
  std::string_view key_class;    // empty for a free slot
  Incarnation incarnation;
  Sequence erasure; // the record that erased it; 0 when none did
  SubjectId subject;
  ByteView key; // 32 bytes, or none when it was destroyed
};

struct PageLookUp {
  LookUpTag tag;
  SubjectId subject;
};

// What a page says. Texts and keys point into the plaintext, or into whatever it is made from.
struct PageImage {
  std::vector<PageSlot> slots;
  std::vector<PageLookUp> look_ups;
};

// Names one file: the same page is another file at each rewrite.
struct PageName {
  LedgerId ledger_id;
  std::uint32_t page = 0;
  std::uint64_t generation = 0;
};

[[nodiscard]] SecretBytes encode_page(const PageImage& image);
// Nothing when the bytes are not exactly a page. The image points into `plaintext`.
[[nodiscard]] std::optional<PageImage> decode_page(ByteView plaintext);

// The bytes of the file. `key` must be fresh and is used up.
[[nodiscard]] Bytes seal_page(const PageName& name, const SecretBytes& plaintext, KeyView key);
// Nothing when file, name or key are not the ones sealed.
[[nodiscard]] std::optional<SecretBytes> open_page(const PageName& name, ByteView file,
                                                   KeyView key);

} // namespace ledger
