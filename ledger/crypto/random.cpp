#include "ledger/crypto/random.hpp"

#include "ledger/crypto/openssl.hpp"

#include <algorithm>
#include <array>
#include <openssl/rand.h>

namespace ledger {

namespace {

// Ids and salts are public and small, and a call of the generator costs a microsecond whatever its
// size: they are cut from one larger draw. Not for secrets, and not across fork(), which no program
// of ours does after its first draw.
class Pool {
 public:
  void take(std::span<std::uint8_t> out) {
    if (out.size() > bytes_.size() - used_) {
      openssl::check(RAND_bytes(bytes_.data(), static_cast<int>(bytes_.size())));
      used_ = 0;
    }
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(used_), out.size(), out.begin());
    used_ += out.size();
  }
  static constexpr std::size_t kBytes = 4'096;

 private:
  std::array<std::uint8_t, kBytes> bytes_{};
  std::size_t used_ = kBytes;
};

} // namespace

void random_bytes(std::span<std::uint8_t> out) {
  thread_local Pool pool;
  if (out.size() > Pool::kBytes / 8) {
    openssl::check(RAND_bytes(out.data(), static_cast<int>(out.size())));
  } else {
    pool.take(out);
  }
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

} // namespace ledger
