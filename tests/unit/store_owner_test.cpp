#include "ledger/store/owner_lock.hpp"
#include "tests/support/store_testing.hpp"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace ledger;
using namespace ledger::test;

TEST_CASE("a second owner is refused, even when every lock file was deleted") {
  const TempFolder folder;
  auto store = Store::open(options_for(folder / "ledger", true));
  REQUIRE(store);
  for (const auto& lock : files_ending(folder / "ledger", "LOCK"))
    std::filesystem::remove(lock);
  const auto second = Store::open(options_for(folder / "ledger"));
  REQUIRE(!second);
  CHECK(second.error().code() == Errc::kLocked);
  CHECK(second.error().next().find("stop it") != std::string::npos);
  store->reset();
  CHECK(Store::open(options_for(folder / "ledger")));
}

TEST_CASE("who let go does not own any more, whatever was forked meanwhile") {
  const TempFolder folder;
  auto lock = OwnerLock::take(folder.path());
  REQUIRE(lock);
  const pid_t other = fork(); // has every descriptor as well, until it dies
  if (other == 0) {
    pause();
    _exit(0);
  }
  CHECK(OwnerLock::take(folder.path()).error().code() == Errc::kLocked);
  *lock = OwnerLock();
  CHECK(OwnerLock::take(folder.path()));
  kill(other, SIGKILL);
  waitpid(other, nullptr, 0);
}

TEST_CASE("a folder in which others may write is refused") {
  const TempFolder folder;
  REQUIRE(Store::open(options_for(folder / "ledger", true)));
  std::filesystem::permissions(folder / "ledger", std::filesystem::perms::group_write,
                               std::filesystem::perm_options::add);
  CHECK(Store::open(options_for(folder / "ledger")).error().code() == Errc::kPermissions);
}

TEST_CASE("reading only changes nothing in the folder, beside an owner too") {
  const TempFolder folder;
  StoreOptions reading = options_for(folder / "ledger");
  reading.mode = StoreMode::kReadOnly;
  CHECK(Store::open(reading).error().code() == Errc::kNotInitialised);
  auto owner = Store::open(options_for(folder / "ledger", true));
  REQUIRE(owner);
  REQUIRE(commit_records(**owner, 0, 300));
  REQUIRE((*owner)->write_derived("p", {{Bytes{1}, Bytes{2}}}));
  REQUIRE((*owner)->flush_derived());
  for (const bool beside : {true, false}) {
    CAPTURE(beside);
    if (!beside) owner->reset();
    const auto before = picture_of(folder / "ledger");
    {
      auto store = Store::open(reading);
      REQUIRE(store);
      CHECK(intact_records(**store) == 300);
      CHECK((*store)->read_derived("p", Bytes{1}).value() == Bytes{2});
      CHECK((*store)->verify_file_checksums());
      CHECK(!(*store)->ids().find(IdKey()).value());
      CHECK(commit_records(**store, 300, 1).error().code() == Errc::kPermissions);
      CHECK((*store)->put_checkpoint(TreeSize(1), "x").error().code() == Errc::kPermissions);
      CHECK((*store)->write_derived("p", {}).error().code() == Errc::kPermissions);
      CHECK((*store)->snapshot(folder / "copy").error().code() == Errc::kPermissions);
      CHECK((*store)->close());
    }
    CHECK(picture_of(folder / "ledger") == before);
  }
}
