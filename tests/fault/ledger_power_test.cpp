// The whole ledger on a file system that forgets what was not synced: database, head, keyring and
// epoch root. The power goes before every sync of a life in which everything happens once; what
// starts afterwards has all that was acknowledged, nothing that was never sent, and no half of
// anything.
#include "tests/support/ledger_life.hpp"
#include "tests/support/sanitized.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

// Opens and lives; the ledger is taken down as a daemon does it, stopped or not.
bool live(const Site& site, const FileSystemPtr& disk, Told& told) {
  auto ledger = OpenLedger::open(site.paths, site_key(), disk);
  if (!ledger) {
    told.refusals.push_back(ledger.error().code());
    return false;
  }
  return live_once(**ledger, told);
}

std::shared_ptr<PowerCutFs> cut_at(const TempFolder& folder, std::uint64_t number) {
  auto disk = std::make_shared<PowerCutFs>(folder / "attic");
  disk->before_each_sync([raw = disk.get(), number](std::uint64_t sync, const std::string&) {
    if (sync == number) raw->cut();
  });
  return disk;
}

// Errors that a client may meet when the storage goes: none that says that something was stored or
// that it was not when nobody can know.
bool is_honest(Errc code) {
  return code == Errc::kOutcomeUnknown || code == Errc::kStopping || code == Errc::kIo;
}

// False when the life had fewer syncs.
bool lose_power_at(std::uint64_t number, std::uint64_t seed, bool again, const Nursery& nursery) {
  const TempFolder folder;
  const Site site = nursery.fresh(folder);
  const auto disk = cut_at(folder, number);
  Told told;
  const bool done = live(site, disk, told);
  for (const Errc code : told.refusals) {
    CAPTURE(static_cast<int>(code));
    CHECK(is_honest(code));
  }
  disk->cut();
  disk->apply(seed);
  if (again) { // and once more while it is put in order
    const auto second = cut_at(folder, 1 + number % 13);
    if (auto ledger = OpenLedger::open(site.paths, site_key(), second)) ledger->reset();
    second->cut();
    second->apply(seed);
  }
  check_start(site, quick_disk(folder), told);
  return !done;
}

} // namespace

TEST_CASE("a whole ledger survives a power cut at every sync, with all that it told anybody") {
  const Nursery nursery;
  std::uint64_t cuts = 0;
  for (const std::uint64_t seed : rounds({0, 3}))
    cuts += at_each_sync([&nursery, seed](std::uint64_t number) {
      CAPTURE(seed);
      return lose_power_at(number, seed, seed != 0, nursery);
    });
  MESSAGE("the power was cut " << cuts << " times");
  CHECK(cuts > 60);
}

TEST_CASE("an init that lost its power is finished, or is named and can be done again") {
  const std::uint64_t cuts = at_each_sync([](std::uint64_t number) {
    const TempFolder folder;
    const Site site(folder / "state");
    std::filesystem::create_directory(site.state);
    const auto disk = cut_at(folder, number);
    const bool made = make_ledger(site.paths, site_key(), disk).has_value();
    disk->cut();
    disk->apply(0);
    const auto healthy = quick_disk(folder);
    auto opened = OpenLedger::open(site.paths, site_key(), healthy);
    if (opened) {
      CHECK((**opened)->status().policy == sha256_as<DocumentHash>({small_policy(1)}));
      CHECK((**opened)->stop());
      return !made;
    }
    CHECK_FALSE(made);
    CHECK(opened.error().code() == Errc::kNotInitialised);
    CHECK(opened.error().next().find("auditledger init") != std::string::npos);
    if (std::filesystem::exists(site.paths.keyring)) {
      const auto again = make_ledger(site.paths, site_key(), healthy);
      if (!again) {
        CHECK(again.error().code() == Errc::kExists);
        CHECK(again.error().what().find("interrupted") != std::string::npos);
        std::filesystem::remove_all(site.state);
        std::filesystem::create_directory(site.state);
      } else {
        return true; // nothing had been left
      }
    }
    CHECK(make_ledger(site.paths, site_key(), healthy).has_value());
    return true;
  });
  CHECK(cuts > 60);
}

TEST_CASE("a ledger is not opened on a disk without space, and is as it was") {
  const Nursery nursery;
  const TempFolder folder;
  const Site site = nursery.fresh(folder);
  const auto before = picture_of(site.state);
  const auto disk = std::make_shared<PowerCutFs>(folder / "attic");
  disk->pretend_free_space(1'000);
  const auto refused = OpenLedger::open(site.paths, site_key(), disk);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code() == Errc::kNoSpace);
  CHECK(picture_of(site.state) == before);
  disk->pretend_free_space(std::uint64_t{1} << 40);
  CHECK(OpenLedger::open(site.paths, site_key(), disk).has_value());
}
