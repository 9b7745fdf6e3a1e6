// The command line's end of the socket: requests in the framing of schemas/protocol.capnp, many in
// flight, every wait with a deadline, replies bounded by limits::kFrameBytes.
#pragma once

#include "ledger/base/descriptor.hpp"
#include "ledger/base/result.hpp"
#include "ledger/event/frame.hpp"
#include "schemas/protocol.capnp.h"

#include <capnp/message.h>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace ledger::tools {

using Deadline = std::chrono::steady_clock::time_point;

// Whether a request that got no answer may have changed something.
enum class Effect : std::uint8_t { kReads, kWrites };

class RequestMessage {
 public:
  RequestMessage() : request_(message_.initRoot<wire::Request>()) {}
  wire::Request::Builder* operator->() { return &request_; }

 private:
  friend class Client;
  capnp::MallocMessageBuilder message_;
  wire::Request::Builder request_;
};

// Of a request to append: the types that only officers post have a request of their own.
void address_draft(RequestMessage& request);

// A reply and the bytes that it lies in. Getters throw kj::Exception on hostile bytes; run() turns
// that into kMalformed.
class Reply {
 public:
  explicit Reply(std::shared_ptr<Frame> frame)
      : frame_(std::move(frame)), reader_(frame_->root<wire::Reply>()) {}
  const wire::Reply::Reader* operator->() const { return &reader_; }
  [[nodiscard]] wire::Reply::Which which() const { return reader_.which(); }

 private:
  std::shared_ptr<Frame> frame_;
  wire::Reply::Reader reader_;
};

// The error that a reply carries, as its own codes say.
[[nodiscard]] Error error_of(wire::Error::Reader error);
// Passes a reply on when it is of the wanted kind; otherwise its error, or kMalformed.
[[nodiscard]] Result<Reply> expect(Reply reply, wire::Reply::Which wanted);

// One connection. One thread at a time. After an error nothing more is to be asked of it.
class Client {
 public:
  // kUnreachable, kPermissions, kUsage for a path that is too long. Waits while the daemon's
  // backlog is full.
  [[nodiscard]] static Result<Client> connect(const std::string& path, Deadline deadline);
  Client(Client&&) = default;
  Client& operator=(Client&&) = delete;

  // Numbers the request, frames it and keeps it until wait() sends it. Returns the number.
  std::uint64_t queue(RequestMessage& message, Effect effect);
  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }

  struct Wake {
    bool other = false;       // the other descriptor has something to read, or has ended
    bool interrupted = false; // a signal came while an InterruptGuard lived
    bool timed_out = false;
  };
  // Sends what is queued and receives what comes, until something happens: a reply is whole,
  // `other` (-1: none) is readable, a signal, the deadline. An error when the connection ends or
  // the peer breaks the framing.
  [[nodiscard]] Result<Wake> wait(int other, Deadline deadline);

  // The next reply that has arrived. It answers an open request; of a follow, which is answered
  // again and again, the request stays open.
  [[nodiscard]] Result<std::optional<Reply>> take();

  // One request and its reply; a reply that is an error becomes one. kOutcomeUnknown when a
  // request that writes got no answer after it was sent.
  [[nodiscard]] Result<Reply> call(RequestMessage& message, Effect effect, Deadline deadline);

  // What has to be said of the open requests when no more answers come.
  [[nodiscard]] Error no_answer(std::string what) const;

 private:
  explicit Client(Descriptor socket) : socket_(std::move(socket)) {}
  Status send_some();
  Status receive_some();

  struct Open {
    Effect effect;
    bool stays; // a follow
  };

  Descriptor socket_;
  std::uint64_t last_id_ = 0;
  Bytes out_;
  std::size_t sent_ = 0; // of out_
  bool sent_anything_ = false;
  FrameReader frames_;
  std::deque<std::shared_ptr<Frame>> arrived_;
  std::unordered_map<std::uint64_t, Open> in_flight_;
};

} // namespace ledger::tools
