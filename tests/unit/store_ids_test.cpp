#include "tests/support/store_testing.hpp"

#include <chrono>

using namespace ledger;
using namespace ledger::test;

namespace {

// Random-looking and never the same for two numbers.
IdKey key_of(std::uint64_t number) {
  EventId event;
  const Bytes bytes = record_bytes(number, 8);
  std::copy(bytes.begin(), bytes.end(), event.writable().begin());
  put_be(event.writable().data() + 8, number, 8);
  return id_key(number % 3 == 0 ? "shop" : "crm", event);
}

void insert_range(IdIndex& ids, std::uint64_t from, std::uint64_t to) {
  constexpr std::uint64_t kGroup = 1'000;
  for (std::uint64_t start = from; start < to; start += kGroup) {
    std::vector<IdEntry> entries;
    for (std::uint64_t i = start; i < std::min(start + kGroup, to); ++i) {
      entries.push_back({key_of(i), Sequence(i)});
    }
    REQUIRE(ids.insert(entries, TreeSize(std::min(start + kGroup, to))));
  }
}

// How many of the numbers are not found, or found at another record.
std::uint64_t wrong_answers(const IdIndex& ids, std::uint64_t from, std::uint64_t to,
                            std::uint64_t step) {
  std::uint64_t wrong = 0;
  for (std::uint64_t i = from; i < to; i += step) {
    const auto found = ids.find(key_of(i));
    if (!found || *found != Sequence(i)) ++wrong;
  }
  return wrong;
}

std::uint64_t false_hits(const IdIndex& ids, std::uint64_t from, std::uint64_t to,
                         std::uint64_t step) {
  std::uint64_t hits = 0;
  for (std::uint64_t i = from; i < to; i += step) {
    const auto found = ids.find(key_of(i));
    if (!found || found->has_value()) ++hits;
  }
  return hits;
}

} // namespace

TEST_CASE("an id key is the start of the source's digest and the event id") {
  const EventId event(std::array<std::uint8_t, 16>{1, 2, 3});
  const IdKey key = id_key("shop", event);
  CHECK(to_hex(key.view().first(8)) == "8d9001d32c6a703d");
  CHECK(to_hex(key.view().subspan(8)) == to_hex(event.view()));
  CHECK(id_key("crm", event) != key);
}

TEST_CASE("1.2 million ids are found across runs and a restart, and no others are") {
  constexpr std::uint64_t kCount = 1'200'000;
  constexpr std::uint64_t kStep = 7;
  const TempFolder folder;
  std::uint64_t covered = 0;
  {
    auto store = Store::open(options_for(folder / "ledger", true));
    REQUIRE(store);
    REQUIRE(commit_records(**store, 0, 1));
    const auto start = std::chrono::steady_clock::now();
    insert_range((*store)->ids(), 0, kCount);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    MESSAGE("ids inserted per second: " << static_cast<double>(kCount) / took.count());
    CHECK(wrong_answers((*store)->ids(), 0, kCount, kStep) == 0);
    CHECK(false_hits((*store)->ids(), kCount, 2 * kCount, kStep) == 0);
    // The size of a stand-in: that many records are said to be there.
    CommitGroup group;
    group.put_record(Sequence(kCount), record_bytes(kCount));
    REQUIRE((*store)->commit(group));
  }
  {
    auto store = Store::open(options_for(folder / "ledger"));
    REQUIRE(store);
    IdIndex& ids = (*store)->ids();
    covered = ids.covered().get();
    CHECK(covered >= 1'000'000);
    CHECK(covered < kCount);
    CHECK(wrong_answers(ids, 0, covered, kStep) == 0);
    CHECK(false_hits(ids, covered, kCount, 1) == 0);
    insert_range(ids, covered, kCount);
    CHECK(wrong_answers(ids, 0, kCount, kStep) == 0);
    REQUIRE((*store)->close());
    CHECK(ids.covered() == TreeSize(kCount));
  }
  auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(store);
  CHECK((*store)->ids().covered() == TreeSize(kCount));
  CHECK(wrong_answers((*store)->ids(), 0, kCount, kStep) == 0);
  CHECK(false_hits((*store)->ids(), kCount, 2 * kCount, kStep) == 0);
  CHECK(files_ending(folder / "ledger", "ids.run").empty());
}

TEST_CASE("ids in the order of time are found in the sorted files of each source, and no others") {
  constexpr std::uint64_t kCount = 3'000;
  const auto ordered = [](std::uint64_t number) {
    EventId event;
    put_be(event.writable().data(), 2 * number, 8);
    return id_key(number % 3 == 0 ? "shop" : number % 3 == 1 ? "crm" : "web", event);
  };
  const auto between = [&](std::uint64_t number) {
    IdKey key = ordered(number);
    key.writable()[IdKey::kSize - 1] = 1;
    return key;
  };
  const TempFolder folder;
  for (int start = 0; start < 3; ++start) {
    CAPTURE(start);
    auto store = Store::open(options_for(folder / "ledger", start == 0));
    REQUIRE(store);
    IdIndex& ids = (*store)->ids();
    if (start < 2) {
      const std::uint64_t from = static_cast<std::uint64_t>(start) * kCount;
      REQUIRE(commit_records(**store, from, from + kCount));
      std::vector<IdEntry> entries;
      for (std::uint64_t i = from; i < from + kCount; ++i)
        entries.push_back({ordered(i), Sequence(i)});
      REQUIRE(ids.insert(entries, TreeSize(from + kCount)));
      REQUIRE(ids.flush());
    }
    const std::uint64_t stored =
        start < 2 ? (static_cast<std::uint64_t>(start) + 1) * kCount : 2 * kCount;
    std::uint64_t wrong = 0;
    for (std::uint64_t i = 0; i < stored; ++i) {
      wrong += ids.find(ordered(i)).value() != Sequence(i);
      wrong += ids.find(between(i)).value().has_value();
      wrong += ids.find(ordered(stored + i)).value().has_value();
    }
    CHECK(wrong == 0);
    CHECK_FALSE(ids.find(id_key("nobody", EventId())).value().has_value());
    REQUIRE((*store)->close());
  }
}

TEST_CASE("the first record of an id keeps it, and records without ids are covered too") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  IdIndex& ids = (*store)->ids();
  const std::vector<IdEntry> entries = {{key_of(1), Sequence(5)}, {key_of(1), Sequence(6)}};
  REQUIRE(ids.insert(entries, TreeSize(9)));
  CHECK(ids.find(key_of(1)).value() == Sequence(5));
  CHECK(ids.covered() == TreeSize(0));
  REQUIRE(ids.flush());
  CHECK(ids.covered() == TreeSize(9));
  CHECK(ids.find(key_of(1)).value() == Sequence(5));
  REQUIRE(ids.insert({}, TreeSize(12)));
  REQUIRE(ids.flush());
  CHECK(ids.covered() == TreeSize(12));
}

TEST_CASE("an index that covers more than there is starts over") {
  const TempFolder folder;
  {
    auto store = Store::open(options_for(folder / "ledger", true));
    REQUIRE(store);
    REQUIRE(commit_records(**store, 0, 10));
    insert_range((*store)->ids(), 0, 11);
    REQUIRE((*store)->ids().flush());
  }
  for (int i = 0; i < 2; ++i) {
    auto store = Store::open(options_for(folder / "ledger"));
    REQUIRE(store);
    CHECK((*store)->ids().covered() == TreeSize(0));
    CHECK(false_hits((*store)->ids(), 0, 11, 1) == 0);
  }
}
