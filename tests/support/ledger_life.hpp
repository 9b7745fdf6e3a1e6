// A whole ledger's life for the fault tests, in which everything happens once, and what must be
// true of the ledger that starts after it was cut short.
#pragma once

#include "tests/support/open_ledger.hpp"
#include "tests/support/power_cut_fs.hpp"
#include "tests/support/store_testing.hpp"

#include <set>

namespace ledger::test {

// One ledger's folders.
struct Site {
  explicit Site(const std::filesystem::path& at) : state(at) {}
  std::filesystem::path state;
  StatePaths paths = StatePaths::under(state);
};
// Its master key.
[[nodiscard]] MasterKey site_key();
// For the lives before and after: nobody cuts its power, and it is not kept waiting by real syncs.
[[nodiscard]] FileSystemPtr quick_disk(const TempFolder& folder);

// Makes one ledger, and copies of it: making one takes longer than the life that follows.
class Nursery {
 public:
  Nursery();
  [[nodiscard]] Site fresh(const TempFolder& folder) const;

 private:
  TempFolder folder_;
};

// What the clients know when it is over.
struct Told {
  std::vector<std::vector<Posting>> sent; // what was posted together is stored together
  std::map<EventId, Receipt> receipts;
  std::set<std::string> erased; // acknowledged
  bool published = false;
  TreeSize checkpoint; // one that was seen covered so many
  std::vector<Errc> refusals;
  [[nodiscard]] bool knows(const EventId& id) const;
};

// Events about new and known people, an atomic batch, a batch use, checkpoints, an erasure of a
// person with an event beside it, one of a class, a policy, and a clean stop; each step after the
// answer to the one before. True when it came to its end; else somebody was refused, and all were
// answered.
[[nodiscard]] bool live_once(OpenLedger& ledger, Told& told);

// Starts on a healthy disk: everything that was acknowledged is stored where its receipt says,
// nothing that was never sent, in order and in whole batches; each erasure is finished, what it
// covers is closed and everything else opens; what is sent again is there once; the projection
// equals its replay; and an auditor with the receipts verifies it.
void check_start(const Site& site, const FileSystemPtr& disk, const Told& told);

// The audit of a stopped ledger, with the key and all receipts.
void check_verifies(const Site& site, const Told& told, const std::string& verifier_key);

// Calls body(1), body(2), ... until one says that it was past the end, and returns how many were
// not; under a sanitizer it leaves some out. Several at once: the thread of a database whose flush
// failed sleeps for a second, and whoever closes that database waits for it.
std::uint64_t at_each_sync(const std::function<bool(std::uint64_t)>& body);

} // namespace ledger::test
