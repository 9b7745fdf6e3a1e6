// The socket layer as a whole: its listeners and its sessions.
#pragma once

#include "daemon/listener.hpp"

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

namespace ledger {

// I/O thread only: the one that runs `io`. `io` and `handler` outlive it, and `io` is not run any
// more after it.
class Server {
 public:
  Server(boost::asio::io_context& io, const ConnectionLimits& limits, AccessTable table,
         RequestHandler& handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // On a path of our own; see Listener::open() for the errors.
  Status listen(const SocketConfig& socket);
  // On a socket that systemd opened, with the roles of the configuration row of the same name.
  Status adopt(int descriptor, Roles roles);

  // Accepts and reads nothing more, lets the handler answer what is in flight, writes, closes idle
  // connections at once and the others within limits.stop; then calls `done`. Call it once.
  void stop(std::function<void()> done);

  [[nodiscard]] std::size_t connections() const { return sessions_->size(); }

 private:
  Status serve(Result<std::shared_ptr<Listener>> listener);

  boost::asio::io_context& io_;
  std::shared_ptr<const AccessTable> table_;
  std::shared_ptr<SessionSet> sessions_;
  std::vector<std::shared_ptr<Listener>> listeners_;
};

} // namespace ledger
