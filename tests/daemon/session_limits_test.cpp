// What one connection, and all of them together, may hold and for how long: slow, greedy, idle and
// silent clients.
#include "served.hpp"

#include "tests/support/sanitized.hpp"

#include <fstream>
#include <sys/resource.h>

using namespace ledger;
using namespace ledger::test;
using std::chrono::milliseconds;

namespace {

std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream pages("/proc/self/statm");
  pages >> total >> resident;
  REQUIRE(pages.good());
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

TEST_CASE("a client that sends byte by byte meets the frame deadline while another is served") {
  ConnectionLimits limits;
  limits.frame = milliseconds(200);
  Served served(limits);
  Client slow(served.path());
  Client quick(served.path());
  const Bytes frame = request(1, 10'000);
  const auto begin = std::chrono::steady_clock::now();
  std::size_t sent = 0;
  while (sent < frame.size() && slow.send(ByteView(frame).subspan(sent, 1))) {
    ++sent;
    REQUIRE(quick.send(request(sent)));
    const auto reply = quick.reply();
    REQUIRE(reply.has_value());
    CHECK(reply->id == sent);
    pause_for(5);
  }
  CHECK(sent < frame.size());
  CHECK(std::chrono::steady_clock::now() - begin < milliseconds(2'000));
  const auto reply = slow.reply();
  REQUIRE(reply.has_value());
  CHECK(reply->id == 0);
  CHECK(reply->error == code(Errc::kMalformed));
  CHECK(slow.ended());
}

TEST_CASE("frames that keep coming do not meet the deadline of the first") {
  ConnectionLimits limits;
  limits.frame = milliseconds(150);
  Served served(limits);
  Client client(served.path());
  const Bytes stream = requests(1, 40, 100);
  const std::size_t piece = request(1, 100).size() - 8; // so that each piece ends within a frame
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    REQUIRE(client.send(ByteView(stream).subspan(at, std::min(piece, stream.size() - at))));
    pause_for(10);
  }
  CHECK(answered_in_order(client, 1, 40));
}

TEST_CASE("an idle connection is closed and one that waits for its reply is not") {
  ConnectionLimits limits;
  limits.idle = milliseconds(100);
  Served served(limits);
  served.handler.holding = true;
  const Client idle(served.path());
  Client waiting(served.path());
  REQUIRE(waiting.send(request(1)));
  CHECK(idle.ended());
  pause_for(300);
  served.release();
  CHECK(answered_in_order(waiting, 1, 1));
  CHECK(waiting.ended());
}

TEST_CASE("a connection too many is told so and a place that becomes free is given again") {
  for (const bool for_uid : {true, false}) {
    CAPTURE(for_uid);
    ConnectionLimits limits;
    limits.connections_per_uid = for_uid ? 3 : 256;
    limits.connections = for_uid ? 1'024 : 6; // of which one uid may have the half
    Served served(limits);
    std::vector<Client> clients;
    for (int i = 0; i < 3; ++i)
      clients.emplace_back(served.path());
    Client refused(served.path());
    const auto reply = refused.reply();
    REQUIRE(reply.has_value());
    CHECK(reply->id == 0);
    CHECK(reply->error == code(Errc::kBusy));
    CHECK(reply->retry_later);
    CHECK(refused.ended());

    clients.pop_back();
    REQUIRE(eventually([&] { return served.connections() == 2; }));
    Client next(served.path());
    REQUIRE(next.send(request(1)));
    CHECK(answered_in_order(next, 1, 1));
  }
}

TEST_CASE("a client that does not read its replies is not read from and then closed") {
  ConnectionLimits limits;
  limits.write = milliseconds(300);
  Served served(limits);
  served.handler.at_once = true;
  served.handler.reply_bytes = 50'000;
  Client greedy(served.path());
  REQUIRE(greedy.send(requests(1, 1'000)));
  pause_for(100);
  // The socket's own queue, unread_bytes and one reply.
  CHECK(served.handler.handled < 20);
  CHECK(eventually([&] { return served.connections() == 0; }));
  CHECK(served.handler.handled < 20);
}

TEST_CASE("a client that reads slowly but steadily gets every reply") {
  ConnectionLimits limits;
  limits.write = milliseconds(500);
  Served served(limits);
  served.handler.at_once = true;
  served.handler.reply_bytes = 100'000;
  Client client(served.path());
  REQUIRE(client.send(requests(1, 100)));
  for (std::uint64_t id = 1; id <= 100; ++id) {
    CAPTURE(id);
    REQUIRE(answered_in_order(client, id, 1));
    pause_for(10);
  }
}

TEST_CASE("all connections together hold no more than the memory that is allowed") {
  ConnectionLimits limits;
  limits.memory_bytes = 64 << 10;
  Served served(limits);
  served.handler.holding = true;
  std::vector<Client> clients;
  for (int i = 0; i < 4; ++i)
    clients.emplace_back(served.path());
  for (const Client& client : clients)
    REQUIRE(client.send(requests(1, 50, 1'000)));
  REQUIRE(eventually([&] { return served.handler.handled > 10; }));
  pause_for(50);
  // Half of it for one uid, at 1.5 KiB and more a request.
  CHECK(served.handler.handled < 32);
  served.handler.holding = false;
  served.release();
  for (Client& client : clients)
    CHECK(answered_in_order(client, 1, 50));
}

TEST_CASE("a client for whom there is no memory is told to come back, and small ones get through") {
  ConnectionLimits limits;
  limits.memory_bytes = 64 << 10;
  limits.frame = milliseconds(150);
  Served served(limits);
  served.handler.holding = true;
  Client hoarder(served.path());
  REQUIRE(hoarder.send(requests(1, 50, 1'000)));
  REQUIRE(eventually([&] { return served.handler.handled > 10; }));
  pause_for(50);
  const std::size_t taken = served.handler.handled;
  Client large(served.path());
  REQUIRE(large.send(request(1, Admission::kReserveBytes)));
  const auto reply = large.reply();
  REQUIRE(reply.has_value());
  CHECK(reply->error == code(Errc::kBusy));
  CHECK(reply->retry_later);
  CHECK(large.ended());
  Client small(served.path());
  REQUIRE(small.send(requests(1, 2)));
  REQUIRE(eventually([&] { return served.handler.handled == taken + 1; }));
  served.release();
  CHECK(answered_in_order(small, 1, 1));
}

TEST_CASE("half-open and half-sent connections cost little memory") {
  rlimit descriptors{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &descriptors) == 0);
  rlimit enough = descriptors;
  enough.rlim_cur = enough.rlim_max;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &enough) == 0);
  const std::size_t count = std::min<std::size_t>(5'000, enough.rlim_max / 2 - 100);
  ConnectionLimits limits;
  limits.connections_per_uid = count;
  limits.connections = 2 * count;
  {
    Served served(limits);
    Client first(served.path());
    REQUIRE(first.send(request(1)));
    REQUIRE(answered_in_order(first, 1, 1));
    first.leave();
    const std::size_t before = resident_bytes();
    // Announces a frame of the largest size and sends none of it.
    const Bytes lie{0, 0, 0, 0, 0xFF, 0xFF, 0x07, 0};
    std::vector<Client> clients;
    for (std::size_t i = 0; i < count - 1; ++i) {
      clients.emplace_back(served.path());
      REQUIRE(clients.back().connected());
      if (i % 2 == 0) REQUIRE(clients.back().send(lie));
    }
    REQUIRE(eventually([&] { return served.connections() == count - 1; }));
    pause_for(100);
    CHECK(resident_bytes() - before < limits::kHostileGrowthBytes * test::kMemoryFactor);
    CAPTURE((resident_bytes() - before) / count);
  }
  REQUIRE(setrlimit(RLIMIT_NOFILE, &descriptors) == 0);
}
