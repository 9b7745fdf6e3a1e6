// One connection: reads frames, hands them to the handler, writes replies. Many requests may be in
// flight; replies leave in the order in which the handler sends them.
//
// It stops reading while the peer has kInFlightPerConnection requests open, leaves its replies
// unread, or all connections together hold their share of memory: what the peer goes on sending
// then waits in the kernel, on the peer's account.
#pragma once

#include "daemon/admission.hpp"
#include "daemon/authorize.hpp"
#include "daemon/open_requests.hpp"
#include "daemon/outbox.hpp"
#include "ledger/event/frame.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace ledger {

class SessionSet;

// I/O thread only. Lives as long as its connection; the set and the reading coroutine keep it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;
  using Clock = std::chrono::steady_clock;

  // `socket` is connected and does not block.
  Session(std::shared_ptr<SessionSet> set, Socket socket, Grant grant, Admission::Pass pass);
  ~Session() = default;

  void start();
  // Reads no more, and closes when everything awaited is answered and written.
  void finish();
  // At once; nothing more is read, written or answered.
  void close();
  // Writes what the socket takes now.
  void flush();
  // Goes on reading, if there is room again. False when there is none and it stays paused.
  bool wake();
  // Closes when a deadline of ConnectionLimits has passed.
  void check_deadlines(Clock::time_point now);

  // For ReplySink.
  void reply(OpenRequests::Handle request, ByteView frame, bool last);
  [[nodiscard]] bool has_room(OpenRequests::Handle request) const;
  [[nodiscard]] bool is_open(OpenRequests::Handle request) const;

 private:
  enum class State { kReading, kFinishing, kClosed };

  static boost::asio::awaitable<void> read_loop(std::shared_ptr<Session> self);
  void pause();
  void take_turn();
  std::size_t take_from_socket();
  std::size_t take_from_leftover();
  std::size_t take_frames(ByteView& bytes);
  void keep_leftover(ByteView bytes);
  void hand_over(std::shared_ptr<Frame> frame);
  void stream_ended();
  void reject(const Error& error);
  void queue(ByteView frame);
  bool write_waiting();
  void await_writable();
  void close_if_settled();
  [[nodiscard]] bool within_own_limits() const;
  [[nodiscard]] bool may_take() const;
  [[nodiscard]] bool may_go_on() const;
  [[nodiscard]] std::size_t may_read() const;

  std::shared_ptr<SessionSet> set_;
  Socket socket_;
  Grant grant_;
  std::optional<Admission::Pass> pass_; // until closed
  State state_ = State::kReading;

  // Reading
  FrameReader frames_;
  SecretBytes leftover_; // read, but not taken when reading stopped
  std::size_t leftover_begin_ = 0;
  bool in_turn_ = false;
  bool paused_ = false;
  friend class SessionSet;
  bool waits_for_room_ = false;       // the set's: it has a place in its queue
  boost::asio::steady_timer wake_up_; // never expires: cancelled to resume a paused reader
  Clock::time_point paused_since_;
  Clock::time_point frame_since_; // when the frame that has started did so
  Clock::time_point last_active_;

  // Writing
  OpenRequests requests_;
  Outbox outbox_;
  bool awaiting_writable_ = false;
  bool wrote_ = false; // since the last flush
  bool flush_queued_ = false;
  Clock::time_point write_progress_; // when the peer last took something, or had nothing to take
};

} // namespace ledger
