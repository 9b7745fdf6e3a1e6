// Every sync of a whole ledger's life fails once. Whoever waits is told that the outcome is
// unknown, the process is told to stop, nothing is written any more, and what is sent again under
// the same id after a restart is there once.
#include "ledger/crypto/random.hpp"
#include "ledger/keyring/keyring.hpp"
#include "tests/support/ledger_life.hpp"

#include <atomic>
#include <mutex>
#include <thread>

using namespace ledger;
using namespace ledger::test;

namespace {

// The projector may be in the middle of a write: that one may still end, and none begins after it.
std::uint64_t settled_writes(const PowerCutFs& disk) {
  constexpr std::uint64_t kUnderWay = 1;
  const std::uint64_t writes = disk.writes();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const std::uint64_t settled = disk.writes();
  CHECK(settled <= writes + kUnderWay);
  return settled;
}

// After the first storage error: everybody is refused, and the disk is left alone.
void check_silent(OpenLedger& ledger, const PowerCutFs& disk) {
  const std::uint64_t writes = settled_writes(disk);
  auto posted = ledger.post({new_posting("emma")});
  ledger->turn_ended();
  auto erased = ledger.erase("carl");
  auto published = ledger.publish(3);
  const auto receipts = posted.wait();
  const auto erasure = erased.wait();
  const auto policy = published.wait();
  REQUIRE((receipts && erasure && policy));
  REQUIRE_FALSE(receipts->has_value());
  CHECK(receipts->error().code() == Errc::kOutcomeUnknown);
  CHECK_FALSE(erasure->has_value());
  CHECK_FALSE(policy->has_value());
  CHECK(disk.writes() == writes);
}

// What each sync was about.
class SyncLog {
 public:
  explicit SyncLog(PowerCutFs& disk) {
    disk.before_each_sync([this](std::uint64_t number, const std::string& name) {
      const std::lock_guard lock(mutex_);
      names_[number] = name;
    });
  }
  std::string name(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    return names_[number];
  }
  // RocksDB's own copy of the options, and the folder right after it: for people to read, so that
  // it goes on when they cannot be synced.
  bool is_about_options(std::uint64_t number) {
    const auto options = [](const std::string& file) {
      return file.find("/OPTIONS-") != std::string::npos;
    };
    return options(name(number)) ||
           (name(number).ends_with("/ledger") && options(name(number - 1)));
  }

 private:
  std::mutex mutex_;
  std::map<std::uint64_t, std::string> names_;
};

// False when the life had fewer syncs. `stored`: what the sync was about had reached the disk.
bool fail_sync_at(std::uint64_t number, bool stored, const Nursery& nursery) {
  const TempFolder folder;
  const Site site = nursery.fresh(folder);
  const auto disk = std::make_shared<PowerCutFs>(folder / "attic");
  disk->fail_sync_at(number, stored);
  Told told;
  SyncLog log(*disk);
  bool past_the_end = false;
  {
    auto ledger = OpenLedger::open(site.paths, site_key(), disk);
    const bool done = ledger && live_once(**ledger, told);
    past_the_end = disk->syncs() < number;
    CAPTURE(log.name(number));
    if (!past_the_end && !log.is_about_options(number)) CHECK_FALSE(done);
    if (!told.refusals.empty()) CHECK((*ledger)->fatals() > 0);
    for (const Errc code : told.refusals)
      CHECK(code == Errc::kOutcomeUnknown);
    if (ledger && (*ledger)->fatals() > 0) check_silent(**ledger, *disk);
  }
  disk->cut();
  disk->apply(0); // only what was truly synced counts
  check_start(site, quick_disk(folder), told);
  return !past_the_end;
}

} // namespace

TEST_CASE("a sync that fails stops everything, and a retry after the restart makes one record") {
  const Nursery nursery;
  for (const bool stored : {false, true}) {
    const std::uint64_t failed = at_each_sync([&nursery, stored](std::uint64_t number) {
      CAPTURE(stored);
      return fail_sync_at(number, stored, nursery);
    });
    MESSAGE(failed << " syncs failed");
    CHECK(failed > 30);
  }
}

TEST_CASE("a key pool that cannot be refilled for a client stops everything") {
  const Nursery nursery;
  const TempFolder folder;
  const Site site = nursery.fresh(folder);
  const auto disk = std::make_shared<PowerCutFs>(folder / "attic");
  Told told;
  // The disk asks as long as anything is open: threads that end with the ledger sync too.
  std::atomic<bool> failed = false;
  {
    auto opened = OpenLedger::open(site.paths, site_key(), disk);
    REQUIRE(opened);
    OpenLedger& ledger = **opened;
    disk->before_each_sync([&](std::uint64_t number, const std::string& name) {
      if (!name.starts_with(site.paths.keyring.string()) || failed.exchange(true)) return;
      disk->fail_sync_at(number, false);
    });
    std::vector<std::string> people; // more than there are keys, in one unit
    for (std::uint32_t i = 0; i <= kPoolKeys; ++i)
      people.push_back("person-" + std::to_string(i));
    std::vector<Draft> drafts;
    drafts.push_back(batch_use(random_id<EventId>(), people));
    auto posted = ledger.post(std::move(drafts));
    ledger->turn_ended();
    const auto receipts = posted.wait();
    REQUIRE(receipts);
    CHECK(failed);
    REQUIRE_FALSE(receipts->has_value());
    CHECK(receipts->error().code() == Errc::kOutcomeUnknown);
    CHECK(ledger.fatals() == 1);
    check_silent(ledger, *disk);
  }
  disk->cut();
  disk->apply(0);
  check_start(site, quick_disk(folder), told);
}
