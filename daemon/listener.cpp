#include "daemon/listener.hpp"

#include "daemon/authorize.hpp"
#include "daemon/listening_socket.hpp"
#include "daemon/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <unistd.h>
#include <utility>

namespace ledger {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

const auto kErrorAsValue = asio::as_tuple(asio::use_awaitable);

// Out of descriptors or memory: others must give some back first.
constexpr std::chrono::milliseconds kPauseAfterFailure{100};
constexpr std::chrono::minutes kBetweenLines{1};

} // namespace

Result<std::shared_ptr<Listener>> Listener::open(asio::io_context& io, const SocketConfig& socket,
                                                 std::shared_ptr<const AccessTable> table,
                                                 std::shared_ptr<SessionSet> sessions) {
  LEDGER_ASSIGN(const int descriptor, open_listening_socket(socket));
  LEDGER_ASSIGN(auto listener,
                adopt(io, descriptor, socket.roles, std::move(table), std::move(sessions)));
  listener->own_path_ = socket.path;
  return listener;
}

Result<std::shared_ptr<Listener>> Listener::adopt(asio::io_context& io, int descriptor, Roles roles,
                                                  std::shared_ptr<const AccessTable> table,
                                                  std::shared_ptr<SessionSet> sessions) {
  Acceptor acceptor(io);
  error_code error;
  acceptor.assign(asio::local::stream_protocol(), descriptor, error);
  if (error) {
    ::close(descriptor);
    return fail(Errc::kIo, error.message(), "a listening socket", "start the daemon again");
  }
  return std::make_shared<Listener>(std::move(acceptor), std::filesystem::path(), roles,
                                    std::move(table), std::move(sessions));
}

Listener::Listener(Acceptor acceptor, std::filesystem::path own_path, Roles roles,
                   std::shared_ptr<const AccessTable> table, std::shared_ptr<SessionSet> sessions)
    : acceptor_(std::move(acceptor)), pause_(acceptor_.get_executor()),
      own_path_(std::move(own_path)), roles_(roles), table_(std::move(table)),
      sessions_(std::move(sessions)) {}

void Listener::start() {
  auto self = shared_from_this();
  asio::co_spawn(acceptor_.get_executor(), accept_loop(self),
                 [](const std::exception_ptr& failure) {
                   // Without its listener the daemon would be deaf and look well: better to end and
                   // be restarted.
                   if (failure != nullptr) std::rethrow_exception(failure);
                 });
}

void Listener::close() {
  if (!acceptor_.is_open()) return;
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
  if (!own_path_.empty()) unlink(own_path_.c_str());
}

asio::awaitable<void> Listener::accept_loop(std::shared_ptr<Listener> self) {
  while (self->acceptor_.is_open()) {
    auto [error, socket] = co_await self->acceptor_.async_accept(kErrorAsValue);
    if (!error) {
      self->accepted(std::move(socket));
    } else if (self->acceptor_.is_open() && error != asio::error::connection_aborted) {
      self->tell_failure(error.value());
      self->pause_.expires_after(kPauseAfterFailure);
      co_await self->pause_.async_wait(kErrorAsValue);
    }
  }
}

void Listener::tell_failure(int number) {
  const auto now = std::chrono::steady_clock::now();
  if (now < quiet_until_) return;
  quiet_until_ = now + kBetweenLines;
  log(LogMessage::kAcceptFailed, {{"errno", number}});
}

void Listener::accepted(Session::Socket socket) {
  const Result<Peer> peer = peer_of(socket.native_handle());
  if (!peer.has_value()) return log(LogMessage::kPeerUnknown);
  sessions_->add(std::move(socket), authorize(*table_, *peer, roles_));
}

} // namespace ledger
