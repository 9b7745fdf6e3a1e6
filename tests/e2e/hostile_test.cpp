// Peers that send what is no request. The daemon answers each with a clear error, serves the others
// meanwhile, and does not grow beyond limits::kHostileGrowthBytes.
#include "tests/e2e/hostile.hpp"

using e2e::HostilePeer;
using e2e::Siege;
namespace limits = ledger::limits;

namespace {

const std::string kMalformed = "AL-1001";
const std::string kTooLarge = "AL-1002";
const std::string kNotTheProtocol = "L-204 connections closed: not the protocol uid=";

const std::uint64_t kAppend = 1;
const std::uint64_t kAppendBatch = 2;

// One request that a thousand events share one large blob in.
std::string overlapping() {
  constexpr std::uint64_t kDrafts = 1'000;
  constexpr std::uint64_t kBlobWords = 64 << 10;
  auto words = e2e::request_words(kAppendBatch, 1 | (kDrafts * 2) << 35 | 7ull << 32);
  words.push_back(kDrafts << 2 | 1ull << 32 | 1ull << 48);
  for (std::uint64_t i = 0; i < kDrafts; ++i) {
    words.push_back(1);
    const std::uint64_t distance = (kDrafts - i - 1) * 2;
    words.push_back(1 | distance << 2 | 2ull << 32 | (kBlobWords * 8) << 35);
  }
  words.resize(words.size() + kBlobWords, 0x2020202020202020);
  return e2e::one_segment(words);
}

// An event whose clear part holds structs in structs, each behind a pointer of the one before.
std::string nested(std::uint64_t depth) {
  auto words = e2e::request_words(kAppend, 1ull << 48);
  for (std::uint64_t i = 0; i < depth; ++i)
    words.push_back(1ull << 48); // a struct of one pointer, right behind
  words.push_back(0);
  return e2e::one_segment(words);
}

} // namespace

TEST_CASE("tables that announce too much are refused by name before anything is allocated") {
  Siege siege;
  const std::map<std::string, std::string> refused = {
      {e2e::table(1, {0xffff'ffff}), kTooLarge},
      {e2e::table(1, {limits::kFrameBytes / 8 + 1}), kTooLarge},
      {e2e::table(0x1'0000'0000, {}), kMalformed}, // wraps round to none
      {e2e::table(17, std::vector<std::uint64_t>(17, 1)), kTooLarge},
      {e2e::table(16, std::vector<std::uint64_t>(16, 0x7fff'ffff)), kTooLarge},
      {e2e::table(1, {0}), kMalformed}};
  for (int round = 0; round < 20; ++round) {
    for (const auto& row : refused) {
      const std::string& bytes = row.first;
      const std::string& code = row.second;
      CAPTURE(ledger::to_hex(ledger::as_bytes(bytes)));
      HostilePeer peer = siege.peer();
      peer.send(bytes);
      CHECK(peer.answer() == code);
      CHECK(peer.answer() == "closed");
    }
  }
  siege.check();
  const std::size_t lines = siege.stop_and_count(kNotTheProtocol);
  CHECK(lines >= 1);
  CHECK(lines <= 3); // the first, the end, and a minute that may have passed
}

TEST_CASE("garbage and frames that are cut off are answered, and the connection ends") {
  Siege siege;
  std::mt19937 random(1);
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    std::string bytes(1 + random() % 5'000, '\0');
    for (char& byte : bytes)
      byte = static_cast<char>(random());
    HostilePeer peer = siege.peer();
    peer.send(bytes);
    peer.send_no_more();
    const std::string code = peer.answer();
    CHECK((code == kMalformed || code == kTooLarge));
  }
  const std::string whole = e2e::one_segment(e2e::request_words(0, 0));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CAPTURE(size);
    HostilePeer peer = siege.peer();
    peer.send(whole.substr(0, size));
    peer.send_no_more();
    CHECK(peer.answer() == kMalformed);
    CHECK(peer.answer() == "closed");
  }
  siege.check();
  const std::size_t lines = siege.stop_and_count(kNotTheProtocol);
  CHECK(lines >= 1);
  CHECK(lines <= 3);
}

TEST_CASE("messages that loop, nest or look larger than they are cost no more than an answer") {
  Siege siege;
  const std::uint64_t to_itself = 0xffff'fffcull | 1ull << 32 | 1ull << 48;
  const std::uint64_t far_to_itself = 2 | 3 << 3;
  const std::uint64_t many_voids = 1 | 0x1fff'ffffull << 35;
  auto many_empty_structs = e2e::request_words(kAppendBatch, 1 | 7ull << 32);
  many_empty_structs.push_back(0xffff'fffc);
  const std::vector<std::string> messages = {
      e2e::one_segment(e2e::request_words(kAppend, to_itself)),
      e2e::one_segment(e2e::request_words(kAppend, far_to_itself)),
      e2e::one_segment(e2e::request_words(kAppend, 0x7fff'fff8)),
      e2e::one_segment(e2e::request_words(kAppendBatch, many_voids)),
      e2e::one_segment(many_empty_structs),
      e2e::one_segment(e2e::request_words(0xffff, 0)),
      nested(10),
      nested(500'000),
      overlapping()};
  for (std::size_t i = 0; i < messages.size(); ++i) {
    CAPTURE(i);
    HostilePeer peer = siege.peer();
    std::string code = "AL-1";
    for (int n = 0; n < 20 && e2e::holds(code, "AL-1"); ++n) {
      std::string_view rest = messages[i];
      while (!rest.empty())
        rest.remove_prefix(peer.send(rest));
      code = peer.answer();
    }
    CHECK(e2e::holds(code, "AL-1")); // malformed, too large, an invalid field: each names it
  }
  siege.check();
}

TEST_CASE("a frame that comes byte by byte has a deadline, and silent connections do not matter") {
  Siege siege("[limits]\nframe_seconds = 2\nidle_seconds = 2\n");
  auto silent = siege.crowd(100);
  auto slow = siege.crowd(100);
  const std::string bytes = e2e::table(1, {1'000}) + std::string(8'000, 'x');
  std::string answer = "silence";
  for (std::size_t i = 0; i < 100 && answer == "silence"; ++i) {
    for (const HostilePeer& peer : slow)
      peer.send(bytes.substr(i, 1));
    answer = slow.front().answer(std::chrono::milliseconds(100));
  }
  CHECK(answer == kMalformed);
  CHECK(slow.front().answer() == "closed");
  for (std::size_t i = 1; i < slow.size(); ++i)
    CHECK(slow[i].answer() == kMalformed);
  for (HostilePeer& peer : silent)
    CHECK(peer.answer() == "closed"); // idle: nothing was asked, so nothing is said
  siege.check();
  const std::size_t lines =
      siege.stop_and_count("L-205 connections closed: a deadline passed uid=");
  CHECK(lines >= 1);
  CHECK(lines <= 3);
}

TEST_CASE("peers that leave in the middle of anything leave nothing behind") {
  Siege siege;
  const std::string status = e2e::one_segment(e2e::request_words(0, 0));
  for (int round = 0; round < 20; ++round) {
    auto peers = siege.crowd(100);
    for (std::size_t i = 0; i < peers.size(); ++i) {
      if (i % 4 == 1) peers[i].send(e2e::table(1, {1'000})); // a frame that never comes
      if (i % 4 == 2) peers[i].send(status + status.substr(0, 20));
      if (i % 4 == 3) peers[i].send_no_more();
    }
  }
  siege.check();
  auto last = siege.peer();
  last.send(status);
  CHECK(last.answer() == "reply");
}
