#include "tools/bench/load_socket.hpp"

#include "tools/interrupt.hpp"
#include "tools/unix_address.hpp"

#include <algorithm>
#include <capnp/serialize.h>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>

namespace ledger::tools {
namespace {

constexpr std::size_t kReceiveWords = (1u << 20) / sizeof(capnp::word);

Error gone(std::string what) {
  return {Errc::kUnreachable, std::move(what), "socket of the daemon",
          "look at the daemon's log; what was acknowledged is stored"};
}

timespec left_until(Deadline deadline) {
  const auto left = std::max(deadline - std::chrono::steady_clock::now(),
                             std::chrono::steady_clock::duration::zero());
  const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(left).count();
  return {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
}

} // namespace

Result<LoadSocket> LoadSocket::connect(const std::string& path) {
  LEDGER_ASSIGN(const sockaddr_un address, unix_address(path));
  LoadSocket made(Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)));
  if (::connect(made.socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
      0)
    return fail(Errc::kUnreachable, std::string("no daemon there: ") + std::strerror(errno),
                "socket " + path, "start auditledgerd, or name the ledger with --state");
  made.received_.resize(kReceiveWords);
  return made;
}

pid_t LoadSocket::peer() const {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket_.get(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return 0;
  return credentials.pid;
}

Status LoadSocket::exchange(Deadline deadline, const OnReply& on_reply) {
  LEDGER_TRY(send_some());
  LEDGER_TRY(wait(deadline));
  LEDGER_TRY(receive_some());
  return take_replies(on_reply);
}

Status LoadSocket::send_some() {
  while (sent_ < out_.size()) {
    const ssize_t size =
        send(socket_.get(), out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return {};
    if (size < 0) return fail(gone("the daemon closed the connection"));
    sent_ += static_cast<std::size_t>(size);
  }
  out_.clear();
  sent_ = 0;
  return {};
}

Status LoadSocket::wait(Deadline deadline) const {
  const short sending = out_.empty() ? short{0} : short{POLLOUT};
  pollfd polled{socket_.get(), static_cast<short>(POLLIN | sending), 0};
  const timespec left = left_until(deadline);
  const sigset_t mask = open_mask();
  if (ppoll(&polled, 1, &left, &mask) == 0) return fail(gone("the daemon did not answer in time"));
  return {};
}

Status LoadSocket::receive_some() {
  auto room = kj::arrayPtr(received_.data(), received_.size()).asBytes();
  const ssize_t size =
      recv(socket_.get(), room.begin() + filled_, room.size() - filled_, MSG_DONTWAIT);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return {};
  if (size <= 0) return fail(gone("the daemon closed the connection"));
  filled_ += static_cast<std::size_t>(size);
  return {};
}

Status LoadSocket::take_replies(const OnReply& on_reply) {
  kj::ArrayPtr<const capnp::word> rest(reinterpret_cast<const capnp::word*>(received_.data()),
                                       filled_ / sizeof(capnp::word));
  while (rest.size() > 0) {
    const std::size_t wanted = capnp::expectedSizeInWordsFromPrefix(rest);
    if (wanted > received_.size())
      return fail(Errc::kTooLarge, "a reply is larger than any that was asked for", "reply",
                  "compare auditledger --version with auditledgerd --version");
    if (wanted > rest.size()) break;
    capnp::FlatArrayMessageReader message(rest.slice(0, wanted));
    LEDGER_TRY(on_reply(message.getRoot<wire::Reply>()));
    rest = rest.slice(wanted, rest.size());
  }
  const auto begin = reinterpret_cast<std::uint8_t*>(received_.data());
  const auto used = reinterpret_cast<const std::uint8_t*>(rest.begin()) - begin;
  filled_ -= static_cast<std::size_t>(used);
  std::memmove(begin, begin + used, filled_);
  return {};
}

} // namespace ledger::tools
