// The requests of a measurement: the same event again and again, under its own id and about this
// person or that. Built once; what differs is written over in the copy that is sent.
#pragma once

#include "ledger/base/bytes.hpp"
#include "schemas/protocol.capnp.h"

#include <capnp/serialize.h>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace ledger::tools {

enum class IdKind : std::uint8_t { kTimeOrdered, kRandom }; // UUIDv7, or UUIDv4

// Who the events are about: a run's own people, so that no other run knows them.
class People {
 public:
  // `count` is not 0.
  People(std::uint64_t seed, std::uint32_t count);

  // While `filling`, somebody new until there are `count`. Else somebody new once in a hundred
  // times, and one of the first `count` otherwise.
  [[nodiscard]] std::uint32_t next(bool filling);
  // Before the first eight digits of a reference.
  [[nodiscard]] const std::string& prefix() const { return prefix_; }

  static constexpr std::uint32_t kFirstSeenOneIn = 100;

 private:
  std::mt19937_64 chance_;
  std::uint32_t count_;
  std::string prefix_;
  std::uint32_t introduced_ = 0;
  std::uint32_t turns_ = 0;
};

// Appends of one event, or of a batch. One thread.
class EventFrames {
 public:
  // `batch`: events in a request; 1 is `append`, more is `appendBatch`. `people` outlives this.
  EventFrames(People& people, std::size_t batch, IdKind ids, std::uint64_t seed);

  // Adds the next request to `out`, in the framing of the socket.
  void append_to(Bytes& out, std::uint64_t request_id, bool filling);

  [[nodiscard]] std::size_t batch() const { return events_.size(); }
  [[nodiscard]] std::size_t frame_bytes() const { return frame_.size() * sizeof(capnp::word); }
  // What the client says in one event: its canonical form.
  [[nodiscard]] std::size_t event_bytes() const { return event_bytes_; }

 private:
  // Where in the frame what differs lies.
  struct Places {
    std::size_t event_id;
    std::size_t digits;
  };

  void build(std::size_t batch, const std::string& prefix);
  void find_places();
  void write_event_id(std::uint8_t* at, std::uint64_t milliseconds);

  People& people_;
  IdKind ids_;
  std::mt19937_64 chance_;
  kj::Array<capnp::word> frame_;
  std::size_t event_bytes_ = 0;
  std::size_t request_id_ = 0; // its place
  std::vector<Places> events_;
};

} // namespace ledger::tools
