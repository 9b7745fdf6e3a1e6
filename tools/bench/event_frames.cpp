#include "tools/bench/event_frames.hpp"

#include "tools/input.hpp"

#include <algorithm>
#include <array>
#include <capnp/any.h>
#include <capnp/message.h>
#include <cstdio>
#include <cstring>

namespace ledger::tools {
namespace {

constexpr std::size_t kDigits = 8;
constexpr std::size_t kWantedBytes = 300;

// A mail about a request: a use with a correlation, a person, and one sealed value.
void fill_draft(wire::Draft::Builder draft, const std::string& prefix, std::size_t value_bytes) {
  draft.setType(wire::EventType::USE);
  const std::array<std::uint8_t, 16> id{};
  draft.setEventId(as_data(id));
  auto clear = draft.initClear();
  clear.setOccurredAt(now().get());
  clear.setChannel(wire::Channel::EMAIL);
  clear.setOperation(wire::Operation::SEND);
  clear.initActivities(1).set(0, "rights.request-handling");
  clear.setItem("reply");
  auto subject = draft.initSubjects(1)[0];
  subject.setReference(as_data(as_bytes(prefix + std::string(kDigits, '0'))));
  auto value = subject.initValues(1)[0];
  value.setName("message-id");
  value.setValue(as_data(as_bytes(std::string(value_bytes, 'm'))));
}

std::size_t canonical_bytes(const std::string& prefix, std::size_t value_bytes) {
  capnp::MallocMessageBuilder message;
  const auto draft = message.initRoot<wire::Draft>();
  fill_draft(draft, prefix, value_bytes);
  return capnp::canonicalize(draft.asReader()).asBytes().size();
}

std::uint64_t milliseconds_now() {
  return static_cast<std::uint64_t>(now().get()) / 1000;
}

} // namespace

People::People(std::uint64_t seed, std::uint32_t count) : chance_(seed), count_(count) {
  std::array<char, 16> name;
  std::snprintf(name.data(), name.size(), "bench-%08x-", static_cast<unsigned>(chance_()));
  prefix_ = name.data();
}

std::uint32_t People::next(bool filling) {
  const bool first_seen = filling ? introduced_ < count_ : turns_++ % kFirstSeenOneIn == 0;
  if (first_seen) return introduced_++;
  return static_cast<std::uint32_t>(chance_() % std::clamp(introduced_, 1u, count_));
}

EventFrames::EventFrames(People& people, std::size_t batch, IdKind ids, std::uint64_t seed)
    : people_(people), ids_(ids), chance_(seed) {
  build(batch, people.prefix());
  find_places();
}

void EventFrames::build(std::size_t batch, const std::string& prefix) {
  const std::size_t bare = canonical_bytes(prefix, 8);
  const std::size_t value_bytes = 8 + (bare < kWantedBytes ? kWantedBytes - bare : 0);
  event_bytes_ = canonical_bytes(prefix, value_bytes);
  capnp::MallocMessageBuilder message;
  auto request = message.initRoot<wire::Request>();
  if (batch == 1) {
    fill_draft(request.initAppend(), prefix, value_bytes);
  } else {
    for (wire::Draft::Builder draft : request.initAppendBatch(static_cast<unsigned>(batch)))
      fill_draft(draft, prefix, value_bytes);
  }
  frame_ = capnp::messageToFlatArray(message);
}

void EventFrames::find_places() {
  capnp::ReaderOptions everything;
  everything.traversalLimitInWords = frame_.size() * 4;
  capnp::FlatArrayMessageReader message(frame_, everything);
  const auto request = message.getRoot<wire::Request>();
  const std::uint8_t* const start = frame_.asBytes().begin();
  const auto place = [&](const std::uint8_t* at) { return static_cast<std::size_t>(at - start); };
  // `id` is the first field of its struct, which puts it first in the data section.
  request_id_ = place(capnp::AnyStruct::Reader(request).getDataSection().begin());
  const auto add = [&](wire::Draft::Reader draft) {
    const auto reference = draft.getSubjects()[0].getReference();
    events_.push_back({place(draft.getEventId().begin()), place(reference.end()) - kDigits});
  };
  if (request.isAppend()) {
    add(request.getAppend());
  } else {
    for (const wire::Draft::Reader draft : request.getAppendBatch())
      add(draft);
  }
}

// RFC 9562 sections 5.4 and 5.7.
void EventFrames::write_event_id(std::uint8_t* at, std::uint64_t milliseconds) {
  const std::array<std::uint64_t, 2> random{chance_(), chance_()};
  std::memcpy(at, random.data(), sizeof random);
  const bool ordered = ids_ == IdKind::kTimeOrdered;
  for (int i = 0; ordered && i < 6; ++i)
    at[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  at[6] = static_cast<std::uint8_t>((at[6] & 0x0f) | (ordered ? 0x70 : 0x40));
  at[8] = static_cast<std::uint8_t>((at[8] & 0x3f) | 0x80);
}

void EventFrames::append_to(Bytes& out, std::uint64_t request_id, bool filling) {
  const auto bytes = frame_.asBytes();
  const std::size_t start = out.size();
  out.insert(out.end(), bytes.begin(), bytes.end());
  std::uint8_t* const frame = out.data() + start;
  std::memcpy(frame + request_id_, &request_id, sizeof request_id);
  const std::uint64_t milliseconds = milliseconds_now();
  for (const Places& places : events_) {
    write_event_id(frame + places.event_id, milliseconds);
    std::uint32_t person = people_.next(filling);
    for (std::size_t i = kDigits; i-- > 0; person /= 10)
      frame[places.digits + i] = static_cast<std::uint8_t>('0' + person % 10);
  }
}

} // namespace ledger::tools
