// A page of the keyring holds what it states and nothing else.
#include "ledger/keyring/page.hpp"

#include "tests/unit/keyring_support.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr std::size_t kSlotBytes = 80;
constexpr std::size_t kKeyAt = 48; // within a slot; in front of it: FORMAT.md section 6

// A free slot, then an assigned one, then a destroyed one.
struct Page {
  Page() {
    const Bytes key(32, 0x77);
    PageImage image;
    for (const SlotState state : {SlotState::kFree, SlotState::kAssigned, SlotState::kDestroyed}) {
      PageSlot& slot = image.slots.emplace_back();
      slot.id = random_id<KeyId>();
      slot.state = state;
      if (state != SlotState::kDestroyed) slot.key = key;
      if (state == SlotState::kFree) continue;
      slot.key_class = "customer";
      slot.incarnation = Incarnation(1);
      slot.subject = random_id<SubjectId>();
      slot.erasure = Sequence(state == SlotState::kDestroyed ? 9 : 0);
      slot.first_of_subject = true;
    }
    const SecretBytes encoded = encode_page(image);
    bytes.assign(encoded.view().begin(), encoded.view().end());
    slots = bytes.size() - 4 - 3 * kSlotBytes; // behind them: no look-up entries
  }
  // Is it still a page with this byte of this slot changed?
  [[nodiscard]] bool taken_with(std::size_t slot, std::size_t offset) const {
    Bytes changed = bytes;
    changed[slots + slot * kSlotBytes + offset] ^= 1;
    return decode_page(changed).has_value();
  }
  Bytes bytes;
  std::size_t slots = 0;
};

} // namespace

TEST_CASE("what a free or a destroyed slot does not use is zero, or the page is none of ours") {
  const Page page;
  REQUIRE(decode_page(page.bytes).has_value());
  for (std::size_t i = kKeyAt; i < kSlotBytes; ++i) {
    CAPTURE(i);
    CHECK(page.taken_with(0, i)); // another key, which nothing here can tell
    CHECK(page.taken_with(1, i));
    CHECK_FALSE(page.taken_with(2, i)); // of a key that was destroyed nothing is left
  }
  for (std::size_t i = 17; i < kKeyAt; ++i) { // flags, class, incarnation, erasure, subject
    CAPTURE(i);
    CHECK_FALSE(page.taken_with(0, i));
  }
}
