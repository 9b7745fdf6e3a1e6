#include "ledger/crypto/random.hpp"

#include "ledger/crypto/openssl.hpp"

#include <openssl/rand.h>

namespace ledger {

void random_bytes(std::span<std::uint8_t> out) {
  openssl::check(RAND_bytes(out.data(), static_cast<int>(out.size())));
}

void random_secret_bytes(std::span<std::uint8_t> out) {
  openssl::check(RAND_priv_bytes(out.data(), static_cast<int>(out.size())));
}

EventId make_event_id(Timestamp now) {
  std::array<std::uint8_t, 16> id{};
  random_bytes(id);
  put_be(id.data(), static_cast<std::uint64_t>(now.get() / 1000), 6);
  id[6] = static_cast<std::uint8_t>((id[6] & 0x0f) | 0x70);
  id[8] = static_cast<std::uint8_t>((id[8] & 0x3f) | 0x80);
  return EventId(id);
}

}  // namespace ledger
