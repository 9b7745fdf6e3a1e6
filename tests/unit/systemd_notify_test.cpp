// The two protocols of daemon/systemd.hpp, with this test in systemd's place: it binds the datagram
// socket that notices go to and opens the listening sockets that are handed over.
#include "daemon/systemd.hpp"
#include "ledger/base/descriptor.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace ledger;

namespace {

void bind_to(const Descriptor& descriptor, std::string name) {
  if (name.front() == '@') name.front() = '\0';
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(name.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, name.data(), name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  REQUIRE(bind(descriptor.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
}

// systemd's end of NOTIFY_SOCKET.
class NoticeBoard {
 public:
  explicit NoticeBoard(const std::string& name)
      : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    bind_to(socket_, name);
  }
  // The oldest notice; empty when none waits.
  [[nodiscard]] std::string next() const {
    std::array<char, 4096> buffer{};
    const ssize_t size = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    return size < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

 private:
  Descriptor socket_;
};

std::string abstract_name(const std::string& purpose) {
  return "@auditledger-test-" + purpose + "-" + std::to_string(getpid());
}

// Listening sockets on neighbouring descriptors from `first`, as systemd leaves them after exec.
class HandedOver {
 public:
  explicit HandedOver(int count) : count_(count) {
    for (int i = 0; i < count; ++i) {
      const Descriptor made(socket(AF_UNIX, SOCK_STREAM, 0));
      bind_to(made, abstract_name("listen" + std::to_string(i)));
      REQUIRE(listen(made.get(), 1) == 0);
      REQUIRE(dup2(made.get(), kFirst + i) == kFirst + i);
    }
  }
  HandedOver(const HandedOver&) = delete;
  HandedOver& operator=(const HandedOver&) = delete;
  ~HandedOver() {
    for (int i = 0; i < count_; ++i)
      close(kFirst + i);
  }
  static constexpr int kFirst = 200;

 private:
  int count_;
};

ServiceEnvironment handing_over(const std::string& count, const std::string& names) {
  ServiceEnvironment environment;
  environment.listen_pid = std::to_string(getpid());
  environment.listen_fds = count;
  environment.listen_fdnames = names;
  return environment;
}

} // namespace

TEST_SUITE("systemd") {

  TEST_CASE("each notice reaches an abstract socket in systemd's words") {
    const NoticeBoard board(abstract_name("notify"));
    const auto manager = ServiceManager::connect(abstract_name("notify"));
    REQUIRE(manager.has_value());
    CHECK(manager->listens());

    REQUIRE(manager->ready("serving 7 records").has_value());
    CHECK(board.next() == "READY=1\nSTATUS=serving 7 records");
    REQUIRE(manager->status("replaying").has_value());
    CHECK(board.next() == "STATUS=replaying");
    REQUIRE(manager->watchdog().has_value());
    CHECK(board.next() == "WATCHDOG=1");
    REQUIRE(manager->extend_timeout(std::chrono::seconds(3)).has_value());
    CHECK(board.next() == "EXTEND_TIMEOUT_USEC=3000000");
    REQUIRE(manager->stopping("committing").has_value());
    CHECK(board.next() == "STOPPING=1\nSTATUS=committing");
    CHECK(board.next().empty());
  }

  TEST_CASE("a notice reaches a socket in the file system") {
    std::string folder = std::filesystem::temp_directory_path() / "auditledger-notify-XXXXXX";
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    {
      const NoticeBoard board(folder + "/notify");
      const auto manager = ServiceManager::connect(folder + "/notify");
      REQUIRE(manager.has_value());
      REQUIRE(manager->watchdog().has_value());
      CHECK(board.next() == "WATCHDOG=1");
    }
    std::filesystem::remove_all(folder);
  }

  TEST_CASE("a status cannot smuggle in a second notice") {
    const NoticeBoard board(abstract_name("smuggle"));
    const auto manager = ServiceManager::connect(abstract_name("smuggle"));
    REQUIRE(manager.has_value());
    REQUIRE(manager->status("fine\nMAINPID=1").has_value());
    CHECK(board.next() == "STATUS=fine");
  }

  TEST_CASE("outside systemd every notice succeeds and goes nowhere") {
    const auto manager = ServiceManager::connect("");
    REQUIRE(manager.has_value());
    CHECK_FALSE(manager->listens());
    CHECK(manager->ready("serving").has_value());
    CHECK(manager->watchdog().has_value());
  }

  TEST_CASE("a manager that is gone is an error, not a signal") {
    auto manager = ServiceManager::connect(abstract_name("nobody"));
    REQUIRE(manager.has_value());
    const Status sent = manager->watchdog();
    REQUIRE_FALSE(sent.has_value());
    CHECK(sent.error().code() == Errc::kIo);
  }

  TEST_CASE("a full queue of the manager is waited for, but not for ever") {
    const NoticeBoard board(abstract_name("full"));
    const auto manager = ServiceManager::connect(abstract_name("full"));
    REQUIRE(manager.has_value());
    const auto start = std::chrono::steady_clock::now();
    int taken = 0;
    while (taken < 100'000 && manager->watchdog().has_value())
      ++taken;
    CHECK(taken < 100'000);
    CHECK(std::chrono::steady_clock::now() - start < 20 * ServiceManager::kNoticeWait);
    CHECK(board.next() == "WATCHDOG=1");
    CHECK(manager->watchdog().has_value());
  }

  TEST_CASE("a moved manager keeps the way to systemd") {
    const NoticeBoard board(abstract_name("moved"));
    auto first = ServiceManager::connect(abstract_name("moved"));
    auto second = ServiceManager::connect("");
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    *second = std::move(*first);
    const ServiceManager third = std::move(*second);
    REQUIRE(third.watchdog().has_value());
    CHECK(board.next() == "WATCHDOG=1");
  }

  TEST_CASE("an address that is no socket name is refused") {
    for (const std::string& address : {std::string("relative/path"), std::string("@"),
                                       std::string("/"), "/" + std::string(200, 'x')}) {
      CAPTURE(address);
      const auto manager = ServiceManager::connect(address);
      REQUIRE_FALSE(manager.has_value());
      CHECK(manager.error().code() == Errc::kConfig);
      CHECK(manager.error().where() == "NOTIFY_SOCKET");
    }
  }

  TEST_CASE("handed-over sockets come with their names, in order, and are not inherited further") {
    const HandedOver handed(2);
    const auto sockets =
        inherited_sockets(handing_over("2", "append:audit"), getpid(), HandedOver::kFirst);
    REQUIRE(sockets.has_value());
    REQUIRE(sockets->size() == 2);
    CHECK(sockets->at(0).name == "append");
    CHECK(sockets->at(0).descriptor == HandedOver::kFirst);
    CHECK(sockets->at(1).name == "audit");
    CHECK(sockets->at(1).descriptor == HandedOver::kFirst + 1);
    for (const InheritedSocket& socket : *sockets)
      CHECK((fcntl(socket.descriptor, F_GETFD) & FD_CLOEXEC) != 0);
  }

  TEST_CASE("sockets that are meant for another process are left alone") {
    ServiceEnvironment environment = handing_over("1", "append");
    environment.listen_pid = std::to_string(getpid() + 1);
    const auto sockets = inherited_sockets(environment, getpid(), HandedOver::kFirst);
    REQUIRE(sockets.has_value());
    CHECK(sockets->empty());
    CHECK(inherited_sockets(ServiceEnvironment{}, getpid())->empty());
  }

  TEST_CASE("a socket without a name, or with a malformed count, is refused") {
    struct Row {
      const char* count;
      const char* names;
      const char* where;
    };
    for (const Row& row :
         {Row{"1", "", "LISTEN_FDNAMES"}, Row{"1", "append:audit", "LISTEN_FDNAMES"},
          Row{"-1", "append", "LISTEN_FDS"}, Row{"1x", "append", "LISTEN_FDS"},
          Row{"70000", "append", "LISTEN_FDS"}}) {
      CAPTURE(row.count);
      CAPTURE(row.names);
      const auto sockets =
          inherited_sockets(handing_over(row.count, row.names), getpid(), HandedOver::kFirst);
      REQUIRE_FALSE(sockets.has_value());
      CHECK(sockets.error().code() == Errc::kConfig);
      CHECK(sockets.error().where() == row.where);
    }
  }

  TEST_CASE("a descriptor that does not listen is refused") {
    const Descriptor made(socket(AF_UNIX, SOCK_STREAM, 0));
    const auto sockets = inherited_sockets(handing_over("1", "append"), getpid(), made.get());
    REQUIRE_FALSE(sockets.has_value());
    CHECK(sockets.error().code() == Errc::kConfig);
    CHECK(sockets.error().what() == "not a listening stream socket");
  }

  TEST_CASE("the watchdog is fed at half its interval, by the process that it watches") {
    ServiceEnvironment environment;
    CHECK(watchdog_ping_interval(environment, getpid()) == std::nullopt);
    environment.watchdog_usec = "30000000";
    CHECK(watchdog_ping_interval(environment, getpid()) == std::chrono::microseconds(15'000'000));
    environment.watchdog_pid = std::to_string(getpid());
    CHECK(watchdog_ping_interval(environment, getpid()) == std::chrono::microseconds(15'000'000));
    environment.watchdog_pid = std::to_string(getpid() + 1);
    CHECK(watchdog_ping_interval(environment, getpid()) == std::nullopt);
  }

  TEST_CASE("a malformed watchdog interval is refused") {
    for (const char* interval : {"0", "-5", "30s", "99999999999999999999"}) {
      CAPTURE(interval);
      ServiceEnvironment environment;
      environment.watchdog_usec = interval;
      const auto every = watchdog_ping_interval(environment, getpid());
      REQUIRE_FALSE(every.has_value());
      CHECK(every.error().where() == "WATCHDOG_USEC");
    }
  }

  TEST_CASE("the variables are read once and not left for children") {
    setenv("NOTIFY_SOCKET", "@somewhere", 1);
    setenv("LISTEN_FDS", "1", 1);
    setenv("LISTEN_FDNAMES", "append", 1);
    unsetenv("WATCHDOG_USEC");
    const ServiceEnvironment environment = take_service_environment();
    CHECK(environment.notify_socket == "@somewhere");
    CHECK(environment.listen_fds == "1");
    CHECK(environment.listen_fdnames == "append");
    CHECK(environment.watchdog_usec.empty());
    CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
    CHECK(std::getenv("LISTEN_FDS") == nullptr);
    CHECK(std::getenv("LISTEN_FDNAMES") == nullptr);
  }

} // TEST_SUITE
