#include "daemon/peer.hpp"

#include <cerrno>
#include <sys/socket.h>
#include <system_error>

namespace ledger {

Result<Peer> peer_of(int descriptor) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return fail(Errc::kIo, std::system_category().message(errno), "the credentials of a peer",
                "connect over a Unix socket");
  return Peer{credentials.uid, credentials.gid, credentials.pid};
}

} // namespace ledger
