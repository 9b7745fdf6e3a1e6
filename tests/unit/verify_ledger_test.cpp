// What the verdict rests on beside the records: tiles, checkpoints, keys, documents, the head.
#include "ledger/chain/checkpoint.hpp"
#include "ledger/verify/in_order.hpp"
#include "ledger/verify/known_ledgers.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

constexpr std::uint8_t kSeed = 7;

Evidence with_key(std::uint8_t seed = kSeed) {
  Evidence evidence;
  evidence.trusted_key = must(parse_verifier_key(vkey_of(seed, kTestOrigin)));
  return evidence;
}

VerifyReport verify(const std::filesystem::path& state, const Evidence& evidence,
                    unsigned threads = 1, std::uint64_t chunk = 256) {
  VerifyOptions options;
  options.threads = threads;
  options.chunk_records = chunk;
  return must(verify_state(must(find_state(state)), evidence, nullptr, options));
}

std::string text_of(const VerifyReport& report) {
  std::string text;
  for (const VerifyFinding& finding : report.findings)
    text += code_text(finding.code) + " " + finding.what + " | " + finding.where + " | " +
            finding.proven_by + "\n";
  return text;
}

bool has(const VerifyReport& report, const std::string& part) {
  return text_of(report).find(part) != std::string::npos;
}

Errc first_code(const VerifyReport& report) {
  REQUIRE(!report.findings.empty());
  return report.findings.front().code;
}

} // namespace

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

TEST_CASE("a second key counts once the first has signed over its announcement, and the first key "
          "leads an auditor to it") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.append_events(2);
  builder.announce_key(8);
  builder.checkpoint({7, 8});
  builder.append_events(2);
  const TreeSize closing(builder.size().get() + 1);
  builder.retire_key(7, closing);
  builder.checkpoint({7, 8});
  builder.append_events(2);
  builder.checkpoint({8});
  builder.write_head();
  builder.close();
  for (const std::uint8_t key : std::array<std::uint8_t, 2>{7, 8}) {
    CAPTURE(static_cast<int>(key));
    const VerifyReport report = verify(state, with_key(key));
    CAPTURE(text_of(report));
    CHECK(report.verdict() == Verdict::kVerified);
    CHECK(report.coverage.trusted_checkpoint == TreeSize(9));
  }
}

TEST_CASE("a key that only it itself vouches for does not count") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.append_events(2);
  builder.announce_key(8);
  builder.checkpoint({8});
  builder.write_head();
  builder.close();
  CHECK(first_code(verify(state, with_key())) == Errc::kWrongSigner);
}

TEST_CASE("a retired key signs nothing above its closing, and the closing must be there") {
  const TempFolder folder;
  const auto late = folder / "late";
  const auto unclosed = folder / "unclosed";
  for (const auto& state : {late, unclosed}) {
    LedgerBuilder builder(state, kSeed);
    builder.announce_key(8);
    builder.checkpoint({7, 8});
    builder.retire_key(7, TreeSize(3));
    if (state == late) builder.checkpoint({7, 8});
    builder.append_events(2);
    if (state == late)
      builder.checkpoint({7});
    else
      builder.checkpoint({8});
    builder.write_head();
    builder.close();
  }
  CHECK(first_code(verify(late, with_key())) == Errc::kWrongSigner);
  const VerifyReport report = verify(unclosed, with_key());
  CHECK(first_code(report) == Errc::kMissing);
  CHECK(has(report, "closing checkpoint"));
}

TEST_CASE("a retirement without a closing size closes directly over itself") {
  const TempFolder folder;
  const auto good = folder / "good";
  const auto late = folder / "late";
  for (const auto& state : {good, late}) {
    LedgerBuilder builder(state, kSeed);
    builder.announce_key(8);
    builder.checkpoint({7, 8});
    builder.retire_key(7, TreeSize());
    if (state == late) builder.append_events(1);
    builder.checkpoint({7, 8});
    builder.append_events(2);
    builder.checkpoint({8});
    builder.write_head();
    builder.close();
  }
  const VerifyReport report = verify(good, with_key());
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.coverage.trusted_checkpoint == TreeSize(5));
  CHECK(has(verify(late, with_key()), "closing checkpoint"));
}

TEST_CASE("a checkpoint that announces and retires at once leads to the new key") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.announce_key(8);
  builder.retire_key(7, TreeSize());
  builder.checkpoint({7, 8});
  builder.append_events(1);
  builder.checkpoint({8});
  builder.write_head();
  builder.close();
  const VerifyReport report = verify(state, with_key());
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.coverage.trusted_checkpoint == TreeSize(4));
}

// What a thief of today's key can make of a ledger whose old key is destroyed: it has every note
// that the old key signed, and no new one. So it keeps the last of them and leaves the rotation
// open behind it, or closes it anew.
TEST_CASE("a thief of the new key cannot write anew what lies below the closing") {
  const TempFolder folder;
  const auto open = folder / "open";
  const auto early = folder / "early";
  const auto again = folder / "again";
  for (const auto& state : {open, early, again}) {
    CAPTURE(state.string());
    LedgerBuilder builder(state, kSeed);
    builder.append_events(2);
    builder.announce_key(8);
    builder.checkpoint({7, 8}); // size 4, genuine: the last one that is kept
    builder.append_events(3);
    if (state == early) builder.retire_key(7, TreeSize(4));
    if (state == again) builder.retire_key(7, TreeSize());
    builder.checkpoint({8});
    builder.append_events(1);
    builder.checkpoint({8});
    builder.write_head();
    builder.close();
    for (const std::uint8_t key : std::array<std::uint8_t, 2>{7, 8}) {
      CAPTURE(static_cast<int>(key));
      const VerifyReport report = verify(state, with_key(key));
      CAPTURE(text_of(report));
      CHECK(report.verdict() == Verdict::kTampered);
    }
  }
  CHECK(first_code(verify(open, with_key())) == Errc::kWrongSigner);
  CHECK(has(verify(open, with_key()), "not signed by every key"));
  CHECK(has(verify(early, with_key()), "does not cover"));
}

TEST_CASE("a second retirement of a key moves nothing") {
  const TempFolder folder;
  const auto state = folder / "state";
  LedgerBuilder builder(state, kSeed);
  builder.announce_key(8);
  builder.checkpoint({7, 8});
  builder.retire_key(7, TreeSize());
  builder.checkpoint({7, 8});
  builder.retire_key(7, TreeSize(50));
  builder.checkpoint({8});
  builder.write_head();
  builder.close();
  const VerifyReport report = verify(state, with_key());
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kVerified);
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
