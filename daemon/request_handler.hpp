// Where the socket layer ends and the requests begin: sessions hand frames to a RequestHandler, and
// its answers go back through ReplySinks, at once or later.
#pragma once

#include "daemon/authorize.hpp"
#include "ledger/base/bytes.hpp"
#include "ledger/event/frame.hpp"

#include <cstdint>
#include <memory>

namespace ledger {

class Session;

// The way back for one request. Small, copyable; I/O thread only. Every request is to be ended by
// one send(), also when the daemon stops: a session waits for it before it closes gracefully. What
// is sent after that, or after the peer has gone, is dropped without a word: an event stands
// whether or not its receipt arrives.
class ReplySink {
 public:
  // The last or only reply. `frame` is a whole framed message and is copied.
  void send(ByteView frame) const;
  // One of several replies (follow). From the first on, the request no longer keeps a connection
  // from being closed, by a stop or by a peer that has sent its last request.
  void send_part(ByteView frame) const;
  // False when the peer has gone or has more unread replies than it may have, or its uid holds as
  // much memory as it may: whoever sends on its own account, or much, then waits for
  // RequestHandler::room_made().
  [[nodiscard]] bool has_room() const;
  // False when the request has ended or the peer has gone.
  [[nodiscard]] bool is_open() const;
  // Tells connections apart; null when the peer has gone.
  [[nodiscard]] const void* connection() const { return session_.lock().get(); }

 private:
  friend class Session;
  ReplySink(std::weak_ptr<Session> session, std::uint32_t slot, std::uint64_t ticket)
      : session_(std::move(session)), slot_(slot), ticket_(ticket) {}

  std::weak_ptr<Session> session_;
  std::uint32_t slot_;
  std::uint64_t ticket_; // tells this request from a later one in the same slot
};

// A port: the handlers are its production side, tests of the socket layer bring their own. Called
// on the I/O thread only. An exception closes the connection and is logged.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  // One request. `frame` is checked for its size and framing only; it may be kept. `grant` is valid
  // during the call. The sink may be used in the call or at any later time. A large reply belongs
  // in the call: what is sent here is seen before the next request is handed over, and a peer that
  // does not read gets no further one.
  virtual void handle(std::shared_ptr<Frame> frame, const Grant& grant, ReplySink sink) = 0;
  // All requests of one read have been handed over: the time to commit them as one group. Replies
  // that are sent in here leave in the same write.
  virtual void turn_ended() = 0;
  // A peer has read replies or has gone: has_room() may have become true for some sink. Starts
  // nothing that sends at once.
  virtual void room_made() {}
};

} // namespace ledger
