#include "daemon/peer.hpp"

#include <array>
#include <cerrno>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <system_error>

namespace ledger {
namespace {

constexpr std::size_t kEntryBytes = 16'384; // _SC_GETPW_R_SIZE_MAX is a hint; this is beyond it
constexpr int kMostGroups = 65'536;         // NGROUPS_MAX of Linux

} // namespace

Result<Peer> peer_of(int descriptor) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0)
    return fail(Errc::kIo, std::system_category().message(errno), "the credentials of a peer",
                "connect over a Unix socket");
  return Peer{credentials.uid, credentials.gid, credentials.pid};
}

std::vector<gid_t> groups_of(const Peer& peer) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, kEntryBytes> strings{};
  if (getpwuid_r(peer.uid, &entry, strings.data(), strings.size(), &found) != 0 || found == nullptr)
    return {peer.gid};

  std::vector<gid_t> groups(32);
  auto count = static_cast<int>(groups.size());
  while (getgrouplist(entry.pw_name, peer.gid, groups.data(), &count) < 0) {
    if (count <= static_cast<int>(groups.size())) count = 2 * static_cast<int>(groups.size());
    if (count > kMostGroups) return {peer.gid};
    groups.resize(static_cast<std::size_t>(count));
  }
  groups.resize(static_cast<std::size_t>(count));
  return groups;
}

} // namespace ledger
