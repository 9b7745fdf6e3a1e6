#include "daemon/listening_socket.hpp"

#include "ledger/base/descriptor.hpp"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace ledger {
namespace {

constexpr mode_t kNobodyElse = 0600;

Descriptor new_socket() {
  return Descriptor(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

tl::unexpected<Error> system_failure(const std::filesystem::path& path) {
  const int error = errno;
  const bool refused = error == EACCES || error == EPERM || error == EROFS;
  return fail(refused ? Errc::kPermissions : Errc::kIo, std::system_category().message(error),
              "the socket " + path.native(),
              "check the folder, the group and who the daemon runs as");
}

// Removes what a daemon left behind that did not stop by itself.
Status remove_stale(const sockaddr_un& address, const std::filesystem::path& path) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return {};
  const std::string where = "the socket " + path.native();
  if (!S_ISSOCK(found.st_mode))
    return fail(Errc::kExists, "something that is no socket lies there", where,
                "move it away, or give the socket another path");
  const Descriptor probe = new_socket();
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (connect(probe.get(), generic, sizeof address) == 0 || errno == EAGAIN)
    return fail(Errc::kLocked, "another process listens there", where,
                "stop it, or give this daemon another path");
  if (errno != ECONNREFUSED || unlink(path.c_str()) != 0) return system_failure(path);
  return {};
}

} // namespace

Result<int> open_listening_socket(const SocketConfig& socket) {
  const std::filesystem::path& path = socket.path;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof address.sun_path)
    return fail(Errc::kConfig, "too long for a Unix socket", path.native(),
                "use a shorter path, or a shorter --state");
  std::memcpy(address.sun_path, path.c_str(), path.native().size());

  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  LEDGER_TRY(remove_stale(address, path));
  Descriptor made = new_socket();
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  // The file is born with the mode of the descriptor (unix(7)), and widened last.
  if (!made.is_open() || fchmod(made.get(), kNobodyElse) != 0 ||
      bind(made.get(), generic, sizeof address) != 0)
    return system_failure(path);
  const gid_t unchanged = static_cast<gid_t>(-1);
  if (lchown(path.c_str(), static_cast<uid_t>(-1), socket.group.value_or(unchanged)) != 0 ||
      listen(made.get(), SOMAXCONN) != 0 || chmod(path.c_str(), socket.mode) != 0)
    return system_failure(path);
  return made.release();
}

} // namespace ledger
