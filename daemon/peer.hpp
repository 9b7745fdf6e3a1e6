// Who is at the other end of a Unix socket, attested by the kernel.
#pragma once

#include "ledger/base/result.hpp"

#include <sys/types.h>
#include <vector>

namespace ledger {

struct Peer {
  uid_t uid;
  gid_t gid;
  pid_t pid; // for log lines only: it may be gone, or be another process by now
  std::vector<gid_t> groups = {}; // supplementary
};

// The credentials that the peer of `descriptor` had when it connected (SO_PEERCRED and
// SO_PEERGROUPS, unix(7)): what the process really has, with no look at the user database, which
// may be far away and slow. A descriptor that was passed on keeps the identity of whoever opened
// it. kIo: not a Unix socket.
[[nodiscard]] Result<Peer> peer_of(int descriptor);

} // namespace ledger
