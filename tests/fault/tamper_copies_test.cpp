// The six ways to tamper with a copy, each with every checksum of the storage right, and what finds
// it. What is found is named: the class, the record, and the evidence that proves it.
#include "ledger/verify/known_ledgers.hpp"
#include "ledger/verify/verify_state.hpp"
#include "tests/support/forger.hpp"
#include "tests/support/ledger_builder.hpp"
#include "tests/support/store_testing.hpp"

using namespace ledger;
using namespace ledger::test;

namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kSeed = 7;

// Two full tiles, a batch use, a policy, four checkpoints, the last one over everything.
struct Fixture {
  TempFolder folder;
  fs::path original = folder / "original";
  fs::path old = folder / "old";
  fs::path state = folder / "state";
  std::vector<Receipt> receipts;
  std::string note;

  Fixture() {
    LedgerBuilder builder(original, kSeed);
    builder.publish_policy("id = \"example\"\n");
    builder.append_events(100);
    builder.append_batch_use(3);
    builder.checkpoint();
    builder.append_events(200);
    builder.checkpoint();
    builder.write_head();
    fs::create_directory(old);
    must(builder.store().snapshot(old / "ledger"));
    fs::copy(original / "head", old / "head", fs::copy_options::recursive);
    builder.append_events(250);
    builder.checkpoint();
    builder.append(heartbeat());
    note = builder.checkpoint();
    builder.write_head();
    for (const std::uint64_t record : {0U, 30U, 300U, 555U})
      receipts.push_back(builder.receipt(Sequence(record)));
    builder.close();
    fs::copy(original, state, fs::copy_options::recursive);
  }

  Evidence with_key() const {
    Evidence evidence;
    evidence.trusted_key = must(parse_verifier_key(vkey_of(kSeed, kTestOrigin)));
    return evidence;
  }
  VerifyReport verify(const Evidence& evidence, unsigned threads = 1) const {
    VerifyOptions options;
    options.threads = threads;
    return must(verify_state(must(find_state(state)), evidence, nullptr, options));
  }
  VerifyReport verify() const { return verify(with_key()); }
};

std::string text_of(const VerifyReport& report) {
  std::string text;
  for (const VerifyFinding& finding : report.findings)
    text += code_text(finding.code) + " " + finding.what + " | " + finding.where + " | " +
            finding.proven_by + "\n";
  return text;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("an untouched copy verifies against the key, and says how far the evidence reaches") {
  const Fixture ledger;
  Evidence evidence = ledger.with_key();
  evidence.receipts = ledger.receipts;
  evidence.checkpoints.push_back({ledger.note, "kept by the test"});
  const VerifyReport report = ledger.verify(evidence);
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kVerified);
  CHECK(report.size == TreeSize(556));
  CHECK(report.counts.records == 556);
  CHECK(report.counts.tiles == 2);
  CHECK(report.counts.checkpoints == 4);
  CHECK(report.counts.documents == 1);
  CHECK(report.counts.file_checksums);
  CHECK(report.coverage.trusted_checkpoint == TreeSize(556));
  CHECK(report.coverage.head == TreeSize(556));
  CHECK(report.coverage.receipt == TreeSize(556));
  CHECK(report.coverage.remembered == TreeSize(556));
}

TEST_CASE("without a key from outside the signer is not established") {
  const Fixture ledger;
  const VerifyReport report = ledger.verify(Evidence());
  CHECK(report.verdict() == Verdict::kSignerNotEstablished);
  CHECK(report.findings.empty());
}

TEST_CASE("verification writes nothing into the folder") {
  const Fixture ledger;
  const auto before = picture_of(ledger.state);
  CHECK(ledger.verify().verdict() == Verdict::kVerified);
  CHECK(picture_of(ledger.state) == before);
}

TEST_CASE("tampered copy 1: a payload that was changed is found and its record named") {
  for (const std::uint64_t record : {1U, 30U, 103U, 255U, 256U, 300U, 530U, 554U}) {
    CAPTURE(record);
    const Fixture ledger;
    must(forge_payload(ledger.state, Sequence(record)));
    const VerifyReport report = ledger.verify();
    CAPTURE(text_of(report));
    CHECK(report.verdict() == Verdict::kTampered);
    REQUIRE(!report.findings.empty());
    CHECK(report.findings.front().code == Errc::kChanged);
    CHECK(report.findings.front().record == Sequence(record));
    CHECK(has(report.findings.front().where, "recorded 2026-03-02T08:"));
    CHECK(has(report.findings.front().where, "should be"));
  }
}

TEST_CASE("the last record, which none follows, is named by the head") {
  const Fixture ledger;
  must(forge_payload(ledger.state, Sequence(555)));
  const VerifyReport report = ledger.verify();
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kTampered);
  CHECK(has(text_of(report), "record 555"));
  CHECK(has(text_of(report), "the signed checkpoint of size 556"));
  CHECK(has(text_of(report), "the head beside the database"));
}

TEST_CASE(
    "tampered copy 2: a tail that was cut off is found by what the ledger itself still holds") {
  const Fixture ledger;
  must(forge_tail_cut(ledger.state, Sequence(500), false));
  const VerifyReport report = ledger.verify();
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kIncomplete);
  CHECK(report.findings.front().code == Errc::kTruncated);
  CHECK(report.findings.front().record == Sequence(500));
  CHECK(has(text_of(report), "records 500 to 555"));
}

TEST_CASE("a tail cut off with all that covered it is found by the head") {
  const Fixture ledger;
  must(forge_tail_cut(ledger.state, Sequence(304), true));
  const VerifyReport report = ledger.verify();
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kIncomplete);
  CHECK(report.findings.front().code == Errc::kRolledBack);
  CHECK(report.findings.front().record == Sequence(304));
}

TEST_CASE("tampered copy 3: an old copy that was put back is found by the head, receipts and "
          "checkpoints") {
  const Fixture ledger;
  must(forge_rollback(ledger.state, ledger.old));
  VerifyReport report = ledger.verify();
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kIncomplete);
  CHECK(report.findings.front().code == Errc::kRolledBack);
  CHECK(has(text_of(report), "the head, which had come to 556 records"));

  // With the old head, too, only what lies elsewhere knows.
  fs::copy_file(ledger.old / "head" / "head", ledger.state / "head" / "head",
                fs::copy_options::overwrite_existing);
  CHECK(ledger.verify().verdict() == Verdict::kVerified);
  Evidence evidence = ledger.with_key();
  evidence.receipts = ledger.receipts;
  report = ledger.verify(evidence);
  CHECK(report.verdict() == Verdict::kIncomplete);
  CHECK(has(text_of(report), "the receipt for record 555"));
  evidence = ledger.with_key();
  evidence.checkpoints.push_back({ledger.note, "kept by the test"});
  report = ledger.verify(evidence);
  CHECK(report.verdict() == Verdict::kIncomplete);
  CHECK(has(text_of(report), "kept by the test"));
}

TEST_CASE("tampered copy 4: two records that were swapped are found and named") {
  struct Swap {
    std::uint64_t one, other;
  };
  for (const Swap& swap : {Swap{20, 21}, Swap{20, 300}, Swap{540, 541}, Swap{10, 555}}) {
    const std::uint64_t one = swap.one;
    const std::uint64_t other = swap.other;
    CAPTURE(one);
    CAPTURE(other);
    const Fixture ledger;
    must(forge_swap(ledger.state, Sequence(one), Sequence(other)));
    const VerifyReport report = ledger.verify();
    CAPTURE(text_of(report));
    CHECK(report.verdict() == Verdict::kTampered);
    CHECK(report.findings.front().code == Errc::kReordered);
    CHECK(report.findings.front().record == Sequence(one));
    CHECK(has(report.findings.front().what, "record " + std::to_string(other)));
  }
}

TEST_CASE("a record that was taken out is found and named") {
  for (const std::uint64_t record : {0U, 1U, 103U, 255U, 300U, 554U}) {
    CAPTURE(record);
    const Fixture ledger;
    must(forge_removal(ledger.state, Sequence(record)));
    const VerifyReport report = ledger.verify();
    CAPTURE(text_of(report));
    CHECK(report.verdict() == Verdict::kTampered);
    CHECK(report.findings.front().code == Errc::kMissing);
    CHECK(report.findings.front().record == Sequence(record));
  }
}

TEST_CASE("tampered copy 5: history that was rewritten and signed with a foreign key is found") {
  const Fixture ledger;
  must(forge_history(ledger.state, Sequence(30), seed_of(0x66)));
  const VerifyReport report = ledger.verify();
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kTampered);
  CHECK(report.findings.front().code == Errc::kWrongSigner);
  // The key that record 0 names is enough for that.
  CHECK(ledger.verify(Evidence()).findings.front().code == Errc::kWrongSigner);
}

TEST_CASE("a whole ledger under a foreign key agrees with itself and not with the trusted key") {
  const Fixture ledger;
  fs::remove_all(ledger.state);
  {
    LedgerBuilder foreign(ledger.state, 0x66);
    foreign.append_events(20);
    foreign.checkpoint();
    foreign.write_head();
    foreign.close();
  }
  CHECK(ledger.verify(Evidence()).verdict() == Verdict::kSignerNotEstablished);
  const VerifyReport report = ledger.verify();
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kTampered);
  CHECK(report.findings.front().code == Errc::kWrongSigner);
}

TEST_CASE(
    "tampered copy 6: history rewritten and signed with the current key is found by a receipt "
    "or a kept checkpoint only, and the report says so") {
  const Fixture ledger;
  must(forge_history(ledger.state, Sequence(30), seed_of(kSeed)));
  CHECK(ledger.verify().verdict() == Verdict::kVerified);

  Evidence evidence = ledger.with_key();
  evidence.receipts = {ledger.receipts[0]}; // from before the record that was changed
  CHECK(ledger.verify(evidence).verdict() == Verdict::kVerified);

  evidence.receipts = {ledger.receipts[1]};
  VerifyReport report = ledger.verify(evidence);
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kTampered);
  CHECK(report.findings.front().code == Errc::kChanged);
  CHECK(report.findings.front().record == Sequence(30));
  CHECK(has(report.findings.front().proven_by, "the receipt for record 30"));
  CHECK(has(report.findings.front().proven_by, "by that alone"));

  evidence = ledger.with_key();
  evidence.checkpoints.push_back({ledger.note, "kept by the test"});
  report = ledger.verify(evidence);
  CHECK(report.verdict() == Verdict::kTampered);
  CHECK(report.findings.front().code == Errc::kChanged);
  CHECK(has(report.findings.front().proven_by, "kept by the test"));
  CHECK(has(report.findings.front().proven_by, "by that alone"));
}

TEST_CASE("a later receipt commits to all history before it") {
  const Fixture ledger;
  must(forge_history(ledger.state, Sequence(30), seed_of(kSeed)));
  Evidence evidence = ledger.with_key();
  evidence.receipts = {ledger.receipts[3]};
  CHECK(ledger.verify(evidence).verdict() == Verdict::kTampered);
}

TEST_CASE("two threads find what one finds") {
  const Fixture ledger;
  must(forge_swap(ledger.state, Sequence(20), Sequence(300)));
  CHECK(text_of(ledger.verify(ledger.with_key(), 2)) == text_of(ledger.verify()));
}

TEST_CASE("a ledger that was verified before is held against what was remembered") {
  const Fixture ledger;
  const KnownLedgers known(ledger.folder / "known");
  const VerifyReport first = ledger.verify();
  REQUIRE(first.last_trusted_note);
  must(known.remember(first.ledger_id, {*ledger.with_key().trusted_key, *first.last_trusted_note}));

  must(forge_history(ledger.state, Sequence(30), seed_of(kSeed)));
  const auto use = [&](const LedgerId& claimed, Evidence& evidence) -> Status {
    LEDGER_ASSIGN(const auto found, known.find(claimed));
    if (found) use_known(*found, evidence);
    return {};
  };
  const auto report = must(verify_state(must(find_state(ledger.state)), Evidence(), use, {}));
  CAPTURE(text_of(report));
  CHECK(report.verdict() == Verdict::kTampered);
  CHECK(has(text_of(report), "remembered from an earlier verification"));
}
