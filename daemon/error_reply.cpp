#include "daemon/error_reply.hpp"

#include "schemas/protocol.capnp.h"

#include <capnp/message.h>
#include <capnp/serialize.h>

namespace ledger {
namespace {

wire::Retry on_wire(Retry retry) {
  switch (retry) {
  case Retry::kLater:
    return wire::Retry::LATER;
  case Retry::kSameId:
    return wire::Retry::SAME_ID;
  case Retry::kNever:
    return wire::Retry::NEVER;
  }
  return wire::Retry::NEVER;
}

} // namespace

Bytes encode_error_reply(std::uint64_t request_id, const Error& error) {
  capnp::MallocMessageBuilder message;
  auto reply = message.initRoot<wire::Reply>();
  reply.setId(request_id);
  auto body = reply.initError();
  body.setCode(static_cast<std::uint16_t>(error.code()));
  body.setRetry(on_wire(retry_of(error.code())));
  body.setWhat(error.what());
  body.setWhere(error.where());
  body.setNext(error.next());
  const kj::Array<capnp::word> words = capnp::messageToFlatArray(message);
  const auto bytes = words.asBytes();
  return {bytes.begin(), bytes.end()};
}

} // namespace ledger
