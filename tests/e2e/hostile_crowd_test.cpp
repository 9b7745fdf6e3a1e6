// Peers that ask in crowds, for more than their share. Those who only want to work are served in
// time, and the daemon does not grow beyond limits::kHostileGrowthBytes.
#include "tests/e2e/hostile.hpp"

#include <capnp/serialize.h>
#include <optional>
#include <sys/resource.h>

using e2e::HostilePeer;
using e2e::Siege;
namespace limits = ledger::limits;
using std::chrono::milliseconds;

namespace {

const std::string kBusy = "AL-3001";
constexpr milliseconds kFlood{2'000};

// Pushes the same bytes again and again, from all peers, as fast as they are taken.
void flood(const std::vector<HostilePeer>& peers, const std::string& first,
           const std::string& after) {
  for (const HostilePeer& peer : peers)
    peer.send(first);
  const auto end = std::chrono::steady_clock::now() + kFlood;
  while (std::chrono::steady_clock::now() < end) {
    std::size_t taken = 0;
    for (const HostilePeer& peer : peers)
      taken += peer.send(after);
    if (taken == 0) e2e::pause(milliseconds(5));
  }
}

// A request in its frame, as `fill` fills it.
template <class Fill>
std::string framed(Fill fill) {
  capnp::MallocMessageBuilder message;
  fill(message.initRoot<ledger::wire::Request>());
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message);
  const auto bytes = words.asChars();
  return {bytes.begin(), bytes.end()};
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i)
    all += text;
  return all;
}

// Each peer sends its own bytes, again and again, and reads what comes.
void stream(const std::vector<HostilePeer>& peers, const std::vector<std::string>& bytes) {
  std::vector<std::size_t> sent(peers.size());
  const auto end = std::chrono::steady_clock::now() + kFlood;
  while (std::chrono::steady_clock::now() < end) {
    std::size_t taken = 0;
    for (std::size_t i = 0; i < peers.size(); ++i) {
      const std::string& own = bytes[i];
      const std::size_t now = peers[i].send(std::string_view(own).substr(sent[i]));
      sent[i] = (sent[i] + now) % own.size();
      taken += now;
      peers[i].drain();
    }
    if (taken == 0) e2e::pause(milliseconds(2));
  }
}

// As many records as a reply holds, opened.
std::string largest_read() {
  return framed([](ledger::wire::Request::Builder request) {
    auto range = request.initRead();
    range.setLimit(limits::kReadRecordsPerReply);
    range.setWithContent(true);
  });
}

} // namespace

TEST_CASE("a crowd that fills large frames and never ends them is bounded") {
  Siege siege("[limits]\nframe_seconds = 1\n");
  const auto peers = siege.crowd();
  const std::string start = e2e::table(1, {limits::kFrameBytes / 8 - 1}) + "x";
  flood(peers, start, std::string(14'000, 'x'));
  siege.check();
  CHECK(siege.stop_and_count("L-205 connections closed: a deadline passed uid=") <= 3);
}

TEST_CASE("a crowd that asks and never reads the answers is bounded") {
  Siege siege("[limits]\nwrite_seconds = 1\n");
  const auto peers = siege.crowd();
  flood(peers, "", repeated(e2e::one_segment(e2e::request_words(0, 0)), 100));
  siege.check();
  CHECK(siege.stop_and_count("L-205 connections closed: a deadline passed uid=") <= 3);
}

TEST_CASE("a crowd that asks for many records and never reads them is bounded") {
  Siege siege;
  const auto peers = siege.crowd();
  const std::string read = largest_read();
  const std::string follow = framed([](ledger::wire::Request::Builder request) {
    request.initFollow().setLimit(limits::kReadRecordsPerReply);
  });
  flood(peers, follow, repeated(read, 20));
  siege.check();
}

TEST_CASE("a crowd with as many events in flight as are taken leaves the others their share") {
  Siege siege;
  const auto peers = siege.crowd();
  std::vector<std::string> events(peers.size());
  for (std::string& own : events)
    for (int i = 0; i < 200; ++i)
      own += framed([](ledger::wire::Request::Builder request) {
        e2e::fill(request.initAppend(), e2e::new_id(), "crowd", "crowd@example.org");
      });
  stream(peers, events);
  siege.check();
}

TEST_CASE("a crowd that sends the largest batches leaves the others their share") {
  Siege siege;
  const auto peers = siege.crowd(60);
  std::vector<std::string> batches;
  for (std::size_t n = 0; n < peers.size(); ++n)
    batches.push_back(framed([](ledger::wire::Request::Builder request) {
      auto drafts = request.initAppendBatch(limits::kEventsPerBatch);
      for (unsigned i = 0; i < drafts.size(); ++i)
        e2e::fill(drafts[i], e2e::new_id(), "crowd", "crowd@example.org");
    }));
  stream(peers, batches);
  siege.check();
}

TEST_CASE("reads of one uid wait behind its own reads and not in front of those of another") {
  Siege siege;
  const auto peers = siege.crowd();
  const std::string read = largest_read();
  for (const HostilePeer& peer : peers)
    peer.send(repeated(read, 100));
  HostilePeer other = siege.peer(0);
  const auto start = std::chrono::steady_clock::now();
  other.send(e2e::one_segment(e2e::request_words(11, 0))); // projections
  CHECK(other.answer() == "reply");
  const auto took = std::chrono::steady_clock::now() - start;
  MESSAGE("answered after ", took / milliseconds(1), " ms");
  CHECK(took < e2e::deadline());
  siege.check();
}

TEST_CASE("of 5,000 connections at once the first are served and the others hear that it is busy") {
  constexpr std::size_t kCrowd = 5'000;
  if (!e2e::allow_descriptors(kCrowd + 200)) return;
  Siege siege;
  const std::string status = e2e::one_segment(e2e::request_words(0, 0));
  {
    auto peers = siege.crowd(kCrowd);
    std::size_t refused = 0;
    std::size_t served = 0;
    for (HostilePeer& peer : peers) {
      peer.send(status);
      const std::string answer = peer.answer();
      refused += answer == kBusy ? 1u : 0u;
      served += answer == "reply" ? 1u : 0u;
    }
    CHECK(served + refused == kCrowd);
    CHECK(served <= limits::kConnectionsPerUid);
    CHECK(served > limits::kConnectionsPerUid / 2);
    siege.check_served();
    if (getuid() == 0) {
      HostilePeer newcomer = siege.peer(Siege::kOther);
      newcomer.send(status);
      CHECK(newcomer.answer() == "reply");
    }
  }
  siege.check();
  for (int i = 0; i < 100; ++i) { // until the daemon has seen that they left
    HostilePeer peer = siege.peer();
    peer.send(status);
    if (peer.answer() == "reply") break;
    CHECK(i < 99);
    e2e::pause(milliseconds(50));
  }
  const std::size_t lines = siege.stop_and_count("L-203 connections refused uid=");
  CHECK(lines >= 1);
  CHECK(lines <= 3);
}

TEST_CASE("uids without a role share one budget, however many they are") {
  constexpr std::size_t kCrowd = 5'000;
  if (getuid() != 0) {
    MESSAGE("skipped: only root can be other uids");
    return;
  }
  if (!e2e::allow_descriptors(kCrowd + 200)) return;
  Siege siege;
  std::vector<HostilePeer> peers;
  for (std::size_t i = 0; i < kCrowd; ++i)
    peers.push_back(siege.peer(static_cast<uid_t>(62'000 + i)));
  std::size_t refused = 0;
  for (HostilePeer& peer : peers) {
    peer.send(e2e::one_segment(e2e::request_words(0, 0)));
    const std::string answer = peer.answer();
    refused += answer == kBusy ? 1u : 0u;
    CHECK((answer == kBusy || answer == "AL-4001"));
  }
  CHECK(refused == kCrowd - limits::kConnectionsPerUid);
  HostilePeer newcomer = siege.peer(Siege::kOther);
  newcomer.send(e2e::one_segment(e2e::request_words(0, 0)));
  CHECK(newcomer.answer() == "reply");
  siege.check();
  CHECK(siege.stop_and_count("L-203 connections refused uid=") <=
        2 * 65); // of 64 uids each and of all others
}

// Lowers the limit that a daemon inherits, and gives this process its own back.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t count) {
    REQUIRE(getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const rlimit few{count, count};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  }
  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_CASE("a crowd cannot take the descriptors that the database needs") {
  if (getuid() != 0) {
    MESSAGE("skipped: only root can raise the limit of this process again");
    return;
  }
  constexpr std::size_t kConnections = 40;
  std::optional<FewDescriptors> few(limits::kDescriptorsKept + kConnections);
  Siege siege;
  few.reset();
  auto peers = siege.crowd(100);
  std::size_t answered = 0;
  for (HostilePeer& peer : peers) {
    peer.send(e2e::one_segment(e2e::request_words(0, 0)));
    const std::string answer = peer.answer();
    CHECK((answer == "reply" || answer == kBusy));
    answered += answer == "reply" ? 1u : 0u;
  }
  CHECK(answered > 0);
  CHECK(answered <= kConnections / 2); // the half of them for one uid
  siege.check_served();
  siege.check();
  CHECK(siege.stop_and_count("fewer connections than configured: raise LimitNOFILE=") == 1);
}

TEST_CASE("a daemon that may open next to no files says so and does not start") {
  if (getuid() != 0) {
    MESSAGE("skipped: only root can raise the limit of this process again");
    return;
  }
  e2e::Service service;
  const FewDescriptors few(limits::kDescriptorsKept);
  const e2e::Refusal refusal = service.refusal();
  CHECK(refusal.code == 20);
  CHECK(refusal.log.find("RLIMIT_NOFILE is") != std::string::npos);
  CHECK(refusal.log.find("LimitNOFILE=") != std::string::npos);
}
