#include "daemon/server.hpp"

#include "daemon/log.hpp"

#include <utility>

namespace ledger {

Server::Server(boost::asio::io_context& io, const ConnectionLimits& limits, AccessTable table,
               RequestHandler& handler)
    : io_(io), table_(std::make_shared<const AccessTable>(std::move(table))),
      sessions_(std::make_shared<SessionSet>(io, limits, handler)) {}

Server::~Server() {
  for (const auto& listener : listeners_)
    listener->close();
  sessions_->close_all();
}

Status Server::listen(const SocketConfig& socket) {
  return serve(Listener::open(io_, socket, table_, sessions_));
}

Status Server::adopt(int descriptor, Roles roles) {
  return serve(Listener::adopt(io_, descriptor, roles, table_, sessions_));
}

Status Server::serve(Result<std::shared_ptr<Listener>> listener) {
  LEDGER_TRY(listener);
  (*listener)->start();
  listeners_.push_back(std::move(*listener));
  log(LogMessage::kListening, {{"sockets", listeners_.size()}});
  return {};
}

void Server::stop(std::function<void()> done) {
  for (const auto& listener : listeners_)
    listener->close();
  sessions_->stop(std::move(done));
}

} // namespace ledger
