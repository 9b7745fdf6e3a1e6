// The client against a peer that speaks the protocol through Cap'n Proto's own stream functions.
#include "tools/client.hpp"
#include "tools/record_pages.hpp"

#include <capnp/serialize.h>
#include <doctest/doctest.h>
#include <filesystem>
#include <functional>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace ledger;
using namespace ledger::tools;
using namespace std::chrono_literals;

namespace {

Deadline soon(std::chrono::milliseconds wait = 5s) {
  return std::chrono::steady_clock::now() + wait;
}

// Accepts one connection and lets `talk` have it; closes it afterwards.
class Peer {
 public:
  explicit Peer(std::function<void(int)> talk) {
    std::string folder = (std::filesystem::temp_directory_path() / "cli-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    folder_ = folder;
    path = folder + "/s";
    listening_ = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(listening_, 1) == 0);
    thread_ = std::thread([this, talk = std::move(talk)] {
      const int connection = accept(listening_, nullptr, nullptr);
      talk(connection);
      close(connection);
    });
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  ~Peer() {
    thread_.join();
    close(listening_);
    std::filesystem::remove_all(folder_);
  }

  std::string path;

 private:
  std::filesystem::path folder_;
  int listening_ = -1;
  std::thread thread_;
};

std::uint64_t read_id(int connection) {
  capnp::StreamFdMessageReader reader(connection);
  return reader.getRoot<wire::Request>().getId();
}

void answer(int connection, std::uint64_t id,
            const std::function<void(wire::Reply::Builder)>& fill) {
  capnp::MallocMessageBuilder message;
  auto reply = message.initRoot<wire::Reply>();
  reply.setId(id);
  fill(reply);
  capnp::writeMessageToFd(connection, message);
}

void answer_receipt(int connection, std::uint64_t id) {
  answer(connection, id,
         [&](wire::Reply::Builder reply) { reply.initReceipt().setSequence(id * 10); });
}

Result<Reply> ask(const Peer& peer, Effect effect, std::chrono::milliseconds wait = 5s) {
  auto client = Client::connect(peer.path, soon());
  REQUIRE(client);
  RequestMessage request;
  request->setStatus();
  return client->call(request, effect, soon(wait));
}

// Until the client has closed.
void drain(int connection) {
  char byte = 0;
  while (read(connection, &byte, 1) > 0)
    continue;
}

} // namespace

TEST_CASE("a request gets its reply") {
  const Peer peer([](int connection) { answer_receipt(connection, read_id(connection)); });
  const auto reply = ask(peer, Effect::kWrites);
  REQUIRE(reply);
  CHECK(reply->which() == wire::Reply::RECEIPT);
  CHECK((*reply)->getReceipt().getSequence() == 10);
}

TEST_CASE("an error reply becomes that error") {
  const Peer peer([](int connection) {
    answer(connection, read_id(connection), [](wire::Reply::Builder reply) {
      auto error = reply.initError();
      error.setCode(3001);
      error.setWhat("full");
      error.setWhere("queue");
      error.setNext("later");
    });
  });
  const auto reply = ask(peer, Effect::kWrites);
  REQUIRE(!reply);
  CHECK(reply.error().code() == Errc::kBusy);
  CHECK(reply.error().what() == "full");
  CHECK(reply.error().where() == "queue");
  CHECK(reply.error().next() == "later");
}

TEST_CASE("a daemon that closes after a write leaves the outcome unknown") {
  const Peer peer([](int connection) { read_id(connection); });
  CHECK(ask(peer, Effect::kWrites).error().code() == Errc::kOutcomeUnknown);
}

TEST_CASE("a daemon that closes after a question is only unreachable") {
  const Peer peer([](int connection) { read_id(connection); });
  CHECK(ask(peer, Effect::kReads).error().code() == Errc::kUnreachable);
}

TEST_CASE("a daemon that stays silent is not waited for longer than agreed") {
  const Peer peer(drain);
  const auto start = std::chrono::steady_clock::now();
  CHECK(ask(peer, Effect::kWrites, 50ms).error().code() == Errc::kOutcomeUnknown);
  CHECK(std::chrono::steady_clock::now() - start < 4s);
}

TEST_CASE("many requests are in flight at once and answered in any order") {
  constexpr std::uint64_t kMany = 300;
  const Peer peer([](int connection) {
    std::vector<std::uint64_t> ids;
    while (ids.size() < kMany)
      ids.push_back(read_id(connection));
    for (std::size_t i = ids.size(); i-- > 0;)
      answer_receipt(connection, ids[i]);
    drain(connection);
  });
  auto client = Client::connect(peer.path, soon());
  REQUIRE(client);
  for (std::uint64_t i = 0; i < kMany; ++i) {
    RequestMessage request;
    request->initAppend().setEventId(capnp::Data::Reader());
    client->queue(request, Effect::kWrites);
  }
  std::uint64_t expected = kMany;
  while (client->in_flight() > 0) {
    const auto wake = client->wait(-1, soon());
    REQUIRE(wake);
    REQUIRE(!wake->timed_out);
    for (auto reply = client->take(); *reply; reply = client->take()) {
      CHECK((**reply)->getId() == expected);
      CHECK((**reply)->getReceipt().getSequence() == expected * 10);
      --expected;
    }
  }
  CHECK(expected == 0);
}

TEST_CASE("a reply that comes byte by byte is put together") {
  const Peer peer([](int connection) {
    const std::uint64_t id = read_id(connection);
    capnp::MallocMessageBuilder message;
    auto reply = message.initRoot<wire::Reply>();
    reply.setId(id);
    reply.setCheckpoint("text");
    const auto words = capnp::messageToFlatArray(message);
    for (const kj::byte byte : words.asBytes())
      REQUIRE(write(connection, &byte, 1) == 1);
  });
  const auto reply = ask(peer, Effect::kReads);
  REQUIRE(reply);
  CHECK((*reply)->getCheckpoint() == "text");
}

TEST_CASE("a reply that announces more than the limit is refused before it is read") {
  const Peer peer([](int connection) {
    read_id(connection);
    const std::uint32_t table[2] = {0, 0x7fffffff};
    REQUIRE(write(connection, table, sizeof table) == sizeof table);
    drain(connection);
  });
  CHECK(ask(peer, Effect::kReads).error().code() == Errc::kTooLarge);
}

TEST_CASE("a reply to a request that was never made ends the conversation") {
  const Peer peer([](int connection) {
    answer_receipt(connection, read_id(connection) + 77);
    drain(connection);
  });
  CHECK(ask(peer, Effect::kReads).error().code() == Errc::kMalformed);
}

TEST_CASE("a follow stays open for answer after answer, until an error ends it") {
  const Peer peer([](int connection) {
    const std::uint64_t id = read_id(connection);
    for (std::uint64_t i = 1; i <= 3; ++i)
      answer(connection, id, [&](wire::Reply::Builder reply) { reply.initRecords().setNext(i); });
    answer(connection, id, [](wire::Reply::Builder reply) { reply.initError().setCode(3007); });
    drain(connection);
  });
  auto client = Client::connect(peer.path, soon());
  REQUIRE(client);
  RequestMessage request;
  request->initFollow();
  client->queue(request, Effect::kReads);
  std::uint64_t seen = 0;
  while (client->in_flight() > 0) {
    REQUIRE(client->wait(-1, soon()).value().timed_out == false);
    for (auto reply = client->take(); *reply; reply = client->take())
      if ((*reply)->which() == wire::Reply::RECORDS) {
        ++seen;
        CHECK((**reply)->getRecords().getNext() == seen);
      }
  }
  CHECK(seen == 3);
}

TEST_CASE("a socket that is not there, or whose path is too long, is said to be so") {
  const auto gone = Client::connect("/nonexistent/socket", soon());
  REQUIRE(!gone);
  CHECK(gone.error().code() == Errc::kUnreachable);
  const auto path_too_long = Client::connect(std::string(200, 'a'), soon());
  REQUIRE(!path_too_long);
  CHECK(path_too_long.error().code() == Errc::kUsage);
}

TEST_CASE("an answer of another kind than was asked for is refused") {
  const Peer peer([](int connection) { answer_receipt(connection, read_id(connection)); });
  auto reply = ask(peer, Effect::kReads);
  REQUIRE(reply);
  const auto wanted = expect(*std::move(reply), wire::Reply::STATUS);
  REQUIRE(!wanted);
  CHECK(wanted.error().code() == Errc::kMalformed);
}

namespace {

struct SentPage {
  std::vector<std::uint64_t> records;
  std::uint64_t next;
  std::uint64_t size;
};

// Reads pages from a daemon that sends these, one a request, and the last again and again.
Result<std::vector<std::uint64_t>> read_sent(const std::vector<SentPage>& pages,
                                             std::optional<TreeSize> end) {
  const Peer peer([&](int connection) {
    try {
      for (std::size_t at = 0;; ++at) {
        const SentPage& page = pages[std::min(at, pages.size() - 1)];
        answer(connection, read_id(connection), [&](wire::Reply::Builder reply) {
          auto sent = reply.initRecords();
          sent.setNext(page.next);
          sent.setSize(page.size);
          auto records = sent.initRecords(static_cast<unsigned>(page.records.size()));
          for (unsigned i = 0; i < records.size(); ++i)
            records[i].setSequence(page.records[i]);
        });
      }
    } catch (const kj::Exception&) {
      // The client has gone.
    }
  });
  LEDGER_ASSIGN(Client client, Client::connect(peer.path, soon()));
  std::vector<std::uint64_t> seen;
  const auto ask = [](RequestMessage& request, std::uint64_t from) {
    request->initSelected().setFrom(from);
  };
  const auto note = [&seen](Sequence record, ByteView) -> Status {
    seen.push_back(record.get());
    return {};
  };
  LEDGER_TRY(read_pages(
      client, [] { return soon(); }, end, ask, note));
  return seen;
}

} // namespace

TEST_CASE("records are read page after page until what was asked for, or what there is, ends") {
  const std::vector<SentPage> pages = {{{1, 4}, 5, 9}, {{7}, 9, 9}};
  const std::vector<std::uint64_t> all = {1, 4, 7};
  CHECK((read_sent(pages, std::nullopt).value() == all));
  CHECK((read_sent(pages, TreeSize(9)).value() == all));
  CHECK(read_sent({{{}, 9, 9}}, TreeSize(9)).value().empty());
  CHECK(read_sent({{{}, 0, 0}}, std::nullopt).value().empty());
}

TEST_CASE("pages that go round in circles, out of order or beyond the end are refused") {
  const std::vector<std::vector<SentPage>> wrong = {
      {{{1, 1}, 5, 9}},             // twice
      {{{4, 1}, 5, 9}},             // back
      {{{1}, 2, 9}, {{1}, 3, 9}},   // the same again
      {{{9}, 10, 12}},              // more than was asked for
      {{{}, 1, 9}},                 // nothing, and not the end
      {{{5}, 3, 9}},                // goes back to what was read
      {{{}, 1, ~std::uint64_t{0}}}, // without end
  };
  for (const auto& pages : wrong) {
    CAPTURE(pages.front().next);
    const auto read = read_sent(pages, TreeSize(9));
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().code() == Errc::kReordered);
  }
}
