// What the verdict rests on beside the records and the keys: tiles, checkpoints, documents, the
// head.
#include "ledger/verify/in_order.hpp"
#include "ledger/verify/known_ledgers.hpp"
#include "tests/unit/verify_support.hpp"

using namespace ledger;
using namespace ledger::test;

TEST_CASE("chunks and threads change nothing about what is found") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  for (int i = 0; i < 6; ++i) {
    builder.append_events(151);
    builder.append_batch_use(4); // some of these lie across a chunk's end
    builder.checkpoint();
  }
  builder.write_head();
  const RootHash root = [&] {
    const auto note = must(parse_note(builder.checkpoint()));
    return must(parse_checkpoint(note.text)).root;
  }();
  builder.close();
  for (const unsigned threads : {1u, 2u, 4u}) {
    for (const std::uint64_t chunk : {256u, 512u, 16'384u}) {
      CAPTURE(threads);
      CAPTURE(chunk);
      const VerifyReport report = verify(state, with_key(), threads, chunk);
      CAPTURE(text_of(report));
      CHECK(report.verdict() == Verdict::kVerified);
      CHECK(report.root == root);
      CHECK(report.counts.records == 931);
      CHECK(report.counts.tiles == 3);
      CHECK(report.counts.checkpoints == 6);
    }
  }
}

TEST_CASE("a batch use that lacks a part is found, also at the end of the ledger") {
  for (const int skip : {0, 1, 2}) {
    CAPTURE(skip);
    const TempFolder folder;
    const auto state = folder / "state";
    LedgerBuilder builder(state, kSeed);
    builder.append_events(3);
    builder.append_batch_use(3, skip);
    if (skip < 2) builder.append_events(1);
    builder.checkpoint();
    builder.write_head();
    builder.close();
    const VerifyReport report = verify(state, with_key());
    CHECK(first_code(report) == (skip < 2 ? Errc::kMissing : Errc::kTruncated));
    CHECK(has(report, "batch use"));
  }
}

TEST_CASE("a stored tile that was changed is told from records that were") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.append_events(300);
  builder.checkpoint();
  builder.write_head();
  Bytes tile = *must(builder.store().tile(0, 0));
  tile[32 * 40] ^= 1;
  CommitGroup group;
  group.put_tile(0, 0, tile);
  must(builder.store().commit(group));
  builder.close();
  const VerifyReport report = verify(state, with_key());
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kTampered);
  CHECK(has(report, "tile 0 of level 0"));
  CHECK(has(report, "the signed checkpoint of size 301"));
}

TEST_CASE("a checkpoint with another root is found, with the records that it may concern") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.append_events(5);
  builder.checkpoint();
  builder.append_events(5);
  Checkpoint forged;
  forged.origin = kTestOrigin;
  forged.size = builder.size();
  forged.root.writable()[0] = 1;
  must(builder.store().put_checkpoint(forged.size, must(sign_checkpoint(forged, seed_of(kSeed)))));
  builder.write_head();
  builder.close();
  const VerifyReport report = verify(state, with_key());
  CHECK(first_code(report) == Errc::kChanged);
  CHECK(has(report, "records 6 to 10"));
}

TEST_CASE("without any checkpoint nothing is decided") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.append_events(5);
  builder.write_head();
  builder.close();
  CHECK(verify(state, with_key()).verdict() == Verdict::kCannotDecide);
}

TEST_CASE("records above the last checkpoint rest on the head, and without one on nothing") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.append_events(5);
  builder.checkpoint();
  builder.append_events(5);
  builder.write_head();
  builder.close();
  const VerifyReport report = verify(state, with_key());
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.coverage.trusted_checkpoint == TreeSize(6));
  CHECK(report.coverage.head == TreeSize(11));
  std::filesystem::remove_all(state / "head");
  const VerifyReport blind = verify(state, with_key());
  CHECK(blind.verdict() == Verdict::kCannotDecide);
  CHECK(has(blind, "records 6 to 10 are not covered by anything yet"));
}

TEST_CASE("the text of a document that was changed is found") {
  const TempFolder folder;
  const auto state = folder / "state";
  const std::string text = "id = \"example\"\n";
  LedgerBuilder builder(state, kSeed);
  builder.publish_policy(text);
  builder.checkpoint();
  builder.write_head();
  must(builder.store().put_document(sha256_as<DocumentHash>({as_bytes(text)}), 1,
                                    as_bytes("id = \"other\"\n")));
  builder.close();
  const VerifyReport report = verify(state, with_key());
  CHECK(first_code(report) == Errc::kChanged);
  CHECK(has(report, "named by record 1"));
}

TEST_CASE("a receipt of another ledger is foreign, one with another time is none of ours") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.append_events(2);
  builder.checkpoint();
  builder.write_head();
  const Receipt good = builder.receipt(Sequence(1));
  builder.close();
  Evidence evidence = with_key();
  Receipt foreign = good;
  foreign.origin = "elsewhere.example";
  foreign.ledger_id = LedgerId();
  evidence.receipts = {foreign};
  CHECK(first_code(verify(state, evidence)) == Errc::kForeign);
  Receipt late = good;
  late.recorded_at = Timestamp(good.recorded_at.get() + 1);
  evidence.receipts = {late};
  CHECK(first_code(verify(state, evidence)) == Errc::kChanged);
  evidence.receipts = {good};
  CHECK(verify(state, evidence).verdict() == Verdict::kVerified);
}

TEST_CASE("a folder that a process works on is not verified") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  const auto report = verify_state(must(find_state(state)), Evidence(), nullptr, {});
  REQUIRE(!report);
  CHECK(report.error().code() == Errc::kLocked);
}

TEST_CASE("a folder without a ledger is named") {
  const TempFolder folder;
  const auto found = find_state(folder / "nothing");
  REQUIRE(!found);
  CHECK(found.error().code() == Errc::kNotInitialised);
}

TEST_CASE("what was remembered comes back, and a file that is none is refused") {
  const TempFolder folder;
  const KnownLedgers known(folder / "known");
  LedgerId id;
  id.writable()[0] = 1;
  CHECK_FALSE(must(known.find(id)));
  const KnownLedger kept{must(parse_verifier_key(vkey_of(kSeed, kTestOrigin))), "text\n\nline\n"};
  must(known.remember(id, kept));
  must(known.remember(id, kept));
  const auto found = must(known.find(id));
  REQUIRE(found);
  CHECK(found->key == kept.key);
  CHECK(found->note == kept.note);
  std::ofstream(folder / "known" / to_hex(id.view())) << "something else\n";
  CHECK_FALSE(known.find(id));
}

TEST_CASE("things made side by side are taken in order, and an end is an end") {
  for (const unsigned threads : {1u, 2u, 3u}) {
    CAPTURE(threads);
    std::vector<std::uint64_t> taken;
    in_order(
        100, threads, [](std::uint64_t i) { return i; },
        [&](std::uint64_t i) {
          taken.push_back(i);
          return i < 50;
        });
    REQUIRE(taken.size() == 51);
    for (std::uint64_t i = 0; i < taken.size(); ++i)
      CHECK(taken[i] == i);
    CHECK_THROWS_AS(in_order(
                        10, threads,
                        [](std::uint64_t i) {
                          if (i == 5) throw std::runtime_error("broken");
                          return i;
                        },
                        [](std::uint64_t) { return true; }),
                    std::runtime_error);
  }
}
