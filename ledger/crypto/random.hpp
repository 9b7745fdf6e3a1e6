// Random bytes from OpenSSL's generator, and the ids made of them.
#pragma once

#include "ledger/base/ids.hpp"

namespace ledger {

// Cryptographically strong; throws when the generator is broken.
void random_bytes(std::span<std::uint8_t> out);
// The same, from the generator that is kept apart for secrets.
void random_secret_bytes(std::span<std::uint8_t> out);

template <class Id>
[[nodiscard]] Id random_id() {
  Id id;
  random_bytes(id.writable());
  return id;
}

// UUIDv7 (RFC 9562 section 5.7): 48 bits of milliseconds, 74 random bits.
[[nodiscard]] EventId make_event_id(Timestamp now);

} // namespace ledger
