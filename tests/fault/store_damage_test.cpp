#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

// One record to a group; closed without flushing, so that all of it is in the log.
void fill_log(const TempFolder& folder, std::uint64_t count) {
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  for (std::uint64_t i = 0; i < count; ++i)
    REQUIRE(commit_records(**store, i, 1));
}

std::filesystem::path largest(const std::vector<std::filesystem::path>& files) {
  REQUIRE(!files.empty());
  return *std::max_element(files.begin(), files.end(), [](const auto& a, const auto& b) {
    return std::filesystem::file_size(a) < std::filesystem::file_size(b);
  });
}

} // namespace

TEST_CASE("a bit flipped anywhere in the log refuses to open, and nothing is written") {
  const TempFolder folder;
  fill_log(folder, 200);
  const std::filesystem::path log = largest(files_ending(folder / "ledger", ".log"));
  const std::uint64_t size = std::filesystem::file_size(log);
  for (const std::uint64_t place : {size / 3, size / 2, size - 30}) {
    CAPTURE(place);
    flip_bit(log, place);
    const auto before = picture_of(folder / "ledger");
    const auto store = Store::open(options_for(folder / "ledger"));
    REQUIRE(!store);
    CHECK(store.error().code() == Errc::kDamaged);
    CHECK(store.error().what().find("nothing was written") != std::string::npos);
    CHECK(store.error().next().find("auditledger recover") != std::string::npos);
    CHECK(picture_of(folder / "ledger") == before);
    flip_bit(log, place);
  }
  const auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(store);
  CHECK(intact_records(**store) == 200);
}

TEST_CASE("a record torn at the end of the log is dropped, and all before it are there") {
  const TempFolder folder;
  fill_log(folder, 200);
  const std::filesystem::path log = largest(files_ending(folder / "ledger", ".log"));
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 50);
  const auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(store);
  CHECK(intact_records(**store) == 199);
}

TEST_CASE("a bit flipped in a table file is found by reading, scanning and the file checksum") {
  const TempFolder folder;
  constexpr std::uint64_t kCount = 2'000;
  {
    auto store = Store::open(options_for(folder / "ledger", true));
    REQUIRE(store);
    REQUIRE(commit_records(**store, 0, kCount));
    REQUIRE((*store)->close());
    CHECK((*store)->verify_file_checksums());
  }
  const std::filesystem::path table = largest(files_ending(folder / "ledger", ".sst"));
  flip_bit(table, std::filesystem::file_size(table) / 2);
  auto store = Store::open(options_for(folder / "ledger"));
  REQUIRE(store);
  std::uint64_t next = 0;
  const Status scanned = (*store)->scan(Sequence(0), TreeSize(kCount), [&](Sequence, ByteView) {
    ++next;
    return Status();
  });
  REQUIRE(!scanned);
  CHECK(scanned.error().code() == Errc::kDamaged);
  CHECK(scanned.error().where() == "record " + std::to_string(next));
  CHECK(next > kCount / 3);
  CHECK(next < kCount * 2 / 3);
  const auto record = (*store)->record(Sequence(next));
  REQUIRE(!record);
  CHECK(record.error().code() == Errc::kDamaged);
  CHECK(record.error().where() == "record " + std::to_string(next));
  CHECK((*store)->record(Sequence(0)).value() == record_bytes(0));
  CHECK(
      (*store)->scan_raw(Sequence(0), [](ByteView, ByteView) { return Status(); }).error().code() ==
      Errc::kDamaged);
  const Status checked = (*store)->verify_file_checksums();
  REQUIRE(!checked);
  CHECK(checked.error().code() == Errc::kDamaged);
  CHECK(checked.error().what().find(table.filename().string()) != std::string::npos);
}

TEST_CASE("a missing table file or CURRENT refuses to open as damage") {
  for (const std::string ending : {".sst", "CURRENT"}) {
    CAPTURE(ending);
    const TempFolder folder;
    {
      auto store = Store::open(options_for(folder / "ledger", true));
      REQUIRE(store);
      REQUIRE(commit_records(**store, 0, 100));
      REQUIRE((*store)->close());
    }
    std::filesystem::remove(largest(files_ending(folder / "ledger", ending)));
    for (const bool create : {false, true}) {
      CAPTURE(create);
      const auto before = picture_of(folder / "ledger");
      const auto store = Store::open(options_for(folder / "ledger", create));
      REQUIRE(!store);
      CHECK(store.error().code() == Errc::kDamaged);
      CHECK(picture_of(folder / "ledger") == before);
    }
  }
}
