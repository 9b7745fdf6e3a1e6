// An error as a reply on the wire.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/result.hpp"

namespace ledger {

// A whole frame with wire::Reply.error. `request_id` is 0 when no request could be read.
[[nodiscard]] Bytes encode_error_reply(std::uint64_t request_id, const Error& error);

} // namespace ledger
