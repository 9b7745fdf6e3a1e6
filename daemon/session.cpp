#include "daemon/session.hpp"

#include "daemon/error_reply.hpp"
#include "daemon/log.hpp"
#include "daemon/request_handler.hpp"
#include "daemon/session_set.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace ledger {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Errors of awaited operations are values. Named, since nothing may be made in braces inside a
// co_await expression (g++ 12.2; tests/unit/toolchain_test.cpp).
const auto kErrorAsValue = asio::as_tuple(asio::use_awaitable);

// What a request in flight costs beside its bytes: the frame object, the handler's bookkeeping.
constexpr std::size_t kRequestOverheadBytes = 512;

std::string in_seconds(std::chrono::milliseconds time) {
  return std::to_string(time.count() / 1000) + " s";
}

} // namespace

Session::Session(std::shared_ptr<SessionSet> set, Socket socket, Grant grant, Admission::Pass pass)
    : set_(std::move(set)), socket_(std::move(socket)), grant_(std::move(grant)),
      pass_(std::move(pass)), wake_up_(socket_.get_executor()), last_active_(Clock::now()) {}

void Session::start() {
  auto self = shared_from_this();
  asio::co_spawn(socket_.get_executor(), read_loop(self),
                 [self](const std::exception_ptr& failure) {
                   if (failure == nullptr) return;
                   log(LogMessage::kConnectionFailed, {{"uid", self->grant_.peer().uid}});
                   self->close();
                 });
}

asio::awaitable<void> Session::read_loop(std::shared_ptr<Session> self) {
  while (self->state_ == State::kReading) {
    if (!self->may_go_on()) {
      self->pause();
      co_await self->wake_up_.async_wait(kErrorAsValue);
      self->paused_ = false;
      continue;
    }
    if (self->leftover_.size() == 0) {
      const auto [error] = co_await self->socket_.async_wait(Socket::wait_read, kErrorAsValue);
      if (error || self->state_ != State::kReading) break;
    }
    self->take_turn();
  }
}

bool Session::within_own_limits() const {
  return requests_.open_count() < set_->limits().in_flight &&
         outbox_.size() < set_->limits().unread_bytes;
}

bool Session::may_take() const {
  return within_own_limits() && (pass_->has_room_for_work() || pass_->is_free_of_work());
}

// How many bytes; 0: none now.
std::size_t Session::may_read() const {
  if (!within_own_limits()) return 0;
  if (pass_->has_room_to_read()) return set_->read_buffer().size();
  return pass_->is_idle() && !frames_.started() ? Admission::kReserveBytes : 0;
}

bool Session::may_go_on() const {
  return leftover_.size() > 0 ? may_take() : may_read() > 0;
}

void Session::pause() {
  paused_ = true;
  paused_since_ = Clock::now();
  wake_up_.expires_at(Clock::time_point::max());
  if (within_own_limits()) set_->wait_for_room(shared_from_this());
}

bool Session::wake() {
  if (!paused_) return true;
  if (state_ == State::kReading && !may_go_on()) return false;
  wake_up_.cancel();
  return true;
}

// One read, the frames in it, and the replies that are ready at its end.
void Session::take_turn() {
  const bool was_in_frame = frames_.started();
  last_active_ = Clock::now();
  in_turn_ = true;
  const std::size_t handed = leftover_.size() > 0 ? take_from_leftover() : take_from_socket();
  if (handed > 0) set_->handler().turn_ended();
  in_turn_ = false;
  if (frames_.started() && (handed > 0 || !was_in_frame)) frame_since_ = last_active_;
  if (state_ == State::kClosed) return;
  pass_->set_held(frames_.held_bytes() + leftover_.size());
  flush();
}

std::size_t Session::take_from_socket() {
  const std::span<std::uint8_t> buffer = set_->read_buffer().first(may_read());
  error_code error;
  const std::size_t size = socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
  if (error == asio::error::would_block) return 0;
  if (error == asio::error::eof) {
    stream_ended();
    return 0;
  }
  if (error) {
    close();
    return 0;
  }
  ByteView bytes = buffer.first(size);
  const std::size_t handed = take_frames(bytes);
  keep_leftover(bytes);
  wipe(buffer.first(size));
  return handed;
}

std::size_t Session::take_from_leftover() {
  ByteView bytes = leftover_.view().subspan(leftover_begin_);
  const std::size_t handed = take_frames(bytes);
  leftover_begin_ = leftover_.size() - bytes.size();
  if (bytes.empty() || state_ != State::kReading) leftover_ = SecretBytes();
  return handed;
}

void Session::keep_leftover(ByteView bytes) {
  if (bytes.empty() || state_ != State::kReading) return;
  leftover_ = SecretBytes(bytes.size());
  leftover_begin_ = 0;
  std::copy(bytes.begin(), bytes.end(), leftover_.writable().begin());
}

std::size_t Session::take_frames(ByteView& bytes) {
  std::size_t handed = 0;
  while (state_ == State::kReading && !bytes.empty() && may_take()) {
    auto frame = frames_.next(bytes);
    if (!frame.has_value()) {
      set_->note(LogMessage::kProtocolError, grant_.peer().uid);
      reject(frame.error());
      break;
    }
    if (*frame == nullptr) break;
    hand_over(std::move(*frame));
    ++handed;
  }
  return handed;
}

void Session::hand_over(std::shared_ptr<Frame> frame) {
  const std::size_t charged = frame->bytes().size() + kRequestOverheadBytes;
  pass_->add_request(charged);
  const OpenRequests::Handle request = requests_.open(charged);
  ReplySink sink(weak_from_this(), request.slot, request.ticket);
  set_->handler().handle(std::move(frame), grant_, std::move(sink));
}

// The peer has sent its last request, and may still read the replies.
void Session::stream_ended() {
  if (!frames_.started()) return finish();
  reject(Error(Errc::kMalformed, "the connection ended within a frame", "the last frame",
               "send whole frames; nothing of the last one was taken"));
}

void Session::reject(const Error& error) {
  queue(encode_error_reply(0, error));
  finish();
}

void Session::finish() {
  if (state_ != State::kReading) return;
  state_ = State::kFinishing;
  // Ends the reader's wait without touching a write that waits, and tells the peer to stop sending.
  error_code ignored;
  socket_.shutdown(Socket::shutdown_receive, ignored);
  wake();
  if (in_turn_) return; // the turn does the rest at its end
  leftover_ = SecretBytes();
  frames_ = FrameReader();
  pass_->set_held(0);
  flush();
}

void Session::close_if_settled() {
  if (state_ == State::kFinishing && requests_.awaited_count() == 0 && outbox_.empty()) close();
}

void Session::close() {
  if (state_ == State::kClosed) return;
  const auto self = shared_from_this();
  state_ = State::kClosed;
  error_code ignored;
  socket_.close(ignored);
  wake();
  outbox_ = Outbox();
  if (!in_turn_) leftover_ = SecretBytes();
  pass_.reset();
  set_->room_made();
  set_->handler().room_made();
  set_->remove(self);
}

void Session::check_deadlines(Clock::time_point now) {
  const ConnectionLimits& limits = set_->limits();
  const auto passed = [now](Clock::time_point since, std::chrono::milliseconds deadline) {
    return now - since > deadline;
  };
  if (!outbox_.empty() && passed(write_progress_, limits.write)) {
    set_->note(LogMessage::kConnectionTimedOut, grant_.peer().uid);
    return close();
  }
  if (state_ != State::kReading) return;
  if (paused_) {
    if (!within_own_limits()) return;
    if (wake() || !passed(paused_since_, limits.frame)) return;
    return reject(Error(Errc::kBusy, "all connections together hold as much as they may",
                        "the memory of the daemon", "try again later"));
  }
  if (frames_.started()) {
    if (!passed(frame_since_, limits.frame)) return;
    set_->note(LogMessage::kConnectionTimedOut, grant_.peer().uid);
    return reject(Error(Errc::kMalformed,
                        "a frame did not arrive within " + in_seconds(limits.frame),
                        "the frame that had started", "send each frame in one go"));
  }
  const bool idle = requests_.open_count() == 0 && outbox_.empty();
  if (idle && passed(last_active_, limits.idle)) close();
}

} // namespace ledger
