// The cheapest end of a socket: bytes out of one buffer, replies read in place in another, no
// allocation for a request. For many small requests; commands that ask something use Client.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/descriptor.hpp"
#include "ledger/base/result.hpp"
#include "schemas/protocol.capnp.h"
#include "tools/client.hpp"

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ledger::tools {

// One connection, one thread. After an error nothing more is to be asked of it.
class LoadSocket {
 public:
  // The errors of Client::connect.
  [[nodiscard]] static Result<LoadSocket> connect(const std::string& path);
  LoadSocket(LoadSocket&&) = default;
  LoadSocket& operator=(LoadSocket&&) = delete;

  // What is to be sent: requests are added at its end.
  [[nodiscard]] Bytes& out() { return out_; }

  using OnReply = std::function<Status(wire::Reply::Reader reply)>;
  // Sends what the socket takes, waits until something can be sent or read, reads, and hands over
  // each whole reply. kUnreachable when the daemon closes or nothing happens before the deadline.
  Status exchange(Deadline deadline, const OnReply& on_reply);

  // The daemon's process; 0 when the kernel does not say.
  [[nodiscard]] pid_t peer() const;

 private:
  explicit LoadSocket(Descriptor socket) : socket_(std::move(socket)) {}
  Status send_some();
  Status wait(Deadline deadline) const;
  Status receive_some();
  Status take_replies(const OnReply& on_reply);

  Descriptor socket_;
  Bytes out_;
  std::size_t sent_ = 0;                // of out_
  std::vector<std::uint64_t> received_; // words, so that frames lie aligned
  std::size_t filled_ = 0;              // bytes
};

} // namespace ledger::tools
