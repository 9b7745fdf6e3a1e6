#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

TEST_CASE("a folder without a ledger is not opened, and is not changed") {
  const TempFolder folder;
  CHECK(Store::open(options_for(folder / "none")).error().code() == Errc::kNotInitialised);
  CHECK(Store::open(options_for(folder.path())).error().code() == Errc::kNotInitialised);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("records are there again after the store was opened again, closed well or not") {
  const TempFolder folder;
  {
    auto store = Store::open(options_for(folder / "ledger", true));
    REQUIRE(store);
    CHECK((*store)->size().value() == TreeSize(0));
    REQUIRE(commit_records(**store, 0, 100));
    REQUIRE((*store)->close());
  }
  {
    auto store = Store::open(options_for(folder / "ledger"));
    REQUIRE(store);
    REQUIRE(commit_records(**store, 100, 1));
  }
  auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(store);
  CHECK(intact_records(**store) == 101);
  CHECK((*store)->record(Sequence(100)).value() == record_bytes(100));
  CHECK((*store)->record(Sequence(101)).error().code() == Errc::kNotFound);
}

TEST_CASE("a group holds records, tiles and documents, and can be used again") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  const DocumentHash hash(std::array<std::uint8_t, 32>{9});
  const DocumentHash other(std::array<std::uint8_t, 32>{8});
  const Bytes tile(8'192, 0xAB);
  CommitGroup group;
  group.put_record(Sequence(0), record_bytes(0));
  group.put_tile(1, 513, tile);
  group.put_document(hash, 0x0203, as_bytes("a policy"));
  CHECK(group.bytes() > 450 + 8'192);
  REQUIRE((*store)->commit(group));
  group.clear();
  CHECK(group.bytes() == 0);
  group.put_record(Sequence(1), record_bytes(1));
  REQUIRE((*store)->commit(group));
  REQUIRE((*store)->put_document(other, 1, {}));
  CHECK(intact_records(**store) == 2);
  CHECK((*store)->tile(1, 513).value() == tile);
  CHECK((*store)->tile(0, 513).value() == std::nullopt);
  const auto document = (*store)->document(hash).value();
  REQUIRE(document);
  CHECK(document->kind == 0x0203);
  CHECK(as_text(document->bytes) == "a policy");
  CHECK((*store)->document(other).value()->bytes.empty());
  CHECK(!(*store)->document(DocumentHash()).value());
}

TEST_CASE("a scan names the first record that is missing") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  REQUIRE(commit_records(**store, 0, 10));
  REQUIRE(commit_records(**store, 11, 5));
  std::uint64_t seen = 0;
  const auto count = [&](Sequence, ByteView) {
    ++seen;
    return Status();
  };
  const Status gap = (*store)->scan(Sequence(3), TreeSize(16), count);
  REQUIRE(!gap);
  CHECK(gap.error().code() == Errc::kMissing);
  CHECK(gap.error().where() == "record 10");
  CHECK(seen == 7);
  CHECK((*store)->scan(Sequence(3), TreeSize(10), count));
  CHECK((*store)->scan(Sequence(11), TreeSize(17), count).error().where() == "record 16");
  std::vector<std::uint64_t> keys;
  REQUIRE((*store)->scan_raw(Sequence(8), [&](ByteView key, ByteView) {
    keys.push_back(get_be(key.data(), key.size()));
    return Status();
  }));
  CHECK(keys == std::vector<std::uint64_t>{8, 9, 11, 12, 13, 14, 15});
}

TEST_CASE("an error of the visitor ends the scan and is its result") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  REQUIRE(commit_records(**store, 0, 10));
  std::uint64_t seen = 0;
  const Status scanned = (*store)->scan(Sequence(0), TreeSize(10), [&](Sequence, ByteView) {
    return ++seen < 4 ? Status() : Status(fail(Errc::kChanged, "changed", "here", "look"));
  });
  CHECK(scanned.error().code() == Errc::kChanged);
  CHECK(seen == 4);
}

TEST_CASE("a ledger that does not begin with record 0 does not open") {
  const TempFolder folder;
  {
    auto store = Store::open(options_for(folder / "ledger", true));
    REQUIRE(store);
    REQUIRE(commit_records(**store, 1, 5));
    CHECK((*store)->size().error().code() == Errc::kMissing);
  }
  const auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(!store);
  CHECK(store.error().where() == "record 0");
}

TEST_CASE("checkpoints are kept by size and the largest is the latest") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  CHECK((*store)->latest_checkpoint().value() == std::nullopt);
  for (const std::uint64_t size : {7u, 300u, 70'000u}) {
    REQUIRE((*store)->put_checkpoint(TreeSize(size), "size " + std::to_string(size)));
  }
  CHECK((*store)->latest_checkpoint().value() == "size 70000");
  std::vector<std::uint64_t> sizes;
  REQUIRE((*store)->each_checkpoint([&](TreeSize size, std::string_view text) {
    CHECK(text == "size " + std::to_string(size.get()));
    sizes.push_back(size.get());
    return Status();
  }));
  CHECK(sizes == std::vector<std::uint64_t>{7, 300, 70'000});
}

TEST_CASE("a snapshot is a ledger of its own, for its owner only") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  REQUIRE(commit_records(**store, 0, 50));
  REQUIRE((*store)->snapshot(folder / "copy"));
  REQUIRE(commit_records(**store, 50, 50));
  CHECK((*store)->snapshot(folder / "copy").error().code() == Errc::kExists);
  CHECK((std::filesystem::status(folder / "copy").permissions() &
         std::filesystem::perms::group_all) == std::filesystem::perms::none);
  const auto copy = Store::open(options_for(folder / "copy"));
  REQUIRE(copy);
  CHECK(intact_records(**copy) == 50);
  CHECK((*copy)->verify_file_checksums());
}
