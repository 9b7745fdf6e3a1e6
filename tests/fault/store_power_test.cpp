#include "tests/support/power_cut_fs.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/store_testing.hpp"

#include <atomic>
#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

// What a life of the store was promised before the power went.
struct Promised {
  std::uint64_t records = 0;
  std::uint64_t checkpoints = 0;
  bool document = false;
};

const DocumentHash kDocument(std::array<std::uint8_t, 32>{42});
constexpr std::size_t kBigRecord = 60'000; // so that memtables fill and are flushed on the way

// Nothing to fsync for in the lives before and after: without a cut, this file system syncs
// nothing.
StoreOptions quickly(const TempFolder& folder, bool create = false) {
  StoreOptions options = options_for(folder / "ledger", create);
  options.file_system = std::make_shared<PowerCutFs>(folder / "attic");
  return options;
}

StoreOptions through(const std::shared_ptr<PowerCutFs>& power, const TempFolder& folder) {
  StoreOptions options = options_for(folder / "ledger", true);
  options.file_system = power;
  return options;
}

// Creates or reopens, then writes of every kind until the power goes or all is done.
void live(const StoreOptions& options, Promised& promised) {
  auto store = Store::open(options);
  if (!store) return;
  for (std::uint64_t round = 0; round < 6; ++round) {
    CommitGroup group;
    const std::uint64_t from = promised.records;
    for (std::uint64_t i = from; i < from + 10; ++i) {
      group.put_record(Sequence(i), record_bytes(i));
    }
    if (!(*store)->commit(group)) return;
    promised.records = from + 10;
    if (round == 1) {
      if (!(*store)->put_document(kDocument, 1, as_bytes("text"))) return;
      promised.document = true;
    }
    if (!(*store)->put_checkpoint(TreeSize(promised.records), "signed")) return;
    promised.checkpoints = promised.records;
    const std::vector<IdEntry> ids = {
        {id_key("shop", EventId(std::array<std::uint8_t, 16>{std::uint8_t(round)})),
         Sequence(from)}};
    if (!(*store)->ids().insert(ids, TreeSize(promised.records))) return;
    if (round == 3 && !(*store)->ids().flush()) return;
    if (round == 4) {
      const Store::Changes changes = {{Bytes{1}, Bytes{2}}};
      if (!(*store)->write_derived("p", changes) || !(*store)->flush_derived()) return;
    }
  }
  static_cast<void>((*store)->close());
}

// A life that had not begun yet may leave no ledger at all.
void check_kept(const TempFolder& folder, const Promised& promised) {
  auto store = Store::open(quickly(folder));
  if (!store && promised.records == 0 && store.error().code() == Errc::kNotInitialised) return;
  if (!store) MESSAGE(store.error().what());
  REQUIRE(store);
  const auto records = intact_records(**store);
  REQUIRE(records);
  CHECK(*records >= promised.records);
  CHECK(*records % 10 == 0); // a group is there as a whole or not at all
  CHECK((*store)->ids().covered().get() <= *records);
  if (promised.document) CHECK((*store)->document(kDocument).value().has_value());
  std::uint64_t last_checkpoint = 0;
  REQUIRE((*store)->each_checkpoint([&](TreeSize size, std::string_view) {
    last_checkpoint = size.get();
    return Status();
  }));
  CHECK(last_checkpoint >= promised.checkpoints);
  CHECK((*store)->verify_file_checksums());
  REQUIRE(commit_records(**store, *records, 1));
}

// Lives through one process that loses power before sync `number`; false when it had fewer.
bool cut_at(std::uint64_t number, std::uint64_t seed, bool second_life) {
  const TempFolder folder;
  Promised promised;
  if (second_life) {
    live(quickly(folder, true), promised);
    REQUIRE(promised.records == 60);
  }
  const auto power = std::make_shared<PowerCutFs>(folder / "attic");
  power->before_each_sync([&](std::uint64_t sync, const std::string&) {
    if (sync == number) power->cut();
  });
  live(through(power, folder), promised);
  const bool reached = power->is_cut();
  power->cut();
  power->apply(seed);
  check_kept(folder, promised);
  return reached;
}

} // namespace

TEST_CASE("what was committed survives a power cut at every sync of a first life") {
  std::uint64_t number = 1;
  for (const std::uint64_t seed : rounds({0, 5})) {
    for (number = 1; cut_at(number, seed, false); ++number) {
      CAPTURE(number);
      CAPTURE(seed);
    }
    CHECK(number > 20);
  }
  MESSAGE("syncs cut: " << number - 1);
}

TEST_CASE("what was committed survives a power cut at every sync of a later life") {
  for (const std::uint64_t seed : rounds({0, 7})) {
    std::uint64_t number = 1;
    while (cut_at(number, seed, true))
      ++number;
    CHECK(number > 15);
  }
}

TEST_CASE("what was committed survives power cuts while memtables are flushed") {
  for (std::uint64_t life = 1; life <= 12; life += kMemoryFactor > 1 ? 3 : 1) {
    CAPTURE(life);
    const TempFolder folder;
    const auto power = std::make_shared<PowerCutFs>(folder / "attic");
    power->before_each_sync([&](std::uint64_t sync, const std::string&) {
      if (sync == 20 + life * 11) power->cut();
    });
    std::uint64_t promised = 0;
    {
      auto store = Store::open(through(power, folder));
      REQUIRE(store);
      CommitGroup group;
      while (true) {
        group.clear();
        for (std::uint64_t i = promised; i < promised + 20; ++i) {
          group.put_record(Sequence(i), record_bytes(i, kBigRecord));
        }
        if (!(*store)->commit(group)) break;
        promised += 20;
      }
    }
    REQUIRE(power->is_cut());
    power->apply(life % 3);
    auto store = Store::open(options_for(folder / "ledger"));
    REQUIRE(store);
    const auto records = intact_records(**store);
    REQUIRE(records);
    CHECK(*records >= promised);
  }
}

TEST_CASE("a damaged log behind a whole one refuses to open, and nothing is written") {
  const TempFolder folder;
  std::atomic<std::uint64_t> promised = 0;
  {
    const auto power = std::make_shared<PowerCutFs>(folder / "attic");
    // The power goes when the first memtable was written but not synced, and some groups later: so
    // there are two logs, and the first one alone fills a memtable.
    power->before_each_sync([&](std::uint64_t, const std::string& name) {
      if (!name.ends_with(".sst")) return;
      for (const std::uint64_t wanted = promised + 3; promised < wanted;)
        std::this_thread::yield();
      power->cut();
    });
    auto store = Store::open(through(power, folder));
    REQUIRE(store);
    CommitGroup group;
    do {
      group.clear();
      group.put_record(Sequence(promised), record_bytes(promised, kBigRecord));
    } while ((*store)->commit(group) && ++promised > 0);
    store->reset();
    power->apply(0);
  }
  const auto logs = files_ending(folder / "ledger", ".log");
  REQUIRE(logs.size() == 2);
  flip_bit(logs.back(), 1'000);
  const auto before = picture_of(folder / "ledger");
  const auto refused = Store::open(options_for(folder / "ledger"));
  REQUIRE(!refused);
  CHECK(refused.error().code() == Errc::kDamaged);
  CHECK(picture_of(folder / "ledger") == before);
  flip_bit(logs.back(), 1'000);
  const auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(store);
  CHECK(intact_records(**store) == promised.load());
}

TEST_CASE("a failed sync ends all writing, whether its data was stored or not") {
  for (const bool persist : {false, true}) {
    CAPTURE(persist);
    const TempFolder folder;
    const auto power = std::make_shared<PowerCutFs>(folder / "attic");
    {
      auto store = Store::open(through(power, folder));
      REQUIRE(store);
      REQUIRE(commit_records(**store, 0, 10));
      power->fail_sync_at(power->syncs() + 1, persist);
      const Status failed = commit_records(**store, 10, 10);
      REQUIRE(!failed);
      CHECK(failed.error().code() == Errc::kOutcomeUnknown);
      const std::uint64_t writes = power->writes();
      CHECK(commit_records(**store, 20, 10).error().code() == Errc::kOutcomeUnknown);
      CHECK((*store)->put_checkpoint(TreeSize(1), "x").error().code() == Errc::kOutcomeUnknown);
      CHECK((*store)->write_derived("p", {}).error().code() == Errc::kOutcomeUnknown);
      CHECK((*store)->ids().insert({}, TreeSize(20)).error().code() == Errc::kOutcomeUnknown);
      CHECK((*store)->close().error().code() == Errc::kOutcomeUnknown);
      CHECK(power->writes() == writes);
      CHECK((*store)->record(Sequence(9)).has_value());
    }
    power->cut();
    power->apply(0);
    auto store = Store::open(options_for(folder / "ledger"));
    REQUIRE(store);
    CHECK(intact_records(**store) == (persist ? 20 : 10));
  }
}

TEST_CASE("a store without free space refuses before it writes, and goes on when there is some") {
  const TempFolder folder;
  const auto power = std::make_shared<PowerCutFs>(folder / "attic");
  auto store = Store::open(through(power, folder));
  REQUIRE(store);
  REQUIRE(commit_records(**store, 0, 10));
  power->pretend_free_space(1'000);
  const std::uint64_t writes = power->writes();
  CHECK(commit_records(**store, 10, 10).error().code() == Errc::kNoSpace);
  CHECK(power->writes() == writes);
  CHECK((*store)->free_bytes() == 1'000);
  power->pretend_free_space(1u << 30);
  CHECK(commit_records(**store, 10, 10));
  store->reset();
  power->pretend_free_space(1'000);
  const auto refused = Store::open(through(power, folder));
  REQUIRE(!refused);
  CHECK(refused.error().code() == Errc::kNoSpace);
  CHECK(refused.error().what().find("1000") != std::string::npos);
}
