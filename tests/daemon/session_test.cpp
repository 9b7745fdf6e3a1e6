// The socket layer from outside: requests, frames and replies, and peers that leave.
#include "served.hpp"

using namespace ledger;
using namespace ledger::test;
using std::chrono::milliseconds;

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
