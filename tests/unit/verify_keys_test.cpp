// Which signing keys the verdict rests on: announced, retired, closed.
#include "tests/unit/verify_support.hpp"

using namespace ledger;
using namespace ledger::test;

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
    check_verified(state, key, TreeSize(9));
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
  check_verified(good, kSeed, TreeSize(5));
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
  check_verified(state, kSeed, TreeSize(4));
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
