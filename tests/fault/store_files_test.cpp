#include "ledger/store/head.hpp"
#include "tests/support/power_cut_fs.hpp"
#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

DerivedKey head_key() {
  return DerivedKey(KeyView(std::array<std::uint8_t, 32>{5}));
}

} // namespace

TEST_CASE("a small file is whole or not there when the power goes at any of its syncs") {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    for (std::uint64_t number = 1; number <= 5; ++number) {
      CAPTURE(seed);
      CAPTURE(number);
      const TempFolder folder;
      std::filesystem::create_directory(folder / "state");
      const auto power = std::make_shared<PowerCutFs>(folder / "attic");
      power->before_each_sync([&](std::uint64_t sync, const std::string&) {
        if (sync == number) power->cut();
      });
      const DurableFiles files(power);
      const Bytes first = record_bytes(1, 5'000);
      const Bytes second = record_bytes(2, 6'000);
      const bool written = files.write_new(folder / "state/a", first).has_value();
      const bool replaced = written && files.replace(folder / "state/a", second).has_value();
      CHECK(written == (number > 2));
      CHECK(replaced == (number > 4));
      power->cut();
      power->apply(seed);
      const DurableFiles after(nullptr);
      const auto names = after.list(folder / "state").value();
      if (written) REQUIRE(names == std::vector<std::string>{"a"});
      if (names.empty()) continue;
      const Bytes read = after.read(folder / "state/a", 10'000).value();
      CHECK((read == first || read == second));
      if (replaced) CHECK(read == second);
    }
  }
}

TEST_CASE("a removed file stays removed once removing returned") {
  const TempFolder folder;
  std::filesystem::create_directory(folder / "state");
  REQUIRE(DurableFiles(nullptr).write_new(folder / "state/root", as_bytes("old")));
  for (const bool at_sync : {true, false}) {
    const auto power = std::make_shared<PowerCutFs>(folder / "attic");
    power->before_each_sync([&](std::uint64_t, const std::string&) {
      if (at_sync) power->cut();
    });
    CHECK(DurableFiles(power).remove(folder / "state/root").has_value() == !at_sync);
    power->cut();
    power->apply(0);
    CHECK(std::filesystem::exists(folder / "state/root") == at_sync);
  }
}

TEST_CASE("a head that was synced is there after a cut between any later writes") {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const TempFolder folder;
    std::filesystem::create_directory(folder / "head");
    REQUIRE(Head::create(DurableFiles(nullptr), folder / "head"));
    const auto power = std::make_shared<PowerCutFs>(folder / "attic");
    {
      auto head = Head::open(DurableFiles(power), folder / "head", head_key());
      REQUIRE(head);
      for (std::uint64_t size = 1; size <= 20; ++size) {
        HeadState state;
        state.size = TreeSize(size);
        REQUIRE((*head)->write(state));
        if (size == 11 || size == 5) REQUIRE((*head)->sync());
      }
    }
    power->cut();
    power->apply(seed);
    const DerivedKey key = head_key();
    const auto reading = Head::read(DurableFiles(nullptr), folder / "head", &key);
    REQUIRE(reading);
    CHECK(reading->state.size.get() >= 11);
    if (seed == 0) CHECK(reading->state.size.get() == 11);
  }
}

TEST_CASE("a write beside a sync of the head, and a sync without a write, leave a whole slot") {
  for (std::uint64_t seed = 1; seed < 150; ++seed) {
    CAPTURE(seed);
    const TempFolder folder;
    std::filesystem::create_directory(folder / "head");
    REQUIRE(Head::create(DurableFiles(nullptr), folder / "head"));
    const auto power = std::make_shared<PowerCutFs>(folder / "attic");
    {
      auto head = Head::open(DurableFiles(power), folder / "head", head_key());
      REQUIRE(head);
      HeadState state;
      const auto write = [&](std::uint64_t size) {
        state.size = TreeSize(size);
        REQUIRE((*head)->write(state));
      };
      write(1);
      REQUIRE((*head)->sync());
      if (seed % 2 == 0) {
        power->before_each_sync([&](std::uint64_t, const std::string&) { write(3); });
        write(2);
      }
      REQUIRE((*head)->sync());
      power->before_each_sync(nullptr);
      write(4);
      write(5);
    }
    power->cut();
    power->apply(seed);
    const DerivedKey key = head_key();
    const auto reading = Head::read(DurableFiles(nullptr), folder / "head", &key);
    REQUIRE(reading);
    CHECK(reading->state.size.get() >= 1);
  }
}
