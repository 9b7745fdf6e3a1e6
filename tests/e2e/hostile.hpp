// A peer that does not keep to the protocol: raw bytes on the daemon's socket; how much memory the
// daemon takes meanwhile, and how long others wait.
#pragma once

#include "ledger/base/limits.hpp"
#include "tests/e2e/service.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include "tests/support/sanitized.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace e2e {

using ledger::test::kMemoryFactor;

// While it lives, this thread (and no other: the system call, not the function of glibc) connects
// as somebody else. Without root everybody is the same.
class ActsAs {
 public:
  explicit ActsAs(uid_t uid) { act_as(uid); }
  ActsAs(const ActsAs&) = delete;
  ActsAs& operator=(const ActsAs&) = delete;
  ~ActsAs() { act_as(0); }

 private:
  static void act_as(uid_t uid) {
    constexpr uid_t kUnchanged = static_cast<uid_t>(-1);
    if (getuid() == 0) REQUIRE(syscall(SYS_setresuid, kUnchanged, uid, kUnchanged) == 0);
  }
};

// A figure of /proc/PID/status, in bytes: "VmRSS" now, "VmHWM" at most so far.
inline std::size_t memory_of(pid_t process, const std::string& figure) {
  std::ifstream in("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(in, line);)
    if (line.rfind(figure + ":", 0) == 0) return std::stoul(line.substr(figure.size() + 1)) << 10;
  FAIL("no ", figure);
  return 0;
}

class HostilePeer {
 public:
  explicit HostilePeer(const std::string& path) : socket_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    REQUIRE(socket_ >= 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  HostilePeer(HostilePeer&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  HostilePeer& operator=(HostilePeer&&) = delete;
  ~HostilePeer() {
    if (socket_ >= 0) close(socket_);
  }

  // What the socket takes now; how much that was.
  std::size_t send(std::string_view bytes) const {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
  }
  // What has come, thrown away.
  void drain() const {
    std::array<char, 64 << 10> buffer;
    while (recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT) > 0) {
    }
  }
  void send_no_more() const { shutdown(socket_, SHUT_WR); }

  // The code of the error that comes, "closed" when the connection ends without one, "reply" for
  // any other reply, "silence" when nothing comes in time.
  std::string answer(std::chrono::milliseconds wait = std::chrono::seconds(20)) {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    std::array<std::uint8_t, 4096> buffer{};
    for (;;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          deadline - std::chrono::steady_clock::now());
      pollfd waiting{socket_, POLLIN, 0};
      if (left.count() <= 0 || poll(&waiting, 1, static_cast<int>(left.count())) == 0)
        return "silence";
      const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
      if (got <= 0) return "closed";
      ledger::ByteView bytes(buffer.data(), static_cast<std::size_t>(got));
      const auto frame = frames_.next(bytes);
      REQUIRE(frame.has_value());
      if (*frame != nullptr) return kind_of(**frame);
    }
  }

 private:
  static std::string kind_of(ledger::Frame& frame) {
    const auto reply = frame.root<ledger::wire::Reply>();
    if (reply.which() != ledger::wire::Reply::ERROR) return "reply";
    CHECK(reply.getError().getWhat().size() > 0);
    CHECK(reply.getError().getNext().size() > 0);
    return ledger::code_text(static_cast<ledger::Errc>(reply.getError().getCode()));
  }

  int socket_;
  ledger::FrameReader frames_;
};

// Little-endian, as Cap'n Proto has it.
inline std::string number(std::uint64_t value, std::size_t width) {
  std::string bytes(width, '\0');
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  return bytes;
}

// The table in front of a frame, with a count and sizes that need not be true.
inline std::string table(std::uint64_t count, const std::vector<std::uint64_t>& sizes) {
  std::string bytes = number(count - 1, 4);
  for (const std::uint64_t size : sizes)
    bytes += number(size, 4);
  return bytes.size() % 8 == 0 ? bytes : bytes + std::string(4, '\0');
}

inline std::string one_segment(const std::vector<std::uint64_t>& words) {
  std::string bytes = table(1, {words.size()});
  for (const std::uint64_t word : words)
    bytes += number(word, 8);
  return bytes;
}

// The words of a request of kind `kind` (the ordinal in its union), whose only pointer is given.
inline std::vector<std::uint64_t> request_words(std::uint64_t kind, std::uint64_t pointer) {
  constexpr std::uint64_t kTwoWordsAndAPointer = (1ull << 48) | (2ull << 32);
  return {kTwoWordsAndAPointer, 1, kind, pointer};
}

// Descriptors for a crowd of peers; false, with the reason printed, when there are not so many.
inline bool allow_descriptors(rlim_t count) {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  if (limit.rlim_cur >= count) return true;
  if (limit.rlim_max < count) {
    MESSAGE("skipped: ", count, " descriptors are needed, and ", limit.rlim_max, " allowed");
    return false;
  }
  limit.rlim_cur = count;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
  return true;
}

// Within which a worker is served: a second, and longer where a sanitizer or others, who want the
// processors too, slow everything down.
inline std::chrono::milliseconds deadline() {
  double load = 0;
  const double processors = std::max(1u, std::thread::hardware_concurrency());
  if (getloadavg(&load, 1) != 1) load = processors;
  const double factor = std::clamp(load / processors, 1.0, 4.0) * (kMemoryFactor > 1 ? 10 : 1);
  if (factor > 1) MESSAGE("the deadline of a second is stretched by ", factor);
  return std::chrono::milliseconds(static_cast<int>(1'000 * factor));
}

// Somebody who only wants to work: posts an event every few milliseconds and remembers how long the
// slowest took.
class Worker {
 public:
  Worker(Client client, std::string name)
      : name_(std::move(name)), client_(std::move(client)), thread_([this] { work(); }) {}
  ~Worker() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Each event was acknowledged, and in time. Some were posted since the last look.
  void check_served() {
    const int posted = posted_;
    const auto end = soon();
    while (posted_ < posted + 2 && error_free_ && std::chrono::steady_clock::now() < end)
      pause(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex_);
    CAPTURE(name_);
    CHECK(error_ == "");
    CHECK(posted_.load() >= posted + 2);
    MESSAGE(name_, ": ", posted_.load(), " events, the slowest after ", slowest_.count(), " ms");
    CHECK(slowest_ < deadline());
  }

 private:
  void work() {
    while (!stop_) {
      const auto start = std::chrono::steady_clock::now();
      RequestMessage request;
      fill(request->initAppend(), new_id(), "somebody", "somebody@example.org");
      const auto reply = client_.call(request, Effect::kWrites, soon());
      const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
          std::chrono::steady_clock::now() - start);
      const std::lock_guard lock(mutex_);
      slowest_ = std::max(slowest_, took);
      if (!reply) {
        error_ = ledger::code_text(reply.error().code()) + " " + reply.error().what();
        error_free_ = false;
        return;
      }
      ++posted_;
      pause(std::chrono::milliseconds(5));
    }
  }

  std::string name_;
  Client client_;
  std::mutex mutex_;
  std::chrono::milliseconds slowest_{0};
  std::string error_;
  std::atomic<int> posted_{0};
  std::atomic<bool> error_free_{true};
  std::atomic<bool> stop_{false};
  std::thread thread_; // last: it uses the others
};

// A daemon under attack by one uid; one worker of that uid and, where this is root, one of another.
class Siege {
 public:
  static constexpr uid_t kAttacker = 61'101;
  static constexpr uid_t kOther = 61'102;

  explicit Siege(const std::string& more_config = {}) {
    service.show_folders();
    service.configure("[[socket]]\nname = \"append\"\npath = \"" + service.socket() +
                      "\"\nmode = \"0666\"\n"
                      "[[access]]\nuid = 61101\nroles = [\"append\", \"audit\"]\n"
                      "[[access]]\nuid = 61102\nroles = [\"append\"]\n" +
                      more_config);
    service.start();
    warm_up();
    add_worker(kAttacker, "a worker of the same uid");
    if (getuid() == 0)
      add_worker(kOther, "a worker of another uid");
    else
      MESSAGE("not tried: only root can be another uid");
    before_ = memory_of(service.pid(), "VmRSS");
    // Its highest so far is forgotten (proc(5)).
    std::ofstream("/proc/" + std::to_string(service.pid()) + "/clear_refs") << "5";
  }

  [[nodiscard]] HostilePeer peer(uid_t uid = kAttacker) const {
    const ActsAs actor(uid);
    return HostilePeer(service.socket());
  }
  // As many as one uid may have, less those who work.
  [[nodiscard]] std::vector<HostilePeer>
  crowd(std::size_t count = ledger::limits::kConnectionsPerUid - 6, uid_t uid = kAttacker) const {
    std::vector<HostilePeer> peers;
    for (std::size_t i = 0; i < count; ++i)
      peers.push_back(peer(uid));
    return peers;
  }
  void check_served() {
    for (const auto& worker : workers_)
      worker->check_served();
  }
  // At the end: the workers were served, and the daemon did not grow beyond what it may.
  void check() {
    check_served();
    const std::size_t most = memory_of(service.pid(), "VmHWM");
    const std::size_t grown = most > before_ ? most - before_ : 0;
    MESSAGE("grown by ", grown >> 10, " KiB at most");
    CHECK(grown <= ledger::limits::kHostileGrowthBytes * kMemoryFactor);
  }
  // Lines of the log with this message, after the daemon has stopped.
  [[nodiscard]] std::size_t stop_and_count(const std::string& message) {
    workers_.clear();
    service.stop(SIGTERM);
    const std::string log = service.logs();
    CHECK(!holds(log, "example.org"));
    std::size_t lines = 0;
    for (std::size_t at = log.find(message); at != std::string::npos;
         at = log.find(message, at + 1))
      ++lines;
    return lines;
  }

  Service service;

 private:
  // What an ordinary load makes a fresh daemon grow by is not counted; and there is something to
  // read.
  void warm_up() const {
    auto client = service.client();
    for (int round = 0; round < 8; ++round) {
      RequestMessage request;
      auto batch = request->initAppendBatch(512);
      for (unsigned i = 0; i < batch.size(); ++i)
        fill(batch[i], new_id(), "person-" + std::to_string(i), "x@example.org");
      REQUIRE(client.call(request, Effect::kWrites, soon()).has_value());
    }
    each_record(client, 0, true, [](const auto&) {});
  }
  void add_worker(uid_t uid, const std::string& name) {
    const ActsAs actor(uid);
    workers_.push_back(std::make_unique<Worker>(service.client(), name));
  }

  std::vector<std::unique_ptr<Worker>> workers_;
  std::size_t before_ = 0;
};

} // namespace e2e
