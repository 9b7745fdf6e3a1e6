// The open connections of one I/O thread, and what they share: the handler, the read buffer, the
// memory account, the clock of their deadlines.
#pragma once

#include "daemon/admission.hpp"
#include "daemon/request_handler.hpp"
#include "daemon/session.hpp"
#include "daemon/trouble_log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <unordered_set>
#include <vector>

namespace ledger {

// I/O thread only. Made by make_shared: sessions keep it alive. `handler` outlives every session.
class SessionSet : public std::enable_shared_from_this<SessionSet> {
 public:
  SessionSet(boost::asio::io_context& io, const ConnectionLimits& limits, RequestHandler& handler);

  // Serves the connection, or tells the peer why not and closes it.
  void add(Session::Socket socket, Grant grant);
  // Nothing new from here on; calls `done` when every session is closed: gracefully, or by force
  // when limits.stop has passed.
  void stop(std::function<void()> done);
  void close_all();
  [[nodiscard]] std::size_t size() const { return sessions_.size(); }

  // For sessions.
  [[nodiscard]] RequestHandler& handler() { return handler_; }
  [[nodiscard]] const ConnectionLimits& limits() const { return limits_; }
  // Shared by all: a session reads into it and has emptied it before it returns to the loop.
  [[nodiscard]] std::span<std::uint8_t> read_buffer() { return read_buffer_.writable(); }
  // Flushes once the handlers that are ready now have run.
  void flush_soon(const std::shared_ptr<Session>& session);
  // Wakes the session when connections have given back memory.
  void wait_for_room(const std::shared_ptr<Session>& session);
  void room_made();
  // Logs what went wrong with a peer, summed up.
  void note(LogMessage trouble, uid_t uid);
  void remove(const std::shared_ptr<Session>& session);

 private:
  void refuse(Session::Socket socket, uid_t uid, const Error& error);
  void flush_all();
  void schedule_check();
  void check_all();
  void tell(const std::vector<Troubles>& troubles);
  void stopped();

  boost::asio::io_context& io_;
  ConnectionLimits limits_;
  RequestHandler& handler_;
  Admission admission_;
  SecretBytes read_buffer_;
  std::unordered_set<std::shared_ptr<Session>> sessions_;

  // Weak: sessions keep this set, and a stop may come before the flush does.
  std::vector<std::weak_ptr<Session>> to_flush_;
  std::vector<std::weak_ptr<Session>> starving_;
  bool waking_queued_ = false;

  boost::asio::steady_timer check_timer_;
  bool check_scheduled_ = false;
  boost::asio::steady_timer stop_timer_;
  bool stopping_ = false;
  std::function<void()> done_;

  TroubleLog troubles_;
};

} // namespace ledger
