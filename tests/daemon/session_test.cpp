// The socket layer from outside: well-behaved, slow, greedy, broken and departed clients.
#include "served.hpp"

#include "daemon/listening_socket.hpp"
#include "tests/support/sanitized.hpp"

#include <fcntl.h>
#include <fstream>
#include <sys/resource.h>

using namespace ledger;
using namespace ledger::test;
using std::chrono::milliseconds;

namespace {

std::uint16_t code(Errc error) {
  return static_cast<std::uint16_t>(error);
}

Bytes requests(std::uint64_t first, std::uint64_t count, std::size_t padding = 0) {
  Bytes stream;
  for (std::uint64_t id = first; id < first + count; ++id)
    append(stream, request(id, padding));
  return stream;
}

// The replies to `count` requests arrived in their order.
bool answered_in_order(Client& client, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t id = first; id < first + count; ++id) {
    const auto reply = client.reply();
    if (!reply.has_value() || reply->id != id || reply->error != 0) return false;
  }
  return true;
}

std::size_t resident_bytes() {
  std::size_t total = 0;
  std::size_t resident = 0;
  std::ifstream pages("/proc/self/statm");
  pages >> total >> resident;
  REQUIRE(pages.good());
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

} // namespace

TEST_CASE("a request is answered to whom the kernel says asked") {
  Served served;
  Client client(served.path());
  REQUIRE(client.send(request(7)));
  const auto reply = client.reply();
  REQUIRE(reply.has_value());
  CHECK(reply->id == 7);
  CHECK(served.handler.last_uid == geteuid());
}

TEST_CASE("many requests in flight on several connections are all answered") {
  Served served;
  std::vector<Client> clients;
  for (int i = 0; i < 8; ++i)
    clients.emplace_back(served.path());
  std::vector<std::thread> writers;
  for (const Client& client : clients)
    writers.emplace_back([&client] { client.send(requests(1, 5'000)); });
  for (Client& client : clients)
    CHECK(answered_in_order(client, 1, 5'000));
  for (std::thread& writer : writers)
    writer.join();
  CHECK(served.handler.handled == 8 * 5'000);
}

TEST_CASE("the requests of one read share a turn") {
  Served served;
  Client client(served.path());
  REQUIRE(client.send(requests(1, 100)));
  CHECK(answered_in_order(client, 1, 100));
  CHECK(served.handler.turns <= 2); // the read may have found the stream half written
}

TEST_CASE(
    "beyond the requests that may be in flight nothing more is taken until some are answered") {
  ConnectionLimits limits;
  limits.in_flight = 8;
  Served served(limits);
  served.handler.holding = true;
  Client client(served.path());
  REQUIRE(client.send(requests(1, 20)));
  REQUIRE(eventually([&] { return served.handler.handled == 8; }));
  pause_for(50);
  CHECK(served.handler.handled == 8);
  served.release();
  REQUIRE(eventually([&] { return served.handler.handled == 16; }));
  served.handler.holding = false;
  served.release();
  CHECK(answered_in_order(client, 1, 20));
  CHECK(served.handler.most_waiting == 8);
}

TEST_CASE("a frame of a megabyte arrives in however many reads") {
  Served served;
  Client client(served.path());
  REQUIRE(client.send(request(1, 1 << 20)));
  REQUIRE(client.send(request(2)));
  CHECK(answered_in_order(client, 1, 2));
}

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

TEST_CASE("a reply to a peer that has gone is dropped") {
  Served served;
  served.handler.holding = true;
  Client gone(served.path());
  REQUIRE(gone.send(requests(1, 10)));
  REQUIRE(eventually([&] { return served.handler.handled == 10; }));
  gone.leave();
  served.release();
  REQUIRE(eventually([&] { return served.connections() == 0; }));
  served.handler.holding = false;
  Client next(served.path());
  REQUIRE(next.send(request(1)));
  CHECK(answered_in_order(next, 1, 1));
}

TEST_CASE("a peer that has sent its last request still gets its replies") {
  Served served;
  served.handler.holding = true;
  Client client(served.path());
  REQUIRE(client.send(requests(1, 3)));
  client.send_no_more();
  REQUIRE(eventually([&] { return served.handler.handled == 3; }));
  pause_for(30);
  served.release();
  CHECK(answered_in_order(client, 1, 3));
  CHECK(client.ended());
}

TEST_CASE("a malformed frame is named after what came before it was answered") {
  Served served;
  Client client(served.path());
  Bytes stream = requests(1, 2);
  append(stream, Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0});
  REQUIRE(client.send(stream));
  std::size_t answers = 0;
  std::size_t complaints = 0;
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.reply();
    REQUIRE(reply.has_value());
    if (reply->error == 0) ++answers;
    if (reply->id == 0 && reply->error == code(Errc::kMalformed)) ++complaints;
  }
  CHECK(answers == 2);
  CHECK(complaints == 1);
  CHECK(client.ended());
}

TEST_CASE("a connection that ends within a frame is told that nothing of it was taken") {
  Served served;
  Client client(served.path());
  const Bytes frame = request(1);
  REQUIRE(client.send(ByteView(frame).first(frame.size() - 1)));
  client.send_no_more();
  const auto reply = client.reply();
  REQUIRE(reply.has_value());
  CHECK(reply->error == code(Errc::kMalformed));
  CHECK(client.ended());
  CHECK(served.handler.handled == 0);
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

TEST_CASE("a stop answers what is in flight, closes the idle at once and takes nothing new") {
  Served served;
  served.handler.holding = true;
  const Client idle(served.path());
  Client busy(served.path());
  REQUIRE(busy.send(requests(1, 100)));
  REQUIRE(eventually([&] { return served.handler.handled == 100; }));
  REQUIRE(served.connections() == 2);

  std::future<void> stopped = served.stop();
  CHECK(idle.ended());
  CHECK_FALSE(Client(served.path()).connected());
  CHECK_FALSE(busy.send(request(101)));
  CHECK(stopped.wait_for(milliseconds(50)) == std::future_status::timeout);
  served.release();
  CHECK(answered_in_order(busy, 1, 100));
  CHECK(busy.ended());
  CHECK(stopped.wait_for(milliseconds(2'000)) == std::future_status::ready);
  CHECK_FALSE(std::filesystem::exists(served.path()));
  served.join(); // nothing is left to do on the I/O thread
}

TEST_CASE("a stop does not wait for ever for a request that is never answered") {
  ConnectionLimits limits;
  limits.stop = milliseconds(100);
  Served served(limits);
  served.handler.holding = true;
  const Client client(served.path());
  REQUIRE(client.send(request(1)));
  REQUIRE(eventually([&] { return served.handler.handled == 1; }));
  std::future<void> stopped = served.stop();
  CHECK(stopped.wait_for(milliseconds(2'000)) == std::future_status::ready);
  CHECK(client.ended());
}

TEST_CASE("a request that is answered again and again does not keep a stop waiting") {
  Served served;
  served.handler.parts = true;
  Client follower(served.path());
  REQUIRE(follower.send(request(1)));
  CHECK(answered_in_order(follower, 1, 1));
  std::future<void> stopped = served.stop();
  CHECK(stopped.wait_for(milliseconds(2'000)) == std::future_status::ready);
  CHECK(follower.ended());
}

TEST_CASE("a stop without connections is done at once") {
  Served served;
  CHECK(served.stop().wait_for(milliseconds(2'000)) == std::future_status::ready);
}

TEST_CASE("a socket that is served is not taken over and one that was left behind is") {
  TempDir dir;
  SocketConfig socket;
  socket.path = dir.path / "a.sock";
  socket.mode = 0640;
  const Result<int> first = open_listening_socket(socket);
  REQUIRE(first.has_value());
  CHECK((std::filesystem::status(socket.path).permissions() & std::filesystem::perms::all) ==
        std::filesystem::perms(0640));
  const Result<int> second = open_listening_socket(socket);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code() == Errc::kLocked);
  close(*first);
  const Result<int> third = open_listening_socket(socket);
  REQUIRE(third.has_value());
  close(*third);
}

TEST_CASE("a file that is no socket is left alone") {
  TempDir dir;
  SocketConfig socket;
  socket.path = dir.path / "a.sock";
  close(open(socket.path.c_str(), O_CREAT | O_WRONLY, 0600));
  const Result<int> made = open_listening_socket(socket);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().code() == Errc::kExists);
  CHECK(std::filesystem::exists(socket.path));
}

TEST_CASE("a socket that was handed over is served with the roles of its row") {
  TempDir dir;
  SocketConfig socket;
  socket.path = dir.path / "a.sock";
  const Result<int> descriptor = open_listening_socket(socket);
  REQUIRE(descriptor.has_value());
  boost::asio::io_context io(1);
  EchoHandler handler;
  Server server(io, {}, AccessTable({}, geteuid()), handler);
  REQUIRE(server.adopt(*descriptor, {Role::kAudit}).has_value());
  Client client(socket.path);
  REQUIRE(client.send(request(1)));
  io.run_for(milliseconds(100));
  CHECK(answered_in_order(client, 1, 1));
}

TEST_CASE("a server that ends with a reply still to be written leaves nothing behind") {
  struct Keeper : RequestHandler {
    void handle(std::shared_ptr<Frame>, const Grant&, ReplySink sink) override {
      sinks.push_back(std::move(sink));
    }
    void turn_ended() override {}
    std::vector<ReplySink> sinks;
  };
  TempDir dir;
  SocketConfig socket;
  socket.path = dir.path / "a.sock";
  Keeper handler;
  {
    boost::asio::io_context io(1);
    Server server(io, {}, AccessTable({}, geteuid()), handler);
    REQUIRE(server.listen(socket).has_value());
    Client client(socket.path);
    REQUIRE(client.send(request(1)));
    io.run_for(milliseconds(200));
    REQUIRE(handler.sinks.size() == 1);
    REQUIRE(handler.sinks.front().connection() != nullptr);
    handler.sinks.front().send(request(1)); // flushed in a later turn, which does not come
  }
  CHECK(handler.sinks.front().connection() == nullptr);
}
