#include "daemon/systemd.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace ledger {
namespace {

constexpr const char* kUnitAdvice = "start the daemon from its unit, or without this variable";

std::string last_system_error() {
  return std::system_category().message(errno);
}

std::string take_variable(const char* name) {
  const char* value = std::getenv(name);
  std::string taken = value == nullptr ? "" : value;
  unsetenv(name);
  return taken;
}

template <class T>
Result<T> parse_number(const char* variable, const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end || value < 0)
    return fail(Errc::kConfig, "not a number", variable, kUnitAdvice);
  return value;
}

// The colon-separated names; an empty list has none.
std::vector<std::string> split_names(const std::string& names) {
  std::vector<std::string> result;
  for (std::size_t from = 0; !names.empty() && from <= names.size();) {
    const std::size_t to = std::min(names.find(':', from), names.size());
    result.push_back(names.substr(from, to - from));
    from = to + 1;
  }
  return result;
}

std::optional<int> socket_option(int descriptor, int option) {
  int value = 0;
  socklen_t size = sizeof value;
  if (getsockopt(descriptor, SOL_SOCKET, option, &value, &size) != 0) return std::nullopt;
  return value;
}

Status adopt(int descriptor) {
  const std::string place = "descriptor " + std::to_string(descriptor) + " of LISTEN_FDS";
  if (socket_option(descriptor, SO_TYPE) != SOCK_STREAM ||
      socket_option(descriptor, SO_ACCEPTCONN) != 1)
    return fail(Errc::kConfig, "not a listening stream socket", place,
                "give the socket unit ListenStream= and Accept=no");
  if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0)
    return fail(Errc::kIo, last_system_error(), place, kUnitAdvice);
  return {};
}

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find_first_of("\r\n")));
}

} // namespace

ServiceEnvironment take_service_environment() {
  ServiceEnvironment environment;
  environment.notify_socket = take_variable("NOTIFY_SOCKET");
  environment.watchdog_pid = take_variable("WATCHDOG_PID");
  environment.watchdog_usec = take_variable("WATCHDOG_USEC");
  environment.listen_pid = take_variable("LISTEN_PID");
  environment.listen_fds = take_variable("LISTEN_FDS");
  environment.listen_fdnames = take_variable("LISTEN_FDNAMES");
  return environment;
}

Result<std::vector<InheritedSocket>> inherited_sockets(const ServiceEnvironment& environment,
                                                       pid_t self, int first_descriptor) {
  std::vector<InheritedSocket> sockets;
  if (environment.listen_pid.empty() || environment.listen_fds.empty()) return sockets;
  LEDGER_ASSIGN(const pid_t meant, parse_number<pid_t>("LISTEN_PID", environment.listen_pid));
  if (meant != self) return sockets;

  LEDGER_ASSIGN(const std::uint16_t count,
                parse_number<std::uint16_t>("LISTEN_FDS", environment.listen_fds));
  std::vector<std::string> names = split_names(environment.listen_fdnames);
  if (names.size() != count)
    return fail(Errc::kConfig,
                std::to_string(names.size()) + " names for " + std::to_string(count) + " sockets",
                "LISTEN_FDNAMES", "give every socket unit a FileDescriptorName=");
  for (std::uint16_t i = 0; i < count; ++i) {
    LEDGER_TRY(adopt(first_descriptor + i));
    sockets.push_back({std::move(names[i]), first_descriptor + i});
  }
  return sockets;
}

Result<std::optional<std::chrono::microseconds>>
watchdog_ping_interval(const ServiceEnvironment& environment, pid_t self) {
  using std::chrono::microseconds;
  if (environment.watchdog_usec.empty()) return std::nullopt;
  if (!environment.watchdog_pid.empty()) {
    LEDGER_ASSIGN(const pid_t meant, parse_number<pid_t>("WATCHDOG_PID", environment.watchdog_pid));
    if (meant != self) return std::nullopt;
  }
  LEDGER_ASSIGN(const microseconds::rep within,
                parse_number<microseconds::rep>("WATCHDOG_USEC", environment.watchdog_usec));
  if (within < 2) return fail(Errc::kConfig, "too short to meet", "WATCHDOG_USEC", kUnitAdvice);
  return microseconds(within / 2);
}

Result<ServiceManager> ServiceManager::connect(std::string_view notify_socket) {
  if (notify_socket.empty()) return ServiceManager(Descriptor(), "");
  const bool known_form = notify_socket.front() == '/' || notify_socket.front() == '@';
  if (!known_form || notify_socket.size() < 2 ||
      notify_socket.size() >= sizeof(sockaddr_un::sun_path))
    return fail(Errc::kConfig, "neither an absolute path nor an abstract name, or too long",
                "NOTIFY_SOCKET", kUnitAdvice);
  std::string address(notify_socket);
  if (address.front() == '@') address.front() = '\0';

  Descriptor way(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!way.is_open())
    return fail(Errc::kIo, last_system_error(), "the socket to systemd",
                "raise LimitNOFILE= of the unit");
  const timeval wait{kNoticeWait.count() / 1000, kNoticeWait.count() % 1000 * 1000};
  if (setsockopt(way.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) != 0)
    return fail(Errc::kIo, last_system_error(), "the socket to systemd", kUnitAdvice);
  return ServiceManager(std::move(way), std::move(address));
}

Status ServiceManager::ready(std::string_view text) const {
  return send("READY=1\nSTATUS=" + first_line(text));
}
Status ServiceManager::status(std::string_view text) const {
  return send("STATUS=" + first_line(text));
}
Status ServiceManager::watchdog() const {
  return send("WATCHDOG=1");
}
Status ServiceManager::extend_timeout(std::chrono::microseconds time) const {
  return send("EXTEND_TIMEOUT_USEC=" + std::to_string(time.count()));
}
Status ServiceManager::stopping(std::string_view text) const {
  return send("STOPPING=1\nSTATUS=" + first_line(text));
}

Status ServiceManager::send(const std::string& notice) const {
  if (!listens()) return {};
  sockaddr_un target{};
  target.sun_family = AF_UNIX;
  std::memcpy(target.sun_path, address_.data(), address_.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  ssize_t sent = 0;
  do {
    sent = sendto(socket_.get(), notice.data(), notice.size(), MSG_NOSIGNAL,
                  reinterpret_cast<const sockaddr*>(&target), size);
  } while (sent < 0 && errno == EINTR);
  if (sent != static_cast<ssize_t>(notice.size()))
    return fail(Errc::kIo, last_system_error(), "the notice to systemd",
                "see systemctl status and the journal of systemd");
  return {};
}

} // namespace ledger
