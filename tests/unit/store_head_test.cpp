#include "ledger/crypto/random.hpp"
#include "ledger/store/head.hpp"
#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

DerivedKey key_of(std::uint8_t fill) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(fill);
  return DerivedKey(KeyView(bytes));
}

HeadState state_of(std::uint64_t size) {
  HeadState state;
  state.ledger_id = LedgerId(std::array<std::uint8_t, 16>{7});
  state.generation = 3;
  state.size = TreeSize(size);
  state.last_leaf = LeafHash(std::array<std::uint8_t, 32>{1, 2});
  state.root = RootHash(std::array<std::uint8_t, 32>{3, 4});
  return state;
}

std::uint64_t size_read(const DurableFiles& files, const TempFolder& folder) {
  const DerivedKey key = key_of(1);
  const auto reading = Head::read(files, folder.path(), &key);
  REQUIRE(reading);
  return reading->state.size.get();
}

constexpr std::uint64_t kSlotBytes = 4'096;
constexpr std::uint64_t kSizeAt = 32;

} // namespace

TEST_CASE("a head gives back what was written last") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(Head::create(files, folder.path()));
  CHECK(Head::create(files, folder.path()).error().code() == Errc::kExists);
  CHECK(Head::read(files, folder.path(), nullptr).error().code() == Errc::kNotFound);
  {
    auto head = Head::open(files, folder.path(), key_of(1));
    REQUIRE(head);
    for (std::uint64_t size = 1; size <= 5; ++size) {
      REQUIRE((*head)->write(state_of(size)));
      CHECK(size_read(files, folder) == size);
      if (size % 2 == 0) REQUIRE((*head)->sync());
    }
  }
  auto reopened = Head::open(files, folder.path(), key_of(1));
  REQUIRE(reopened);
  REQUIRE((*reopened)->write(state_of(6)));
  const DerivedKey key = key_of(1);
  const auto reading = Head::read(files, folder.path(), &key);
  REQUIRE(reading);
  CHECK(reading->authenticated);
  CHECK(reading->state.size == TreeSize(6));
  CHECK(reading->state.counter == 6);
  CHECK(reading->state.generation == 3);
  CHECK(reading->state.ledger_id == state_of(6).ledger_id);
  CHECK(reading->state.last_leaf == state_of(6).last_leaf);
  CHECK(reading->state.root == state_of(6).root);
  CHECK(!Head::read(files, folder.path(), nullptr)->authenticated);
}

TEST_CASE("a torn slot is passed over, and two torn ones are damage") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(Head::create(files, folder.path()));
  {
    auto head = Head::open(files, folder.path(), key_of(1));
    REQUIRE(head);
    REQUIRE((*head)->write(state_of(10)));
    REQUIRE((*head)->sync());
    REQUIRE((*head)->write(state_of(11)));
  }
  // The first write goes to the first slot.
  flip_bit(folder / "head", kSlotBytes + kSizeAt);
  CHECK(size_read(files, folder) == 10);
  {
    auto head = Head::open(files, folder.path(), key_of(1));
    REQUIRE(head);
    REQUIRE((*head)->write(state_of(12))); // over the torn one
  }
  CHECK(size_read(files, folder) == 12);
  flip_bit(folder / "head", kSizeAt);
  CHECK(size_read(files, folder) == 12);
  flip_bit(folder / "head", kSlotBytes + 4'095); // also what lies behind the used bytes
  const DerivedKey key = key_of(1);
  CHECK(Head::read(files, folder.path(), &key).error().code() == Errc::kDamaged);
  CHECK(Head::open(files, folder.path(), key_of(1)).error().code() == Errc::kDamaged);
}

TEST_CASE("the slot that was synced is never overwritten before the other is") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(Head::create(files, folder.path()));
  auto head = Head::open(files, folder.path(), key_of(1));
  REQUIRE(head);
  REQUIRE((*head)->write(state_of(1)));
  REQUIRE((*head)->sync());
  const std::string synced = read_file(folder / "head").substr(0, kSlotBytes);
  for (std::uint64_t size = 2; size < 6; ++size) {
    REQUIRE((*head)->write(state_of(size)));
    CHECK(read_file(folder / "head").substr(0, kSlotBytes) == synced);
  }
  REQUIRE((*head)->sync());
  REQUIRE((*head)->write(state_of(6)));
  CHECK(read_file(folder / "head").substr(0, kSlotBytes) != synced);
}

TEST_CASE("a head under another key is refused, and read without a key it is not authentic") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  REQUIRE(Head::create(files, folder.path()));
  REQUIRE((*Head::open(files, folder.path(), key_of(1)))->write(state_of(10)));
  const DerivedKey other = key_of(2);
  const auto reading = Head::read(files, folder.path(), &other);
  REQUIRE(!reading);
  CHECK(reading.error().code() == Errc::kDamaged);
  CHECK(Head::open(files, folder.path(), key_of(2)).error().code() == Errc::kDamaged);
  CHECK(Head::read(files, folder.path(), nullptr)->state.size == TreeSize(10));
}

TEST_CASE("a head that is cut short or missing says so") {
  const TempFolder folder;
  const DurableFiles files(nullptr);
  CHECK(Head::read(files, folder.path(), nullptr).error().code() == Errc::kNotFound);
  REQUIRE(Head::create(files, folder.path()));
  std::filesystem::resize_file(folder / "head", kSlotBytes);
  CHECK(Head::read(files, folder.path(), nullptr).error().code() == Errc::kDamaged);
}
