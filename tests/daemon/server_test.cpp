// Sockets that are opened, taken over and handed on, and the end of a server.
#include "served.hpp"

#include "daemon/listening_socket.hpp"

#include <fcntl.h>

using namespace ledger;
using namespace ledger::test;
using std::chrono::milliseconds;

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
