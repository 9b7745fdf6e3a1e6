// One listening Unix socket and its accept loop.
#pragma once

#include "daemon/access.hpp"
#include "daemon/config.hpp"
#include "daemon/session_set.hpp"
#include "ledger/base/result.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <filesystem>
#include <memory>

namespace ledger {

// I/O thread only. Kept by its owner and its accept loop.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  using Acceptor = boost::asio::local::stream_protocol::acceptor;

  // Makes the socket at socket.path, and the folder above it, with the mode and group asked for; it
  // is removed at close(). A socket file that nobody answers on is replaced. kLocked: somebody
  // does; kPermissions, kExists, kIo.
  [[nodiscard]] static Result<std::shared_ptr<Listener>>
  open(boost::asio::io_context& io, const SocketConfig& socket,
       std::shared_ptr<const AccessTable> table, std::shared_ptr<SessionSet> sessions);
  // Takes over a listening socket (socket activation); its path, if any, stays. kIo: it is none.
  [[nodiscard]] static Result<std::shared_ptr<Listener>>
  adopt(boost::asio::io_context& io, int descriptor, Roles roles,
        std::shared_ptr<const AccessTable> table, std::shared_ptr<SessionSet> sessions);

  void start();
  // Who waits in the backlog is not accepted any more.
  void close();

  // For open() and adopt().
  Listener(Acceptor acceptor, std::filesystem::path own_path, Roles roles,
           std::shared_ptr<const AccessTable> table, std::shared_ptr<SessionSet> sessions);

 private:
  static boost::asio::awaitable<void> accept_loop(std::shared_ptr<Listener> self);
  void accepted(Session::Socket socket);
  void tell_failure(int number);

  Acceptor acceptor_;
  boost::asio::steady_timer pause_; // after a failed accept
  // Until then another failure is not told: it comes back every few moments while it lasts.
  std::chrono::steady_clock::time_point quiet_until_;
  std::filesystem::path own_path_; // empty: not ours to remove
  Roles roles_;
  std::shared_ptr<const AccessTable> table_;
  std::shared_ptr<SessionSet> sessions_;
};

} // namespace ledger
