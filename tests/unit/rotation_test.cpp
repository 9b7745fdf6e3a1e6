// Rotation of the signing key: what signs what, what an auditor who pinned the first key sees, and
// what whoever steals today's key cannot do.
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof.hpp"
#include "ledger/store/salvage.hpp"
#include "ledger/verify/known_ledgers.hpp"
#include "tests/support/forger.hpp"
#include "tests/support/opened_ledger.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

namespace fs = std::filesystem;

VerifierKey key_of(const std::string& vkey) {
  return must(parse_verifier_key(vkey));
}

// Which of the keys signed the stored checkpoint of each size.
std::map<std::uint64_t, std::vector<std::size_t>> signers_of(const fs::path& state,
                                                             const std::vector<VerifierKey>& keys) {
  StoreOptions options;
  options.directory = state / "ledger";
  options.mode = StoreMode::kReadOnly;
  const auto store = must(Store::open(options));
  std::map<std::uint64_t, std::vector<std::size_t>> signers;
  must(store->each_checkpoint([&](TreeSize size, std::string_view text) -> Status {
    LEDGER_ASSIGN(const Note note, parse_note(text));
    CHECK(note.signatures.size() == must(verify_note(note, keys)).size()); // and nobody else
    signers[size.get()] = must(verify_note(note, keys));
    return {};
  }));
  return signers;
}

void check_verified(const MadeLedger& made, const fs::path& state,
                    const Evidence& evidence = Evidence()) {
  const VerifyReport report = made.verify(state, evidence);
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.coverage.trusted_checkpoint == report.size);
}

} // namespace

TEST_CASE("after a rotation the first key still verifies everything, offline") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  ledger.append(20);
  const RotateReport report = must(ledger.rotate());
  CHECK(report.retired == made.first_key());
  CHECK(report.current != made.first_key());
  CHECK(report.announced_by < report.retired_by);
  CHECK(report.closing == size_after(report.retired_by));
  CHECK(ledger->status().verifier_key == report.current);
  ledger.append(5);
  ledger.stop();
  check_verified(made, made.state());
  Evidence with_new;
  with_new.trusted_key = key_of(report.current);
  const auto by_new = must(verify_state(must(find_state(made.state())), with_new, nullptr, {}));
  CHECK(by_new.verdict() == Verdict::kVerified);
}

TEST_CASE("between announcement and closing both keys sign, before only the old and after only "
          "the new one") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  ledger.append(10);
  const RotateReport report = must(ledger.rotate());
  ledger.append(3);
  ledger.stop();
  const auto signers = signers_of(made.state(), {key_of(report.retired), key_of(report.current)});
  std::size_t both = 0;
  for (const auto& checkpoint : signers) {
    const std::uint64_t size = checkpoint.first;
    const std::vector<std::size_t>& who = checkpoint.second;
    CAPTURE(size);
    const bool announced = size > report.announced_by.get();
    const bool closed = size > report.closing.get();
    const std::vector<std::size_t> expected = closed      ? std::vector<std::size_t>{1}
                                              : announced ? std::vector<std::size_t>{0, 1}
                                                          : std::vector<std::size_t>{0};
    CHECK(who == expected);
    both += who.size() == 2 ? 1 : 0;
  }
  CHECK(both >= 2); // over the announcement, and the closing
  CHECK(signers.contains(report.closing.get()));
  CHECK(signers.rbegin()->first > report.closing.get());
}

TEST_CASE("a second rotation goes on from the first, and the first key leads to the third") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  ledger.append(3);
  const RotateReport first = must(ledger.rotate());
  ledger.append(3);
  const RotateReport second = must(ledger.rotate());
  CHECK(second.retired == first.current);
  ledger.append(3);
  const auto keys = must(ledger->signing_keys());
  REQUIRE(keys.size() == 3);
  CHECK(keys[0].verifier_key == made.first_key());
  CHECK(keys[0].closing == first.closing);
  CHECK(keys[1].from == first.announced_by);
  CHECK(keys[1].closing == second.closing);
  CHECK(!keys[1].closing_checkpoint.empty());
  CHECK(keys[2].verifier_key == second.current);
  CHECK(!keys[2].closing.has_value());
  ledger.stop();
  check_verified(made, made.state());

  // What the records say is known again, also by a start that replays none of them.
  OpenedLedger again(made.state());
  CHECK(must(again->signing_keys()).size() == 3);
  CHECK(again->status().verifier_key == second.current);
  again.stop();
}

TEST_CASE("a database that was made anew from its records still knows its keys") {
  const MadeLedger made;
  RotateReport report;
  TreeSize size;
  {
    OpenedLedger ledger(made.state());
    report = must(ledger.rotate());
    ledger.append(2);
    size = ledger->durable().size;
    ledger.stop();
  }
  const fs::path place = made.state() / "anew";
  must(must(Salvage::open(made.state() / "ledger", nullptr))->rebuild(place, size));
  fs::remove_all(made.state() / "ledger");
  fs::rename(place, made.state() / "ledger");
  OpenedLedger ledger(made.state());
  const auto keys = must(ledger->signing_keys());
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].closing == report.closing);
  CHECK(ledger->status().verifier_key == report.current);
  ledger.stop();
  check_verified(made, made.state());
}

TEST_CASE("events that come in during a rotation change nothing about it") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  for (int round = 0; round < 3; ++round) {
    auto rotated = ledger.start_rotation();
    while (rotated.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
      ledger.append(1);
    static_cast<void>(must(rotated.get()));
  }
  ledger.append(2);
  ledger.stop();
  check_verified(made, made.state());
}

TEST_CASE("one rotation at a time, and asking again for one that was done gives its answer") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  auto running = ledger.start_rotation();
  auto beside = ledger.start_rotation();
  const RotateReport done = must(running.get());
  const auto refused = beside.get();
  // The second was refused, or, when the first was over before it was looked at, carried out.
  if (!refused) CHECK(refused.error().code() == Errc::kBusy);
  const std::uint64_t size = ledger->durable().size.get();
  const RotateReport repeated = must(ledger.rotate(done.retired));
  CHECK(repeated.closing == done.closing);
  CHECK(repeated.current == done.current);
  CHECK(ledger->durable().size.get() == size);
  const auto unknown = ledger.rotate(vkey_of(9, kTestOrigin));
  REQUIRE(!unknown.has_value());
  CHECK(unknown.error().code() == Errc::kNotFound);
  ledger.stop();
}

TEST_CASE(
    "the old seed is gone: not in the keyring, and no copy of it opens without the old root") {
  const MadeLedger made;
  const TempFolder before;
  copy_folder(made.state() / "keyring", before / "keyring");
  copy_folder(made.state() / "root", before / "root");
  const PublicKey old_key = key_of(made.first_key()).key;
  {
    OpenedLedger ledger(made.state());
    static_cast<void>(must(ledger.rotate()));
    ledger.stop();
  }
  const auto now = must(made.seeds_in(made.state() / "keyring", made.state() / "root"));
  REQUIRE(now.size() == 1);
  CHECK(public_key_of(now[0]) != old_key);
  CHECK(files_below(made.state() / "root") == 1);

  const auto with_new_root = made.seeds_in(before / "keyring", made.state() / "root");
  REQUIRE(!with_new_root.has_value());
  CHECK(with_new_root.error().code() == Errc::kWrongKey);
  // The copy is whole: with the root that is destroyed it would open.
  const auto with_old_root = must(made.seeds_in(before / "keyring", before / "root"));
  REQUIRE(with_old_root.size() == 1);
  CHECK(public_key_of(with_old_root[0]) == old_key);
}

TEST_CASE("receipt, proof and checkpoint from before a rotation hold after it") {
  const MadeLedger made;
  OpenedLedger ledger(made.state());
  const Receipt receipt = ledger.append(4).back();
  ledger.sign_now();
  const ProofFile proof = must(ledger->prove(receipt.sequence));
  const std::string note = must(ledger->checkpoint());
  static_cast<void>(must(ledger.rotate()));
  ledger.append(4);
  ledger.stop();

  const VerifierKey first = key_of(made.first_key());
  const Checkpoint signed_before =
      must(open_checkpoint(proof.checkpoint, {&first, 1}, kTestOrigin));
  CHECK(verify_inclusion(receipt.sequence, signed_before.size, receipt.leaf, proof.hashes,
                         signed_before.root)
            .has_value());
  Evidence kept;
  kept.receipts.push_back(receipt);
  kept.checkpoints.push_back({note, "kept by the auditor"});
  check_verified(made, made.state(), kept);
  Evidence remembered;
  use_known({first, note}, remembered);
  const VerifyReport report =
      must(verify_state(must(find_state(made.state())), remembered, nullptr, {}));
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.coverage.remembered == signed_before.size);
}

TEST_CASE("whoever steals today's key cannot write anew what lies below the closing") {
  const MadeLedger made;
  RotateReport report;
  {
    OpenedLedger ledger(made.state());
    ledger.append(4);
    ledger.sign_now();
    ledger.append(4);
    report = must(ledger.rotate());
    ledger.append(4);
    ledger.stop();
  }
  const auto seeds = must(made.seeds_in(made.state() / "keyring", made.state() / "root"));
  const TempFolder copies;
  const std::uint64_t closing = report.closing.get();
  for (const std::uint64_t record :
       {std::uint64_t(2), std::uint64_t(7), report.announced_by.get(), closing - 1, closing}) {
    CAPTURE(record);
    const fs::path forged = copies / std::to_string(record);
    copy_folder(made.state(), forged);
    must(forge_history(forged, Sequence(record), seeds.back()));
    const VerifyReport found = made.verify(forged);
    CAPTURE(text_of(found));
    // Above the closing only what somebody kept elsewhere would tell.
    CHECK(found.verdict() == (record < closing ? Verdict::kTampered : Verdict::kVerified));
  }
}

TEST_CASE("a thief who leaves the rotation out, or open, behind the last note of the old key is "
          "found") {
  const MadeLedger made;
  RotateReport report;
  {
    OpenedLedger ledger(made.state());
    ledger.append(4);
    report = must(ledger.rotate());
    ledger.append(2);
    ledger.stop();
  }
  const auto seeds = must(made.seeds_in(made.state() / "keyring", made.state() / "root"));
  const TempFolder copies;
  // Everything from the retirement on is cut off; then the thief writes on, over a genuine
  // announcement and a genuine checkpoint of both keys.
  for (const Sequence from : {report.retired_by, report.announced_by}) {
    CAPTURE(from.get());
    const fs::path forged = copies / std::to_string(from.get());
    copy_folder(made.state(), forged);
    must(forge_new_end(forged, from, 3, seeds.back()));
    const VerifyReport found = made.verify(forged);
    CAPTURE(text_of(found));
    CHECK(found.verdict() == Verdict::kTampered);
    REQUIRE(!found.findings.empty());
    CHECK(found.findings.front().code == Errc::kWrongSigner);
  }
}

TEST_CASE("after a crash an idle ledger signs what it holds, and its proofs fit") {
  const MadeLedger made;
  Receipt receipt;
  const TempFolder copy;
  {
    OpenedLedger ledger(made.state());
    receipt = ledger.append(4).back();
    copy_folder(made.state(), copy / "state"); // as a kill would leave it
    ledger.stop();
  }
  OpenedLedger ledger(copy / "state");
  Result<ProofFile> proof = ledger->prove(receipt.sequence);
  for (int i = 0; i < 500 && !proof; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    proof = ledger->prove(receipt.sequence);
  }
  const ProofFile file = must(std::move(proof));
  const VerifierKey first = key_of(made.first_key());
  const Checkpoint checkpoint = must(open_checkpoint(file.checkpoint, {&first, 1}, kTestOrigin));
  CHECK(verify_inclusion(receipt.sequence, checkpoint.size, receipt.leaf, file.hashes,
                         checkpoint.root)
            .has_value());
  ledger.stop();
}
