// A server on a Unix socket in a folder of its own, its handler on the I/O thread, and clients that
// know nothing but the protocol.
#pragma once

// Before Asio: <netdb.h>, which it includes, makes a macro of NO_DATA, an enumerant of the schema.
#include "schemas/protocol.capnp.h"

#include "daemon/server.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <capnp/message.h>
#include <capnp/serialize.h>
#include <chrono>
#include <cstring>
#include <doctest/doctest.h>
#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace ledger::test {

inline Bytes flat(capnp::MessageBuilder& message) {
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message);
  return {words.asBytes().begin(), words.asBytes().end()};
}

// A request with `padding` bytes of payload.
inline Bytes request(std::uint64_t id, std::size_t padding = 0) {
  capnp::MallocMessageBuilder message;
  auto root = message.initRoot<wire::Request>();
  root.setId(id);
  root.initPutDocument().initBytes(static_cast<unsigned>(padding));
  return flat(message);
}

// Answers each request with its id and a document of reply_bytes: at the end of the turn, in the
// call (at_once), or when release() is called (holding). All members but the atomics belong to the
// I/O thread.
class EchoHandler : public RequestHandler {
 public:
  void handle(std::shared_ptr<Frame> frame, const Grant& grant, ReplySink sink) override {
    last_uid = grant.peer().uid;
    waiting_.push_back({frame->root<wire::Request>().getId(), std::move(sink)});
    most_waiting = std::max<std::size_t>(most_waiting, waiting_.size());
    ++handled;
    if (at_once) release();
  }
  void turn_ended() override {
    ++turns;
    if (!holding) release();
  }
  void release() {
    for (const Waiting& request : std::exchange(waiting_, {})) {
      const Bytes reply = reply_to(request.id);
      if (parts)
        request.sink.send_part(reply);
      else
        request.sink.send(reply);
    }
  }

  std::atomic<bool> holding = false;
  std::atomic<bool> at_once = false;
  std::atomic<bool> parts = false;
  std::atomic<std::size_t> reply_bytes = 0;
  std::atomic<std::size_t> handled = 0;
  std::atomic<std::size_t> turns = 0;
  std::atomic<std::size_t> most_waiting = 0;
  std::atomic<uid_t> last_uid = 0;

 private:
  struct Waiting {
    std::uint64_t id;
    ReplySink sink;
  };
  [[nodiscard]] Bytes reply_to(std::uint64_t id) const {
    capnp::MallocMessageBuilder message;
    auto reply = message.initRoot<wire::Reply>();
    reply.setId(id);
    reply.initDocument(static_cast<unsigned>(reply_bytes));
    return flat(message);
  }
  std::vector<Waiting> waiting_;
};

struct TempDir {
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "al-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~TempDir() { std::filesystem::remove_all(path); }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::filesystem::path path;
};

class Served {
 public:
  explicit Served(const ConnectionLimits& limits = {})
      : server_(std::in_place, io_, limits, AccessTable({}, geteuid()), handler) {
    SocketConfig socket;
    socket.name = "append";
    socket.path = path();
    const Status listening = server_->listen(socket);
    REQUIRE(listening.has_value());
    thread_ = std::thread([this] { io_.run(); });
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  ~Served() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
    server_.reset();
  }

  [[nodiscard]] std::filesystem::path path() const { return dir_.path / "run" / "append.sock"; }
  // Runs `work` on the I/O thread and waits for it.
  void on_io(const std::function<void()>& work) {
    std::promise<void> done;
    boost::asio::post(io_, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
  void release() {
    on_io([this] { handler.release(); });
  }
  [[nodiscard]] std::size_t connections() {
    std::size_t count = 0;
    on_io([&] { count = server_->connections(); });
    return count;
  }
  // The future is ready when the server has stopped.
  [[nodiscard]] std::future<void> stop() {
    auto stopped = std::make_shared<std::promise<void>>();
    on_io([&] { server_->stop([stopped] { stopped->set_value(); }); });
    return stopped->get_future();
  }
  // The I/O thread has run out of work by itself.
  void join() { thread_.join(); }

  EchoHandler handler;

 private:
  TempDir dir_;
  boost::asio::io_context io_{1};
  std::optional<Server> server_;
  std::thread thread_;
};

// Waits up to five seconds.
template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

inline void pause_for(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

class Client {
 public:
  explicit Client(const std::filesystem::path& path) : fd_(socket(AF_UNIX, SOCK_STREAM, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    connected_ = connect(fd_, generic, sizeof address) == 0;
    const timeval patience{5, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  }
  Client(Client&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), connected_(other.connected_) {}
  Client& operator=(Client&&) = delete;
  ~Client() { leave(); }

  [[nodiscard]] bool connected() const { return connected_; }
  // False when the peer does not take it (any more) within five seconds.
  bool send(ByteView bytes) const {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void send_no_more() const { shutdown(fd_, SHUT_WR); }
  void leave() {
    if (fd_ >= 0) close(std::exchange(fd_, -1));
  }

  struct Reply {
    std::uint64_t id;
    std::uint16_t error; // 0: none
    bool retry_later;
  };
  // Nothing at the end of the stream, after an error or after five seconds.
  std::optional<Reply> reply() {
    for (;;) {
      if (!unread_.empty()) {
        ByteView bytes = unread_;
        auto frame = frames_.next(bytes);
        unread_.erase(unread_.begin(), unread_.end() - static_cast<std::ptrdiff_t>(bytes.size()));
        if (!frame.has_value()) return std::nullopt;
        if (*frame != nullptr) return decode(**frame);
      }
      Bytes buffer(64 << 10);
      const ssize_t size = recv(fd_, buffer.data(), buffer.size(), 0);
      if (size <= 0) return std::nullopt;
      buffer.resize(static_cast<std::size_t>(size));
      unread_ = std::move(buffer);
    }
  }
  // The stream ends without any more bytes.
  [[nodiscard]] bool ended() const {
    std::uint8_t byte = 0;
    const ssize_t size = recv(fd_, &byte, 1, 0);
    return size == 0 || (size < 0 && errno == ECONNRESET);
  }

 private:
  static Reply decode(Frame& frame) {
    const auto reply = frame.root<wire::Reply>();
    if (!reply.isError()) return {reply.getId(), 0, false};
    const auto error = reply.getError();
    const bool whole =
        error.getWhat().size() > 0 && error.getWhere().size() > 0 && error.getNext().size() > 0;
    REQUIRE(whole);
    return {reply.getId(), error.getCode(), error.getRetry() == wire::Retry::LATER};
  }

  int fd_;
  bool connected_ = false;
  FrameReader frames_;
  Bytes unread_;
};

inline std::uint16_t code(Errc error) {
  return static_cast<std::uint16_t>(error);
}

inline Bytes requests(std::uint64_t first, std::uint64_t count, std::size_t padding = 0) {
  Bytes stream;
  for (std::uint64_t id = first; id < first + count; ++id)
    append(stream, request(id, padding));
  return stream;
}

// The replies to `count` requests arrived in their order.
inline bool answered_in_order(Client& client, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t id = first; id < first + count; ++id) {
    const auto reply = client.reply();
    if (!reply.has_value() || reply->id != id || reply->error != 0) return false;
  }
  return true;
}

} // namespace ledger::test
