#include "daemon/authorize.hpp"

namespace ledger {

Status Grant::check(Operation operation) const {
  const Roles needed = roles_for(operation);
  if (roles_.meets(needed)) return {};
  const std::string uid = std::to_string(peer_.uid);
  return fail(Errc::kDenied,
              std::string(name_of(operation)) + " needs one of the roles: " + to_text(needed),
              "uid " + uid + " has on this socket: " + to_text(roles_),
              "ask the administrator for an [[access]] row with uid = " + uid +
                  ", or use the socket for this role");
}

Grant authorize(const AccessTable& table, const Peer& peer, Roles socket_roles) {
  std::vector<gid_t> groups = peer.groups;
  groups.push_back(peer.gid);
  const Roles roles = table.roles_of(peer.uid, groups).narrowed_to(socket_roles);
  return Grant(peer, table.source_of(peer.uid), roles);
}

} // namespace ledger
