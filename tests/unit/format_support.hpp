// What the tests of schemas/FORMAT.md read: its worked examples, made by a program of another
// language from fixed inputs. The library must read them and write the same bytes.
#pragma once

#include "ledger/chain/record.hpp"
#include "ledger/chain/tree.hpp"
#include "ledger/crypto/sign.hpp"
#include "ledger/event/body.hpp"
#include "tests/support/store_testing.hpp"
#include "tests/vectors/format_examples.hpp"

namespace ledger::test {

inline constexpr const char* kOrigin = "audit.example/ledger";
// 2026-03-02T08:00:00Z
inline constexpr std::int64_t kOpenedAt = 1'772'438'400'000'000;
inline constexpr std::int64_t kSecond = 1'000'000;

// `first`, `first` + 1, ...: how the page writes its inputs.
template <class Fixed>
Fixed counting(std::uint8_t first) {
  std::array<std::uint8_t, Fixed::kSize> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<std::uint8_t>(first + i);
  return Fixed(bytes);
}
using Bytes32 = FixedBytes<struct Bytes32Tag, 32>;
template <class Secret>
Secret counting_secret(std::uint8_t first) {
  return Secret(counting<Bytes32>(first).view());
}

template <class Fixed>
Fixed fixed_example(const std::string& name) {
  const Bytes bytes = format_example(name);
  REQUIRE(bytes.size() == Fixed::kSize);
  return ByteReader(bytes).fixed<Fixed>();
}

inline const EventId kCollected(std::array<std::uint8_t, 16>{0x01, 0x9c, 0xaf, 0x1a, 0x60, 0x00,
                                                             0x7a, 0x0b, 0x8c, 0x0d, 0x0e, 0x0f,
                                                             0x10, 0x11, 0x12, 0x13});

inline SigningSeed signing_seed() {
  return counting_secret<SigningSeed>(0);
}

inline LedgerId ledger_id() {
  return fixed_example<LedgerId>("ledger-id");
}

inline std::vector<Bytes> records() {
  return {format_example("record-0"), format_example("record-1"), format_example("record-2")};
}

inline capnp::Data::Reader as_data(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

inline Bytes to_bytes(ByteView bytes) {
  return {bytes.begin(), bytes.end()};
}

inline Bytes bytes_of(std::span<const std::uint64_t> words) {
  return to_bytes({reinterpret_cast<const std::uint8_t*>(words.data()), words.size_bytes()});
}

inline RootHash root_of_example() {
  return fixed_example<RootHash>("root-3");
}

inline BoxContext context_of_example(const StoredBody& body) {
  const ContentHash clear = hash_clear(body.clear_message());
  CHECK(clear == fixed_example<ContentHash>("clear-hash"));
  const auto context = body.box_context(ledger_id(), 0, clear);
  REQUIRE(context);
  return *context;
}

} // namespace ledger::test
