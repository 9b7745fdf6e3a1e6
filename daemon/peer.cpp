#include "daemon/peer.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <system_error>
#include <utility>

namespace ledger {
namespace {

tl::unexpected<Error> no_credentials() {
  return fail(Errc::kIo, std::system_category().message(errno), "the credentials of a peer",
              "connect over a Unix socket");
}

} // namespace

Result<Peer> peer_of(int descriptor) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return no_credentials();

  std::vector<gid_t> groups(16);
  auto bytes = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
  int failed = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes);
  if (failed != 0 && errno == ERANGE) { // `bytes` says what is needed; it does not change any more
    groups.resize(bytes / sizeof(gid_t));
    failed = getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &bytes);
  }
  if (failed != 0) return no_credentials();
  groups.resize(bytes / sizeof(gid_t));
  return Peer{credentials.uid, credentials.gid, credentials.pid, std::move(groups)};
}

} // namespace ledger
