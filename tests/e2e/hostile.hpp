// A peer that does not keep to the protocol: raw bytes on the daemon's socket, and how much memory
// the daemon takes meanwhile.
#pragma once

#include "tests/e2e/service.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tests/support/sanitized.hpp"

namespace e2e {

using ledger::test::kMemoryFactor;
// Beside what is counted: what an ordinary load makes a fresh daemon grow by, and what the
// allocator keeps of buffers that were outgrown.
constexpr std::size_t kUncountedBytes = 32u << 20;

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

// Descriptors for a crowd of peers.
inline void allow_descriptors(rlim_t count) {
  rlimit limit{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  if (limit.rlim_cur >= count) return;
  limit.rlim_cur = std::min(count, limit.rlim_max);
  REQUIRE(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

} // namespace e2e
