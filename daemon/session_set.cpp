#include "daemon/session_set.hpp"

#include "daemon/error_reply.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace ledger {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// A Unix socket's queue holds about 208 KiB: one read empties it.
constexpr std::size_t kReadBufferBytes = 256 << 10;

// Often enough for the shortest deadline to be met within a quarter of its length.
std::chrono::milliseconds check_interval(const ConnectionLimits& limits) {
  using std::chrono::milliseconds;
  const milliseconds shortest = std::min({limits.idle, limits.frame, limits.write});
  return std::clamp(shortest / 4, milliseconds(10), milliseconds(1'000));
}

} // namespace

SessionSet::SessionSet(asio::io_context& io, const ConnectionLimits& limits,
                       RequestHandler& handler)
    : io_(io), limits_(limits), handler_(handler), admission_(limits),
      read_buffer_(kReadBufferBytes), check_timer_(io), stop_timer_(io) {}

void SessionSet::add(Session::Socket socket, Grant grant) {
  error_code error;
  socket.non_blocking(true, error);
  if (error) return;
  const uid_t uid = grant.peer().uid;
  if (stopping_)
    return refuse(std::move(socket), uid,
                  Error(Errc::kStopping, "the daemon is going down", "this connection",
                        "connect again when it is back"));
  auto pass = admission_.admit(grant.roles().empty() ? Admission::kStrangers : uid);
  if (!pass.has_value()) return refuse(std::move(socket), uid, pass.error());

  auto session = std::make_shared<Session>(shared_from_this(), std::move(socket), std::move(grant),
                                           std::move(*pass));
  sessions_.insert(session);
  session->start();
  schedule_check();
}

// The queue of a fresh connection takes the reply at once; a peer that has gone misses nothing.
void SessionSet::refuse(Session::Socket socket, uid_t uid, const Error& error) {
  const Bytes reply = encode_error_reply(0, error);
  error_code ignored;
  socket.write_some(asio::buffer(reply), ignored);
  note(LogMessage::kConnectionsRefused, uid);
}

void SessionSet::note(LogMessage trouble, uid_t uid) {
  troubles_.add(trouble, uid);
  schedule_check();
}

void SessionSet::tell(const std::vector<Troubles>& troubles) {
  for (const Troubles& row : troubles)
    log(row.message, {{"uid", row.uid}, {"times", row.times}});
}

void SessionSet::flush_soon(const std::shared_ptr<Session>& session) {
  to_flush_.push_back(session);
  if (to_flush_.size() == 1) asio::post(io_, [self = shared_from_this()] { self->flush_all(); });
}

void SessionSet::flush_all() {
  for (const std::weak_ptr<Session>& waiting : std::exchange(to_flush_, {}))
    if (const auto session = waiting.lock()) session->flush();
}

void SessionSet::wait_for_room(const std::shared_ptr<Session>& session) {
  if (!std::exchange(session->waits_for_room_, true)) starving_.push_back(session);
}

// Once for all replies of a turn, since there may be many of both.
void SessionSet::room_made() {
  if (starving_.empty() || !admission_.is_relaxed() || std::exchange(waking_queued_, true)) return;
  asio::post(io_, [self = shared_from_this()] {
    self->waking_queued_ = false;
    std::erase_if(self->starving_, [](const std::weak_ptr<Session>& waiting) {
      const auto session = waiting.lock();
      if (session == nullptr) return true;
      session->waits_for_room_ = !session->wake();
      return !session->waits_for_room_;
    });
  });
}

void SessionSet::remove(const std::shared_ptr<Session>& session) {
  sessions_.erase(session);
  if (stopping_ && sessions_.empty() && done_ != nullptr) stopped();
}

void SessionSet::stopped() {
  tell(troubles_.take_all());
  stop_timer_.cancel();
  check_timer_.cancel();
  asio::post(io_, std::exchange(done_, nullptr));
}

void SessionSet::stop(std::function<void()> done) {
  stopping_ = true;
  done_ = std::move(done);
  if (sessions_.empty()) return stopped();
  stop_timer_.expires_after(limits_.stop);
  stop_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    if (error) return;
    log(LogMessage::kStopTimedOut, {{"connections", self->sessions_.size()}});
    self->close_all();
  });
  const std::vector<std::shared_ptr<Session>> open(sessions_.begin(), sessions_.end());
  for (const auto& session : open)
    session->finish();
}

void SessionSet::close_all() {
  const std::vector<std::shared_ptr<Session>> open(sessions_.begin(), sessions_.end());
  for (const auto& session : open)
    session->close();
}

// One timer for all, since a deadline that moves with every read costs nothing this way.
void SessionSet::schedule_check() {
  if (std::exchange(check_scheduled_, true)) return;
  check_timer_.expires_after(check_interval(limits_));
  check_timer_.async_wait([self = shared_from_this()](const error_code& error) {
    self->check_scheduled_ = false;
    if (!error) self->check_all();
  });
}

void SessionSet::check_all() {
  const auto now = Session::Clock::now();
  tell(troubles_.take_due(now));
  const std::vector<std::shared_ptr<Session>> open(sessions_.begin(), sessions_.end());
  for (const auto& session : open)
    session->check_deadlines(now);
  if (!sessions_.empty() || !troubles_.empty()) schedule_check();
}

} // namespace ledger
