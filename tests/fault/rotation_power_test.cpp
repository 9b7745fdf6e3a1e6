// The power is cut before every sync of a rotation: what starts afterwards has an old key or a new
// one, never half of each, and whoever pinned the first key sees nothing wrong.
#include "tests/support/opened_ledger.hpp"
#include "tests/support/power_cut_fs.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

namespace fs = std::filesystem;

struct Cut {
  bool past_the_end = false; // the rotation was over before
  bool answered = false;
};

// One rotation on a disk whose power goes at its sync of this number.
Cut rotate_until(const fs::path& state, const fs::path& attic, std::uint64_t at,
                 std::uint64_t seed) {
  const auto disk = std::make_shared<PowerCutFs>(attic);
  Cut cut;
  {
    const OpenedLedger ledger(state, disk);
    ledger.append(2);
    ledger.sign_now();
    const std::uint64_t first = disk->syncs();
    disk->before_each_sync([&disk, first, at](std::uint64_t number, const std::string&) {
      if (number >= first + at) disk->cut();
    });
    cut.answered = ledger.rotate().has_value();
    cut.past_the_end = !disk->is_cut();
    disk->cut(); // and not a clean stop
  }
  disk->apply(seed);
  return cut;
}

// How far the rotation had come, as the keys of the ledger tell.
std::size_t keys_after_restart(const MadeLedger& made, const fs::path& state) {
  std::size_t known = 0;
  {
    // Nobody cuts the power of this disk: it is of the same kind because that one is not kept
    // waiting by real syncs.
    const TempFolder attic;
    const auto disk = std::make_shared<PowerCutFs>(attic / "attic");
    OpenedLedger ledger(state, disk);
    ledger.stop(); // waits for a rotation that was taken up
    const auto seeds = must(made.seeds_in(state / "keyring", state / "root"));
    OpenedLedger again(state, disk);
    const auto keys = must(again->signing_keys());
    known = keys.size();
    // A rotation is over or never began; a seed that was not announced signs nothing.
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
      CHECK(keys[i].closing.has_value());
      CHECK(!keys[i].closing_checkpoint.empty());
    }
    CHECK(!keys.back().closing.has_value());
    CHECK(again->status().verifier_key == keys.back().verifier_key);
    for (const SigningSeed& seed : seeds)
      for (std::size_t i = 0; i + 1 < keys.size(); ++i)
        CHECK(public_key_of(seed) != must(parse_verifier_key(keys[i].verifier_key)).key);
    again.append(1);
    again.stop();
  }
  const VerifyReport report = made.verify(state);
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.coverage.trusted_checkpoint == report.size);
  return known;
}

void cut_everywhere(std::uint64_t seed) {
  const MadeLedger made;
  bool undone = false;
  bool taken_up = false;
  std::uint64_t cuts = 0;
  for (std::uint64_t at = 0;; ++at) {
    CAPTURE(at);
    CAPTURE(seed);
    const TempFolder folder;
    copy_folder(made.state(), folder / "state");
    const Cut cut = rotate_until(folder / "state", folder / "attic", at, seed);
    const std::size_t keys = keys_after_restart(made, folder / "state");
    if (cut.answered) CHECK(keys == 2);
    undone = undone || keys == 1;
    taken_up = taken_up || (!cut.answered && keys == 2);
    if (cut.past_the_end) {
      CHECK(cut.answered);
      break;
    }
    ++cuts;
  }
  // Both kinds of end were met, and every step has a sync of its own.
  CHECK(undone);
  CHECK(taken_up);
  CHECK(cuts >= 10);
}

} // namespace

TEST_CASE("whenever the power goes in a rotation, a restart finishes it or it never began") {
  const char* soak = std::getenv("AUDITLEDGER_CUT_SEEDS");
  const int seeds = soak == nullptr ? 1 : std::stoi(soak);
  for (int seed = 0; seed < seeds; ++seed)
    cut_everywhere(static_cast<std::uint64_t>(seed));
}

TEST_CASE("a seed that was made and never announced serves the next rotation") {
  const MadeLedger made;
  SigningSeed spare;
  random_secret_bytes(spare.writable());
  {
    const auto keyring =
        must(Keyring::open(DurableFiles(nullptr), {made.state() / "keyring", made.state() / "root"},
                           test_master(), made.ledger_id()));
    must(keyring->add_signing_seed(spare));
  }
  OpenedLedger ledger(made.state());
  ledger.append(2);
  CHECK(ledger->status().verifier_key == made.first_key());
  const RotateReport report = must(ledger.rotate());
  CHECK(must(parse_verifier_key(report.current)).key == public_key_of(spare));
  ledger.append(2);
  ledger.stop();
  const VerifyReport verified = made.verify(made.state());
  CAPTURE(text_of(verified));
  CHECK(verified.verdict() == Verdict::kVerified);
}
