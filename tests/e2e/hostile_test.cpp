// What peers send that mean harm or are broken. The daemon answers with a clear error, serves the
// others meanwhile, and does not grow beyond limits::kHostileGrowthBytes.
#include "ledger/base/limits.hpp"
#include "tests/e2e/hostile.hpp"

using e2e::HostilePeer;
using e2e::Service;
namespace limits = ledger::limits;

namespace {

const std::string kMalformed = "AL-1001";
const std::string kTooLarge = "AL-1002";
const std::string kBusy = "AL-3001";

// A daemon under attack, and somebody who only wants to work.
struct Siege {
  Siege() {
    e2e::allow_descriptors(4'096);
    service.start();
    client.emplace(service.client());
    for (int i = 0; i < 20; ++i)
      check_served();
    before = e2e::memory_of(service.pid(), "VmRSS");
  }
  void check_served() {
    const auto posted = e2e::post(*client, e2e::new_id(), "a", "a@example.org");
    INFO(posted.error);
    CHECK(posted.receipt.has_value());
  }
  void check_memory() const {
    const std::size_t most = e2e::memory_of(service.pid(), "VmHWM");
    MESSAGE("grown by ", (most - before) >> 10, " KiB at most");
    CHECK(most - before <=
          (limits::kHostileGrowthBytes + e2e::kUncountedBytes) * e2e::kMemoryFactor);
  }

  Service service;
  std::optional<e2e::Client> client;
  std::size_t before = 0;
};

// As many as one user may have, less the one who works.
std::vector<HostilePeer> crowd(const Service& service,
                               std::size_t count = limits::kConnectionsPerUid - 6) {
  std::vector<HostilePeer> peers;
  for (std::size_t i = 0; i < count; ++i)
    peers.emplace_back(service.socket());
  return peers;
}

// Pushes the same bytes again and again, from all peers, as fast as they are taken.
void flood(const std::vector<HostilePeer>& peers, const std::string& first,
           const std::string& after, std::chrono::milliseconds time) {
  for (const HostilePeer& peer : peers)
    peer.send(first);
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
    std::size_t taken = 0;
    for (const HostilePeer& peer : peers)
      taken += peer.send(after);
    if (taken == 0) e2e::pause(std::chrono::milliseconds(5));
  }
}

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
  for (const auto& row : refused) {
    const std::string& bytes = row.first;
    const std::string& code = row.second;
    CAPTURE(ledger::to_hex(ledger::as_bytes(bytes)));
    HostilePeer peer(siege.service.socket());
    peer.send(bytes);
    CHECK(peer.answer() == code);
    CHECK(peer.answer() == "closed");
    siege.check_served();
  }
  siege.check_memory();
}

TEST_CASE("garbage and frames that are cut off are answered, and the connection ends") {
  Siege siege;
  std::mt19937 random(1);
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    std::string bytes(1 + random() % 5'000, '\0');
    for (char& byte : bytes)
      byte = static_cast<char>(random());
    HostilePeer peer(siege.service.socket());
    peer.send(bytes);
    peer.send_no_more();
    const std::string code = peer.answer();
    CHECK((code == kMalformed || code == kTooLarge));
  }
  const std::string whole = e2e::one_segment(e2e::request_words(0, 0));
  for (std::size_t size = 1; size < whole.size(); ++size) {
    CAPTURE(size);
    HostilePeer peer(siege.service.socket());
    peer.send(whole.substr(0, size));
    peer.send_no_more();
    CHECK(peer.answer() == kMalformed);
    CHECK(peer.answer() == "closed");
  }
  siege.check_served();
  siege.check_memory();
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
      overlapping()};
  for (std::size_t i = 0; i < messages.size(); ++i) {
    CAPTURE(i);
    HostilePeer peer(siege.service.socket());
    std::string code = "AL-1";
    for (int n = 0; n < 20 && e2e::holds(code, "AL-1"); ++n) {
      std::string_view rest = messages[i];
      while (!rest.empty())
        rest.remove_prefix(peer.send(rest));
      code = peer.answer();
    }
    CHECK(e2e::holds(code, "AL-1")); // malformed, too large, an invalid field: each names it
    siege.check_served();
  }
  siege.check_memory();
}

TEST_CASE("a crowd that fills large frames and never ends them is bounded") {
  Siege siege;
  const auto peers = crowd(siege.service);
  const std::string start = e2e::table(1, {limits::kFrameBytes / 8 - 1}) + "x";
  flood(peers, start, std::string(14'000, 'x'), std::chrono::seconds(3));
  siege.check_served();
  siege.check_memory();
}

TEST_CASE("a crowd that asks and never reads the answers is bounded") {
  Siege siege;
  const auto peers = crowd(siege.service);
  std::string requests;
  for (int i = 0; i < 100; ++i)
    requests += e2e::one_segment(e2e::request_words(0, 0));
  flood(peers, "", requests, std::chrono::seconds(3));
  siege.check_served();
  siege.check_memory();
}

TEST_CASE("a frame that comes byte by byte has a deadline, and silent connections do not matter") {
  Siege siege;
  const auto silent = crowd(siege.service, 100);
  HostilePeer slow(siege.service.socket());
  const std::string bytes = e2e::table(1, {1'000}) + std::string(8'000, 'x');
  std::string answer = "silence";
  for (std::size_t i = 0; i < 300 && answer == "silence"; ++i) {
    slow.send(bytes.substr(i, 1));
    answer = slow.answer(std::chrono::milliseconds(100));
    if (i % 20 == 0) siege.check_served();
  }
  CHECK(answer == kMalformed);
  CHECK(slow.answer() == "closed");
  siege.check_memory();
}

TEST_CASE("of a thousand connections the first are served and the others hear that it is busy") {
  Siege siege;
  std::size_t refused = 0;
  {
    auto peers = crowd(siege.service, 1'000);
    for (std::size_t i = limits::kConnectionsPerUid; i < peers.size(); ++i)
      refused += peers[i].answer() == kBusy ? 1u : 0u;
    CHECK(refused == peers.size() - limits::kConnectionsPerUid);
    peers.front().send(e2e::one_segment(e2e::request_words(0, 0)));
    CHECK(peers.front().answer() == "reply");
    siege.check_served();
  }
  siege.check_memory();
  for (int i = 0; i < 100; ++i) { // until the daemon has seen that they left
    HostilePeer peer(siege.service.socket());
    peer.send(e2e::one_segment(e2e::request_words(0, 0)));
    if (peer.answer() == "reply") return;
    e2e::pause(std::chrono::milliseconds(50));
  }
  FAIL("nobody is let in any more");
}
