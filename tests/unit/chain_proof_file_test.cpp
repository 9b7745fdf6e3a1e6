// Proof files: one alone shows a record in a signed tree, and nothing else is one.
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/crypto/base64.hpp"
#include "tests/unit/chain_support.hpp"

using namespace ledger;
using namespace ledger::test;
using namespace std::string_literals;

TEST_SUITE_BEGIN("chain.proof_file");

namespace {

// Record 5 of the eight published leaves.
const std::string kProofText = "c2sp.org/tlog-proof@v1\n"
                               "extra c2FsdA==\n"
                               "index 5\n"
                               "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n"
                               "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=\n"
                               "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=\n"
                               "\n" +
                               kSigned;

} // namespace

TEST_CASE("a proof file alone shows that a record is in the signed tree") {
  const VerifierKey key = key_of(kVkey);
  const ProofFile proof = parse_proof_file(kProofText).value();
  CHECK(proof.index == Sequence(5));
  CHECK(as_text(proof.extra) == "salt");
  CHECK(proof.checkpoint == kSigned);
  const Checkpoint checkpoint = open_checkpoint(proof.checkpoint, {&key, 1}, kOrigin).value();
  const LeafHash leaf = hash_leaf(from_hex("40414243").value());
  CHECK(verify_inclusion(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root));
  CHECK(format_proof_file(proof).value() == kProofText);
}

TEST_CASE("proof files without extra data or hashes are written and read") {
  const ProofFile bare{Sequence(0), {}, {}, kSigned};
  const std::string text = format_proof_file(bare).value();
  CHECK(text == "c2sp.org/tlog-proof@v1\nindex 0\n\n" + kSigned);
  const ProofFile read = parse_proof_file(text).value();
  CHECK(read.extra.empty());
  CHECK(read.hashes.empty());
  CHECK(read.checkpoint == kSigned);
}

TEST_CASE("a proof file that is not exactly one is refused") {
  const std::string hash = "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=";
  for (const std::string& text :
       {""s,
        "c2sp.org/tlog-proof@v1"s,
        replaced(kProofText, "@v1", "@v2"),
        "\n" + kProofText,
        replaced(kProofText, "extra c2FsdA==", "extra c2FsdA="),
        replaced(kProofText, "extra c2FsdA==", "extra "),
        replaced(kProofText, "extra c2FsdA==", "extra"),
        replaced(kProofText, "extra c2FsdA==", "extra c2FsdA==\nextra c2FsdA=="),
        replaced(kProofText, "index 5\n", ""),
        replaced(kProofText, "index 5", "index 05"),
        replaced(kProofText, "index 5", "index  5"),
        replaced(kProofText, "index 5", "index -5"),
        replaced(kProofText, "index 5", "index"),
        replaced(kProofText, "index 5", "Index 5"),
        replaced(kProofText, hash, hash.substr(1)),
        replaced(kProofText, hash, hash + " "),
        replaced(kProofText, "Znms=", "Znmt="),
        replaced(kProofText, "\n\naudit", "\naudit"),
        replaced(kProofText, "\n\naudit", "\n\r\naudit"),
        replaced(kProofText, kLine, "- x\n"),
        kProofText.substr(0, kProofText.size() - 1),
        kProofText + "\n"}) {
    CAPTURE(text);
    CHECK(is(parse_proof_file(text), Errc::kMalformed));
  }
}

TEST_CASE("every cut of a proof file is refused or is a whole note") {
  for (std::size_t length = 0; length < kProofText.size(); ++length) {
    // Without the witness's line the file is complete too.
    if (length == kProofText.size() - kWitnessLine.size()) continue;
    if (parse_proof_file(std::string_view(kProofText).substr(0, length))) FAIL("length " << length);
  }
}

TEST_CASE("proof files are bounded in hashes and bytes") {
  ProofFile proof{Sequence(0), {}, std::vector<NodeHash>(63), kSigned};
  const std::string text = format_proof_file(proof).value();
  CHECK(parse_proof_file(text).value().hashes.size() == 63);
  const std::string zeros = to_base64(NodeHash().view()) + "\n";
  CHECK(is(parse_proof_file(replaced(text, zeros, zeros + zeros)), Errc::kTooLarge));
  proof.hashes.emplace_back();
  CHECK(is(format_proof_file(proof), Errc::kTooLarge));

  proof.hashes.clear();
  proof.extra = Bytes(kProofFileBytes / 4 * 3);
  CHECK(is(format_proof_file(proof), Errc::kTooLarge));
  CHECK(is(parse_proof_file(std::string(kProofFileBytes + 1, 'x')), Errc::kTooLarge));
  proof.extra = Bytes(65'535);
  CHECK(parse_proof_file(format_proof_file(proof).value()).value().extra == proof.extra);
  proof.checkpoint = kText;
  CHECK(is(format_proof_file(proof), Errc::kMalformed));
}

TEST_SUITE_END();
