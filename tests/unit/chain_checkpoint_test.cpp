// Checkpoints against Tessera's test log, and against every malformed form that the specification
// names.
#include "ledger/chain/checkpoint.hpp"
#include "ledger/crypto/base64.hpp"
#include "tests/unit/chain_support.hpp"

using namespace ledger;
using namespace ledger::test;
using namespace std::string_literals;

namespace {

// Tessera's test log.
constexpr const char* kTesseraOrigin = "example.com/log/testdata";
constexpr const char* kTesseraKey =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
struct TesseraCheckpoint {
  std::uint64_t size;
  const char* root;
  const char* signature;
};
constexpr TesseraCheckpoint kTessera[] = {
    {1, "0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=",
     "M9e0lhr9kuLxGdAtaUrhm84TQffVsLdcy808sN0a3WyniNlfcr9+bywoiIke1YYciCNjJGkCgIlQ8b16jhsmg/"
     "SChAM="},
    {3, "Wqx3HImawpLnS/Gv4ubjAvi1WIOy0b8Ze0amvqbavKk=",
     "M9e0lvAQRtH832pk2RTbeSeZMkp4FZSdJYFBUjO5SKxuRbywPUF3cx+HUrb50kjd3rUWW/"
     "fj53Wj1dwcwh9bGQnqVAg="},
    {8, "bC+VwvrJbalNVjfkdI8kUgs7mJoXrqiXCE7bgnD28pY=",
     "M9e0lq1EK37dHtgv9O3UzPxisw5vwIPcJsX9ab0xt4mvVfbdUR1fbMjN6sBFYpBoBEmD4+cWhj/"
     "AVgI5MitCO5+mews="},
    {15, "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=",
     "M9e0luh4jTG+UMBqOUo9/q+yAEvx1ilBEniMvjf1zfcBOhg+CKubMt53MvIt/uEWP6zdkdIQzd/"
     "fmwlM/dlPWF74ewI="}};

} // namespace

TEST_SUITE_BEGIN("chain.checkpoint");

TEST_CASE("the checkpoints of Tessera's test log open") {
  const VerifierKey key = key_of(kTesseraKey);
  for (const TesseraCheckpoint& given : kTessera) {
    CAPTURE(given.size);
    const std::string text =
        kTesseraOrigin + "\n"s + std::to_string(given.size) + "\n" + given.root + "\n";
    const std::string note = text + "\n— " + kTesseraOrigin + " " + given.signature + "\n";
    const Checkpoint checkpoint = open_checkpoint(note, {&key, 1}, kTesseraOrigin).value();
    CHECK(checkpoint.size == TreeSize(given.size));
    CHECK(to_base64(checkpoint.root.view()) == given.root);
    CHECK(checkpoint.extensions.empty());
    CHECK(format_checkpoint(checkpoint).value() == text);
  }
}

TEST_CASE("a checkpoint is signed as expected and opens beside a witness's line") {
  const VerifierKey key = key_of(kVkey);
  const Checkpoint checkpoint = open_checkpoint(kSigned, {&key, 1}, kOrigin).value();
  CHECK(checkpoint.size == TreeSize(8));
  CHECK(to_hex(checkpoint.root.view()) ==
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  CHECK(sign_checkpoint(checkpoint, seed_from(0)).value() == kText + "\n" + kLine);
}

TEST_CASE("a checkpoint opens for its own key, text and origin only") {
  const VerifierKey key = key_of(kVkey);
  const VerifierKey other = key_of(kFooKey);
  CHECK(is(open_checkpoint(kSigned, {&other, 1}, kOrigin), Errc::kWrongSigner));
  CHECK(is(open_checkpoint(kSigned, {}, kOrigin), Errc::kWrongSigner));
  CHECK(is(open_checkpoint(kSigned, {&key, 1}, "audit.example/other"), Errc::kForeign));
  CHECK(
      is(open_checkpoint(replaced(kSigned, "\n8\n", "\n7\n"), {&key, 1}, kOrigin), Errc::kChanged));
  CHECK(is(open_checkpoint(kText, {&key, 1}, kOrigin), Errc::kMalformed));
  // Properly signed, but no checkpoint.
  const std::string line = sign_note("audit.example/ledger\n8\n", kOrigin, seed_from(0)).value();
  CHECK(is(
      open_checkpoint(assemble_note("audit.example/ledger\n8\n", {&line, 1}), {&key, 1}, kOrigin),
      Errc::kMalformed));
}

TEST_CASE("extension lines are kept as they are") {
  const std::string text = kText + "one\n  two  \n";
  const Checkpoint checkpoint = parse_checkpoint(text).value();
  CHECK(checkpoint.extensions == std::vector<std::string>{"one", "  two  "});
  CHECK(format_checkpoint(checkpoint).value() == text);
}

TEST_CASE("a checkpoint text with a second spelling is refused") {
  const std::string root = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=";
  REQUIRE(parse_checkpoint(kText));
  for (const std::string& text : {""s,
                                  "\n"s,
                                  "a\n"s,
                                  "a\n8\n"s,
                                  "\n8\n" + root + "\n",
                                  "a\n\n" + root + "\n",
                                  "a\n08\n" + root + "\n",
                                  "a\n00\n" + root + "\n",
                                  "a\n+8\n" + root + "\n",
                                  "a\n-8\n" + root + "\n",
                                  "a\n 8\n" + root + "\n",
                                  "a\n8 \n" + root + "\n",
                                  "a\n0x8\n" + root + "\n",
                                  "a\n18446744073709551616\n" + root + "\n",
                                  "a\n8\n" + root,
                                  "a\n8\n" + root.substr(0, 43) + "\n",
                                  "a\n8\n" + root + "=\n",
                                  "a\n8\n" + replaced(root, "Qyg=", "Qyh=") + "\n",
                                  "a\n8\n" + root + " \n",
                                  "a\n8\n" + replaced(root, "Qyg=", "QygA") + "\n",
                                  "a\n8\nAAAA\n"s,
                                  "a\n8\n" + root + "\n\n",
                                  "a\n8\n" + root + "\n\nextension\n",
                                  "a\n8\r\n" + root + "\n"}) {
    CAPTURE(text);
    CHECK(is(parse_checkpoint(text), Errc::kMalformed));
  }
}

TEST_CASE("sizes and roots that no tree has are refused") {
  Checkpoint checkpoint{kOrigin, TreeSize(0), empty_root(), {}};
  const std::string empty = format_checkpoint(checkpoint).value();
  CHECK(parse_checkpoint(empty).value() == checkpoint);
  CHECK(is(parse_checkpoint(replaced(kText, "\n8\n", "\n0\n")), Errc::kInvalidField));
  CHECK(parse_checkpoint(replaced(kText, "\n8\n", "\n9223372036854775807\n")));
  CHECK(is(parse_checkpoint(replaced(kText, "\n8\n", "\n9223372036854775808\n")),
           Errc::kInvalidField));
  checkpoint.root = RootHash();
  CHECK(is(format_checkpoint(checkpoint), Errc::kInvalidField));
  checkpoint.size = TreeSize(std::uint64_t{1} << 63);
  CHECK(is(sign_checkpoint(checkpoint, seed_from(0)), Errc::kInvalidField));
}

TEST_CASE("a checkpoint whose lines are not lines is not written") {
  Checkpoint checkpoint = parse_checkpoint(kText).value();
  checkpoint.extensions = {"ok", ""};
  CHECK(is(format_checkpoint(checkpoint), Errc::kInvalidField));
  checkpoint.extensions = {"a\nb"};
  CHECK(is(format_checkpoint(checkpoint), Errc::kInvalidField));
  checkpoint.extensions = {"a\tb"};
  CHECK(is(format_checkpoint(checkpoint), Errc::kMalformed));
  checkpoint.extensions.clear();
  for (const std::string& origin : {""s, "a\nb"s}) {
    checkpoint.origin = origin;
    CHECK(is(format_checkpoint(checkpoint), Errc::kInvalidField));
  }
  checkpoint.origin = "Our ledger"; // readable as a checkpoint, but not as a key name
  CHECK(format_checkpoint(checkpoint));
  CHECK(is(sign_checkpoint(checkpoint, seed_from(0)), Errc::kInvalidField));
}

TEST_SUITE_END();
