// Numbers and byte strings that cannot be mistaken for one another. Explicit in, explicit out, no
// arithmetic across kinds; whoever needs the raw value says get().
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>

namespace ledger {

// A number of one kind.
template <class Tag, class T = std::uint64_t>
class Strong {
 public:
  constexpr Strong() = default;
  constexpr explicit Strong(T value) : value_(value) {}
  [[nodiscard]] constexpr T get() const { return value_; }
  friend constexpr auto operator<=>(Strong, Strong) = default;

 private:
  T value_{};
};

// N bytes of one kind: ids, digests, public keys. Nothing secret (see crypto/secret.hpp).
template <class Tag, std::size_t N>
class FixedBytes {
 public:
  static constexpr std::size_t kSize = N;
  constexpr FixedBytes() = default;
  constexpr explicit FixedBytes(const std::array<std::uint8_t, N>& bytes) : bytes_(bytes) {}
  explicit FixedBytes(std::span<const std::uint8_t, N> bytes) {
    std::memcpy(bytes_.data(), bytes.data(), N);
  }
  [[nodiscard]] constexpr std::span<const std::uint8_t, N> view() const { return bytes_; }
  [[nodiscard]] constexpr std::span<std::uint8_t, N> writable() { return bytes_; }
  [[nodiscard]] constexpr bool is_zero() const { return bytes_ == std::array<std::uint8_t, N>{}; }
  friend constexpr auto operator<=>(const FixedBytes&, const FixedBytes&) = default;

 private:
  std::array<std::uint8_t, N> bytes_{};
};

// Random ids hash by their last eight bytes (the first of a UUIDv7 are a clock).
template <class Id>
struct TailHash {
  std::size_t operator()(const Id& id) const {
    static_assert(Id::kSize >= sizeof(std::size_t));
    std::size_t value = 0;
    std::memcpy(&value, id.view().data() + Id::kSize - sizeof value, sizeof value);
    return value;
  }
};

} // namespace ledger
