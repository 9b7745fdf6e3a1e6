#include "tools/client.hpp"

#include "ledger/event/taxonomy.hpp"
#include "ledger/event/views.hpp"
#include "tools/interrupt.hpp"
#include "tools/unix_address.hpp"

#include <algorithm>
#include <array>
#include <capnp/serialize.h>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace ledger::tools {
namespace {

using namespace std::chrono_literals;
constexpr std::size_t kReceiveBytes = 256u << 10;

timespec left_until(Deadline deadline) {
  const auto left = std::max(deadline - std::chrono::steady_clock::now(),
                             std::chrono::steady_clock::duration::zero());
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
  const auto rest = std::chrono::duration_cast<std::chrono::nanoseconds>(left - seconds);
  return {static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
}

Error connect_error(int number, const std::string& path) {
  const std::string where = "socket " + path;
  if (number == EACCES || number == EPERM)
    return {
        Errc::kPermissions, "this user may not open the socket", where,
        "join the group that ls -l shows (of the service: adduser USER auditledger), log in again"};
  struct stat found {};
  if (number == ECONNREFUSED && stat(path.c_str(), &found) == 0 && !S_ISSOCK(found.st_mode))
    return {Errc::kUnreachable, "this is no socket", where, "name the daemon's with --socket"};
  const bool absent = number == ENOENT || number == ENOTDIR;
  const char* what = absent                   ? "there is no socket"
                     : number == ECONNREFUSED ? "nobody listens on the socket"
                                              : "the daemon does not accept connections";
  return {Errc::kUnreachable, what, where,
          "systemctl status auditledgerd.socket auditledgerd; auditledger doctor"};
}

} // namespace

Error error_of(wire::Error::Reader error) {
  return {static_cast<Errc>(error.getCode()), std::string(view(error.getWhat())),
          std::string(view(error.getWhere())), std::string(view(error.getNext()))};
}

Result<Reply> expect(Reply reply, wire::Reply::Which wanted) {
  if (reply.which() == wanted) return reply;
  if (reply.which() == wire::Reply::ERROR) return fail(error_of(reply->getError()));
  return fail(Errc::kMalformed, "the daemon answered something else than was asked", "reply",
              "compare auditledger --version with auditledgerd --version");
}

void address_draft(RequestMessage& request) {
  const TypeInfo* type = type_info(request->getAppend().getType());
  if (type != nullptr && type->posted_by == PostedBy::kOfficer)
    request->adoptAppendAsOfficer(request->disownAppend());
}

Result<Client> Client::connect(const std::string& path, Deadline deadline) {
  LEDGER_ASSIGN(const sockaddr_un address, unix_address(path));
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.is_open()) return fail(connect_error(errno, path));
  while (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
         0) {
    const bool backlog_full = errno == EAGAIN || errno == EINTR;
    if (!backlog_full) return fail(connect_error(errno, path));
    if (std::chrono::steady_clock::now() >= deadline)
      return fail(Errc::kUnreachable, "the daemon accepted no connection in time", "socket " + path,
                  "try again, or raise --timeout");
    std::this_thread::sleep_for(5ms);
  }
  return Client(std::move(socket));
}

std::uint64_t Client::queue(RequestMessage& message, Effect effect) {
  const std::uint64_t id = ++last_id_;
  message->setId(id);
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message.message_);
  const auto bytes = words.asBytes();
  append(out_, {bytes.begin(), bytes.size()});
  in_flight_.emplace(id, Open{effect, message->isFollow()});
  return id;
}

Status Client::send_some() {
  while (sent_ < out_.size()) {
    const ssize_t size =
        send(socket_.get(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return {};
    // What the daemon said before it closed may still lie in the receive buffer.
    if (size < 0) {
      LEDGER_TRY(receive_some());
      return fail(no_answer("the daemon closed the connection"));
    }
    sent_anything_ = true;
    sent_ += static_cast<std::size_t>(size);
  }
  out_.clear();
  sent_ = 0;
  return {};
}

Status Client::receive_some() {
  std::array<std::uint8_t, kReceiveBytes> buffer;
  const ssize_t size = recv(socket_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return {};
  if (size <= 0) return fail(no_answer("the daemon closed the connection"));
  ByteView bytes(buffer.data(), static_cast<std::size_t>(size));
  while (!bytes.empty()) {
    LEDGER_ASSIGN(std::shared_ptr<Frame> frame, frames_.next(bytes));
    if (frame != nullptr) arrived_.push_back(std::move(frame));
  }
  return {};
}

Result<Client::Wake> Client::wait(int other, Deadline deadline) {
  for (;;) {
    if (!arrived_.empty()) return Wake{};
    Wake wake;
    LEDGER_TRY(send_some());
    const short sending = out_.empty() ? short{0} : short{POLLOUT};
    std::array<pollfd, 2> polled{
        {{socket_.get(), static_cast<short>(POLLIN | sending), 0}, {other, POLLIN, 0}}};
    const timespec left = left_until(deadline);
    const sigset_t mask = open_mask();
    const int ready = ppoll(polled.data(), polled.size(), &left, &mask);
    wake.interrupted = interrupted();
    if (wake.interrupted) return wake;
    if (ready == 0) {
      wake.timed_out = true;
      return wake;
    }
    if (ready < 0) continue;
    if ((polled[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) LEDGER_TRY(receive_some());
    wake.other = polled[1].revents != 0;
    if (wake.other) return wake;
  }
}

Result<std::optional<Reply>> Client::take() {
  if (arrived_.empty()) return std::nullopt;
  Reply reply(std::move(arrived_.front()));
  arrived_.pop_front();
  const auto open = in_flight_.find(reply->getId());
  // About the connection, not about a request: too many of them, or a frame that took too long.
  if (open == in_flight_.end() && reply->getId() == 0 && reply.which() == wire::Reply::ERROR)
    return fail(error_of(reply->getError()));
  if (open == in_flight_.end())
    return fail(Errc::kMalformed, "the daemon answered a request that was not made", "reply",
                "check what listens on the socket");
  if (!open->second.stays || reply.which() == wire::Reply::ERROR) in_flight_.erase(open);
  return reply;
}

Result<Reply> Client::call(RequestMessage& message, Effect effect, Deadline deadline) {
  const std::uint64_t id = queue(message, effect);
  for (;;) {
    LEDGER_ASSIGN(const Wake wake, wait(-1, deadline));
    if (wake.timed_out) return fail(no_answer("no answer came in time"));
    if (wake.interrupted) return fail(no_answer("interrupted before the answer came"));
    LEDGER_ASSIGN(std::optional<Reply> reply, take());
    if (!reply || (*reply)->getId() != id) continue;
    if (reply->which() == wire::Reply::ERROR) return fail(error_of((*reply)->getError()));
    return *std::move(reply);
  }
}

Error Client::no_answer(std::string what) const {
  const bool writes = std::any_of(in_flight_.begin(), in_flight_.end(), [](const auto& open) {
    return open.second.effect == Effect::kWrites;
  });
  if (writes && sent_anything_)
    return {Errc::kOutcomeUnknown, what + "; it may or may not be stored",
            std::to_string(in_flight_.size()) + " requests without answer",
            "send again with the same event id: it is stored once, however often it is sent"};
  return {Errc::kUnreachable, std::move(what), "socket of the daemon",
          "try again; auditledger doctor looks for the cause"};
}

} // namespace ledger::tools
