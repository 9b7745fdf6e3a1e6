// Notes against vectors that other implementations signed, and against every malformed form that
// the specification names.
#include "ledger/crypto/base64.hpp"
#include "tests/unit/chain_support.hpp"

using namespace ledger;
using namespace ledger::test;
using namespace std::string_literals;

namespace {

const std::string kFooText = "This is an example message.\n";
const std::string kFooLine =
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Z"
    "tg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

} // namespace

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
