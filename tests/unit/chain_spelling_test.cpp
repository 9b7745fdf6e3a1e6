// What is passed around as text has one spelling: a text that is taken is the text that would be
// written. So receipts, proofs, keys and checkpoints can be compared, and signed, as they are.
#include "ledger/chain/checkpoint.hpp"
#include "ledger/chain/note.hpp"
#include "ledger/chain/proof_file.hpp"
#include "ledger/chain/receipt.hpp"
#include "ledger/crypto/base64.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ledger;
using namespace std::string_literals;

namespace {

// The text again, from what was read; nothing when it was refused.
using Again = std::function<std::optional<std::string>(std::string_view)>;

constexpr std::string_view kOrigin = "audit.example/ledger";

VerifierKey key() {
  PublicKey bytes;
  bytes.writable()[31] = 0xFB;
  auto made = make_verifier_key(kOrigin, bytes);
  REQUIRE(made);
  return *made;
}

std::string checkpoint_text() {
  Checkpoint checkpoint;
  checkpoint.origin = kOrigin;
  checkpoint.size = TreeSize(30);
  checkpoint.root.writable()[0] = 0xFE;
  checkpoint.extensions = {"more"};
  auto text = format_checkpoint(checkpoint);
  REQUIRE(text);
  return *text;
}

std::string note_text() {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(7);
  const std::string text = checkpoint_text();
  const auto line = sign_note(text, kOrigin, SigningSeed(seed));
  REQUIRE(line);
  return assemble_note(text, {&*line, 1});
}

std::string proof_text() {
  ProofFile proof;
  proof.index = Sequence(12);
  proof.extra = {1, 2, 3};
  proof.hashes.resize(2);
  proof.checkpoint = note_text();
  auto text = format_proof_file(proof);
  REQUIRE(text);
  return *text;
}

std::string receipt_text() {
  Receipt receipt;
  receipt.origin = kOrigin;
  receipt.ledger_id.writable()[3] = 0xAB;
  receipt.sequence = Sequence(120);
  receipt.leaf.writable()[0] = 0xFE;
  receipt.recorded_at = Timestamp(1'772'438'400'100'000);
  return format_receipt(receipt);
}

std::optional<std::string> receipt_again(std::string_view text) {
  const auto receipt = parse_receipt(text);
  if (!receipt) return std::nullopt;
  return format_receipt(*receipt);
}
std::optional<std::string> key_again(std::string_view text) {
  const auto parsed = parse_verifier_key(text);
  if (!parsed) return std::nullopt;
  return format_verifier_key(*parsed);
}
std::optional<std::string> checkpoint_again(std::string_view text) {
  const auto parsed = parse_checkpoint(text);
  if (!parsed) return std::nullopt;
  const auto again = format_checkpoint(*parsed);
  REQUIRE(again);
  return *again;
}
std::optional<std::string> note_again(std::string_view text) {
  const auto parsed = parse_note(text);
  if (!parsed) return std::nullopt;
  std::vector<std::string> lines;
  for (const NoteSignature& signature : parsed->signatures) {
    Bytes bytes;
    append_be(bytes, signature.id.get(), 4);
    append(bytes, signature.bytes);
    lines.push_back("\xE2\x80\x94 " + signature.name + " " + to_base64(bytes) + "\n");
  }
  return assemble_note(parsed->text, lines);
}
std::optional<std::string> proof_again(std::string_view text) {
  const auto parsed = parse_proof_file(text);
  if (!parsed) return std::nullopt;
  const auto again = format_proof_file(*parsed);
  REQUIRE(again);
  return *again;
}

// Every change of one place: a byte replaced, put in, taken out, or its case changed.
void check_neighbours(const std::string& text, const Again& again) {
  REQUIRE(again(text) == text);
  const std::string bytes = "0159afAFzZ+-.:=/ TtG\n\r\t\0"s;
  std::vector<std::string> others;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    for (const char byte : bytes) {
      others.push_back(text.substr(0, i) + byte + text.substr(i));
      if (i < text.size()) others.push_back(text.substr(0, i) + byte + text.substr(i + 1));
    }
    if (i == text.size()) continue;
    others.push_back(text.substr(0, i) + text.substr(i + 1));
    others.push_back(text);
    others.back()[i] ^= 0x20;
  }
  int taken = 0;
  for (const std::string& other : others) {
    const auto read = again(other);
    if (!read) continue;
    ++taken;
    INFO(other);
    CHECK(*read == other);
  }
  CHECK(taken > 0); // another sequence or origin is as good a text
}

} // namespace

TEST_CASE("a receipt has one spelling") {
  const std::string text = receipt_text();
  check_neighbours(text, receipt_again);
  const auto with = [&](std::string_view part, std::string_view other) {
    std::string changed = text;
    const std::size_t at = changed.find(part);
    REQUIRE(at != std::string::npos);
    return changed.replace(at, part.size(), other);
  };
  for (const std::string& other :
       {with("ab", "AB"), with("fe", "FE"), with(" 120 ", " 0120 "), with(" 120 ", "  120 "),
        with("08:00:00.100000Z", "08:00:00.1Z"), with(".100000Z", ".100000+00:00"),
        with("08:00:00.100000Z", "09:00:00.100000+01:00"), with("T08", " 08"), with("T08", "t08"),
        text + " ", text + "\n", text + "\r\n", " " + text}) {
    INFO(other);
    CHECK_FALSE(parse_receipt(other));
  }
}

TEST_CASE("a verifier key, a checkpoint, a note and a proof file have one spelling") {
  check_neighbours(format_verifier_key(key()), key_again);
  check_neighbours(checkpoint_text(), checkpoint_again);
  check_neighbours(note_text(), note_again);
  check_neighbours(proof_text(), proof_again);
}
