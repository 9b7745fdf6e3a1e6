// From who a peer is to what it may do.
#pragma once

#include "daemon/access.hpp"
#include "daemon/operation.hpp"
#include "daemon/peer.hpp"
#include "ledger/base/result.hpp"

namespace ledger {

// What one connection may do, decided once when it was made. Only authorize() makes one.
class Grant {
 public:
  [[nodiscard]] const Peer& peer() const { return peer_; }
  [[nodiscard]] const SourceName& source() const { return source_; }
  [[nodiscard]] Roles roles() const { return roles_; }
  // kDenied when no role of the peer allows the operation.
  [[nodiscard]] Status check(Operation operation) const;

 private:
  friend Grant authorize(const AccessTable& table, const Peer& peer, Roles socket_roles);
  Grant(const Peer& peer, SourceName source, Roles roles)
      : peer_(peer), source_(std::move(source)), roles_(roles) {}

  Peer peer_;
  SourceName source_;
  Roles roles_;
};

// The roles of the table, narrowed to those of the socket that the peer came through. They may be
// none: such a peer is heard and denied, so that the denial is recorded.
[[nodiscard]] Grant authorize(const AccessTable& table, const Peer& peer, Roles socket_roles);

} // namespace ledger
