// Notes, checkpoints and proof files against vectors that other implementations signed, and against
// every malformed form that the specifications name.
#include "ledger/base/utf8.hpp"
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/proof.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/crypto/base64.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <numeric>

using namespace ledger;
using namespace std::string_literals;

namespace {

// The C2SP signed-note example.
constexpr const char* kFooKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const std::string kFooText = "This is an example message.\n";
const std::string kFooLine =
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Z"
    "tg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

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

// Signed with the seed 00 01 .. 1f over the tree of the eight published leaves, and cosigned by a
// witness whose key type is not a note key.
const std::string kOrigin = "audit.example/ledger";
const std::string kVkey =
    "audit.example/ledger+3652ace2+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
const std::string kText = "audit.example/ledger\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n";
const std::string kLine = "— audit.example/ledger NlKs4o0SDWiDgANvhO3BaoecXOVZMUsMX3WcYuY5R/"
                          "r+WV7uvv6WfStJ3wRJtgAyh5j1KB/mW/b0n3wTaFUisIt2GQg=\n";
const std::string kWitnessVkey =
    "witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X";
const std::string kWitnessLine =
    "— witness.example/w1 IDJKvgAAAABlU/EA9GDOYrbmhl7SA3lA1DyC5/"
    "qG1UpR68X3v+08uipXVaVs7+GAVAEfMoh8m2T0OUHl0nirjudzXjQFzhdiIJYgCQ==\n";
const std::string kSigned = kText + "\n" + kLine + kWitnessLine;

SigningSeed seed_from(std::uint8_t first) {
  SigningSeed seed;
  std::iota(seed.writable().begin(), seed.writable().end(), first);
  return seed;
}

VerifierKey key_of(std::string_view vkey) {
  return parse_verifier_key(vkey).value();
}

template <class T>
bool is(const Result<T>& result, Errc code) {
  return !result && result.error().code() == code;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

} // namespace

TEST_SUITE_BEGIN("base.utf8");

TEST_CASE("well-formed UTF-8 is accepted up to each border") {
  for (const std::string& text :
       {""s, "a"s, "\0"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s,
        "\xEE\x80\x80"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s}) {
    CAPTURE(to_hex(as_bytes(text)));
    CHECK(is_valid_utf8(text));
    CHECK(is_valid_utf8("x" + text + "y"));
  }
}

TEST_CASE("overlong, surrogate, too large, stray and cut sequences are refused") {
  for (const std::string& text :
       {"\x80"s, "\xBF"s, "\xC0\x80"s, "\xC1\xBF"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s,
        "\xED\xBF\xBF"s, "\xF0\x8F\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s,
        "\xF8\x88\x80\x80\x80"s, "\xFE"s, "\xFF"s, "\xC2"s, "\xE2\x80"s, "\xF0\x90\x80"s,
        "\xC2\xC2"s, "\xE2\x28\xA1"s}) {
    CAPTURE(to_hex(as_bytes(text)));
    CHECK_FALSE(is_valid_utf8(text));
    CHECK_FALSE(is_valid_utf8("x" + text + "y"));
    std::string_view rest = text;
    if (!take_code_point(rest)) CHECK(rest == text);
  }
}

TEST_SUITE_END();

TEST_SUITE_BEGIN("chain.note");

TEST_CASE("the signed note of the specification verifies") {
  const VerifierKey key = key_of(kFooKey);
  CHECK(key.name == "example.com/foo");
  CHECK(key.id == NoteKeyId(0x530d903a));
  CHECK(format_verifier_key(key) == kFooKey);
  const Note note = parse_note(kFooText + "\n" + kFooLine).value();
  CHECK(note.text == kFooText);
  CHECK(verify_note(note, {&key, 1}).value() == std::vector<std::size_t>{0});
}

TEST_CASE("our own key, signature line and note are byte for byte the expected ones") {
  const SigningSeed seed = seed_from(0);
  const VerifierKey key = make_verifier_key(kOrigin, public_key_of(seed)).value();
  CHECK(format_verifier_key(key) == kVkey);
  CHECK(key_of(kVkey) == key);
  const std::string line = sign_note(kText, kOrigin, seed).value();
  CHECK(line == kLine);
  CHECK(assemble_note(kText, {&line, 1}) == kText + "\n" + kLine);
}

TEST_CASE("lines of keys that are not known are passed over") {
  const std::vector<VerifierKey> keys{key_of(kFooKey), key_of(kVkey)};
  CHECK(verify_note(parse_note(kSigned).value(), keys).value() == std::vector<std::size_t>{1});
  // Same id under another name, and the same name with another id.
  const std::string renamed = replaced(kLine, "audit.example/ledger", "audit.example/other");
  std::string other_id = kLine;
  other_id[other_id.find("NlKs")] = 'O';
  const Note note = parse_note(kText + "\n" + renamed + other_id + kLine).value();
  CHECK(verify_note(note, keys).value() == std::vector<std::size_t>{1});
  const Note without = parse_note(kText + "\n" + renamed + other_id).value();
  CHECK(is(verify_note(without, keys), Errc::kWrongSigner));
  CHECK(is(verify_note(parse_note(kSigned).value(), {}), Errc::kWrongSigner));
}

TEST_CASE("two keys of one name sign side by side during a rotation") {
  const SigningSeed before = seed_from(0);
  const SigningSeed after = seed_from(100);
  const std::vector<std::string> lines{sign_note(kText, kOrigin, before).value(),
                                       sign_note(kText, kOrigin, after).value()};
  const std::vector<VerifierKey> keys{make_verifier_key(kOrigin, public_key_of(after)).value(),
                                      make_verifier_key(kOrigin, public_key_of(before)).value()};
  const Note note = parse_note(assemble_note(kText, lines)).value();
  CHECK(verify_note(note, keys).value() == std::vector<std::size_t>{0, 1});
  CHECK(verify_note(note, std::span(keys).first(1)).value() == std::vector<std::size_t>{0});
}

TEST_CASE("one bad line of a known key spoils the note, wherever it stands") {
  const std::vector<VerifierKey> keys{key_of(kVkey), key_of(kFooKey)};
  const std::string bad = replaced(kLine, "h5j1KB", "h5j1KC");
  const std::string wrong_text = replaced(kSigned, "\n8\n", "\n9\n");
  Bytes blob = from_base64(kLine.substr(kLine.find("NlKs"), 92)).value();
  Bytes longer_blob = blob;
  longer_blob.push_back(0);
  const std::string longer = "— " + kOrigin + " " + to_base64(longer_blob) + "\n";
  blob.pop_back();
  const std::string cut = "— " + kOrigin + " " + to_base64(blob) + "\n";
  for (const std::string& note :
       {kText + "\n" + bad, kText + "\n" + kLine + bad, kText + "\n" + bad + kLine,
        kText + "\n" + kLine + cut, kText + "\n" + longer, wrong_text,
        kText + "\n" + kLine + kFooLine}) {
    CAPTURE(note);
    CHECK(is(verify_note(parse_note(note).value(), keys), Errc::kChanged));
  }
}

TEST_CASE("any single bit of a signature counts") {
  const VerifierKey key = key_of(kVkey);
  const Bytes blob = from_base64(kLine.substr(kLine.find("NlKs"), 92)).value();
  for (std::size_t bit = 32; bit < blob.size() * 8; ++bit) {
    Bytes flipped = blob;
    flipped[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
    const Note note =
        parse_note(kText + "\n— " + kOrigin + " " + to_base64(flipped) + "\n").value();
    if (!is(verify_note(note, {&key, 1}), Errc::kChanged)) FAIL("bit " << bit);
  }
}

TEST_CASE("known keys that cannot be told apart are refused") {
  const std::vector<VerifierKey> twice{key_of(kVkey), key_of(kVkey)};
  CHECK(is(verify_note(parse_note(kSigned).value(), twice), Errc::kInvalidField));
}

TEST_CASE("the last blank line ends the text, earlier ones belong to it") {
  const SigningSeed seed = seed_from(0);
  const VerifierKey key = key_of(kVkey);
  for (const std::string& text : {"a\n\nb\n"s, "a\n\n"s, "\n"s, "\n\n\n"s, "a\n\n— x AAAAAAA=\n"s,
                                  "è subito sera\n"s, "\x7F\n"s}) {
    CAPTURE(text);
    const std::string line = sign_note(text, kOrigin, seed).value();
    const Note note = parse_note(assemble_note(text, {&line, 1})).value();
    CHECK(note.text == text);
    CHECK(verify_note(note, {&key, 1}));
  }
}

TEST_CASE("a note that is not exactly a note is refused") {
  const std::string good = kText + "\n" + kLine;
  REQUIRE(parse_note(good));
  for (const std::string& note : {""s,
                                  "\n"s,
                                  "\n\n"s,
                                  kText,
                                  kText + "\n",
                                  kText + kLine,
                                  kText + "\n" + kLine + "\n",
                                  good.substr(0, good.size() - 1),
                                  replaced(good, "\n8\n", "\r\n8\n"),
                                  replaced(good, "\n8\n", "\n\t8\n"),
                                  replaced(good, "\n8\n", "\n"s + '\0' + "8\n"),
                                  replaced(good, "\n8\n", "\n\xC0\x80\n"),
                                  replaced(good, "\n8\n", "\n\xED\xA0\x80\n"),
                                  replaced(good, "— ", "- "),
                                  replaced(good, "— ", "—"),
                                  replaced(good, "— ", "—  "),
                                  replaced(good, "— ", " — "),
                                  replaced(good, "ledger Nl", "ledger  Nl"),
                                  replaced(good, "ledger Nl", "ledgerNl"),
                                  replaced(good, "GQg=\n", "GQg\n"),
                                  replaced(good, "GQg=\n", "GQh=\n"),
                                  replaced(good, "GQg=\n", "GQg= \n"),
                                  replaced(good, "GQg=\n", "GQ_=\n"),
                                  replaced(good, "GQg=\n", "GQg==\n"),
                                  replaced(good, "— audit", "— au+dit"),
                                  replaced(good, "— audit", "— au\u00A0dit"),
                                  replaced(good, "— audit", "— au\u2003dit"),
                                  replaced(good, "— audit", "— au\u3000dit"),
                                  kText + "\n— name \n",
                                  kText + "\n— name AAAAAA==\n",
                                  kText + "\n— name\n",
                                  kText + "\n—  AAAAAAA=\n",
                                  good + "more\n"}) {
    CAPTURE(note);
    CHECK(is(parse_note(note), Errc::kMalformed));
  }
  CHECK(parse_note(kText + "\n— name AAAAAAA=\n").value().signatures[0].bytes == Bytes{0});
}

TEST_CASE("notes are bounded in bytes and signatures") {
  std::string lines;
  for (int i = 0; i < 64; ++i)
    lines += "— name AAAAAAA=\n";
  CHECK(parse_note(kText + "\n" + lines).value().signatures.size() == 64);
  CHECK(is(parse_note(kText + "\n" + lines + kLine), Errc::kTooLarge));
  const std::string most = std::string(kNoteBytes - kLine.size() - 2, 'x') + "\n\n" + kLine;
  CHECK(parse_note(most));
  CHECK(is(parse_note("x" + most), Errc::kTooLarge));
}

TEST_CASE("what is no signed text is not signed") {
  const SigningSeed seed = seed_from(0);
  for (const std::string& text : {""s, "no newline"s, "tab\t\n"s, "\xFF\n"s}) {
    CAPTURE(text);
    CHECK(is(sign_note(text, kOrigin, seed), Errc::kMalformed));
  }
  CHECK(is(sign_note(std::string(kNoteBytes, 'x') + "\n", kOrigin, seed), Errc::kTooLarge));
  for (const std::string& name : {""s, "a b"s, "a+b"s, "a\nb"s, "a\u2028b"s, "a\x1F"s, "\x80"s}) {
    CAPTURE(name);
    CHECK(is(sign_note(kText, name, seed), Errc::kInvalidField));
    CHECK(is(make_verifier_key(name, public_key_of(seed)), Errc::kInvalidField));
  }
}

TEST_CASE("a verifier key that is not exactly one is refused") {
  for (const std::string& vkey :
       {""s, "+"s, "name"s, "name+3652ace2"s, "name+3652ace2+"s, kVkey + "=", kVkey + "\n",
        " " + kVkey, replaced(kVkey, "3652ace2", "3652ACE2"),
        replaced(kVkey, "3652ace2", "3652ace3"), replaced(kVkey, "3652ace2", "652ace2"),
        replaced(kVkey, "3652ace2", "03652ace2"), replaced(kVkey, "audit", "audio"),
        replaced(kVkey, "VTG4", "VTG5"), replaced(kVkey, "AQOh", "AQ-h")}) {
    CAPTURE(vkey);
    CHECK_FALSE(parse_verifier_key(vkey));
  }
  CHECK(is(parse_verifier_key(kWitnessVkey), Errc::kInvalidField));
  CHECK(is(parse_verifier_key(replaced(kVkey, "3652ace2", "3652ace3")), Errc::kMalformed));
}

TEST_SUITE_END();

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
