// The way out of a session: from the sinks of its requests to its socket.
#include "daemon/request_handler.hpp"
#include "daemon/session.hpp"
#include "daemon/session_set.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <utility>

namespace ledger {

namespace asio = boost::asio;
using boost::system::error_code;

void Session::reply(OpenRequests::Handle request, ByteView frame, bool last) {
  if (!is_open(request)) return;
  if (last) {
    pass_->end_request(requests_.close(request));
    set_->room_made();
  } else {
    requests_.mark_standing(request);
  }
  last_active_ = Clock::now();
  queue(frame);
}

bool Session::is_open(OpenRequests::Handle request) const {
  return state_ != State::kClosed && requests_.is_open(request);
}

bool Session::has_room(OpenRequests::Handle request) const {
  return is_open(request) && outbox_.size() < set_->limits().unread_bytes &&
         pass_->has_room_for_reply();
}

void Session::queue(ByteView frame) {
  if (outbox_.empty()) write_progress_ = Clock::now();
  outbox_.append(frame);
  pass_->add_reply(frame.size());
  // A peer that is gone is noticed by the flush that follows.
  if (outbox_.size() >= Outbox::kWriteAtBytes) static_cast<void>(write_waiting());
  if (in_turn_ || awaiting_writable_ || std::exchange(flush_queued_, true)) return;
  set_->flush_soon(shared_from_this());
}

// False when the peer is gone.
bool Session::write_waiting() {
  while (!outbox_.empty() && !awaiting_writable_) {
    const ByteView waiting = outbox_.waiting();
    error_code error;
    const std::size_t size =
        socket_.write_some(asio::buffer(waiting.data(), waiting.size()), error);
    if (error == asio::error::would_block) {
      await_writable();
    } else if (error) {
      return false;
    } else {
      outbox_.taken(size);
      pass_->end_reply(size);
      wrote_ = true;
      write_progress_ = Clock::now();
    }
  }
  return true;
}

void Session::flush() {
  flush_queued_ = false;
  if (state_ == State::kClosed) return;
  if (!write_waiting()) return close();
  set_->room_made();
  if (std::exchange(wrote_, false)) set_->handler().room_made();
  wake();
  close_if_settled();
}

void Session::await_writable() {
  awaiting_writable_ = true;
  socket_.async_wait(Socket::wait_write, [self = shared_from_this()](const error_code& error) {
    self->awaiting_writable_ = false;
    if (!error) self->flush();
  });
}

void ReplySink::send(ByteView frame) const {
  if (const auto session = session_.lock()) session->reply({slot_, ticket_}, frame, true);
}
void ReplySink::send_part(ByteView frame) const {
  if (const auto session = session_.lock()) session->reply({slot_, ticket_}, frame, false);
}
bool ReplySink::has_room() const {
  const auto session = session_.lock();
  return session != nullptr && session->has_room({slot_, ticket_});
}
bool ReplySink::is_open() const {
  const auto session = session_.lock();
  return session != nullptr && session->is_open({slot_, ticket_});
}

} // namespace ledger
