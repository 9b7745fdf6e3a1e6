// Byte views, big-endian integers and hexadecimal text. Everything on disk that is not Cap'n Proto
// is big-endian (schemas/FORMAT.md).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ledger {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Writes the low `width` bytes of `value` at `out`, most significant first.
inline void put_be(std::uint8_t* out, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0; value >>= 8)
    out[i] = static_cast<std::uint8_t>(value);
}
inline void append_be(Bytes& out, std::uint64_t value, std::size_t width) {
  out.resize(out.size() + width);
  put_be(out.data() + out.size() - width, value, width);
}
[[nodiscard]] inline std::uint64_t get_be(const std::uint8_t* in, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value = value << 8 | in[i];
  return value;
}
inline void append(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// Lowercase, two digits a byte.
[[nodiscard]] std::string to_hex(ByteView bytes);
// Accepts lowercase and uppercase; nothing on any other character or an odd length.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

// Reads fields off the front of a buffer. After the first read past the end it stays failed and
// yields zeros, so a parser checks ok() once at the end and before it trusts a length.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : rest_(bytes) {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return ok_ && rest_.empty(); }
  [[nodiscard]] std::size_t left() const { return rest_.size(); }
  std::uint64_t be(std::size_t width);
  ByteView take(std::size_t size);
  template <class Fixed>
  Fixed fixed() {
    Fixed value;
    const ByteView bytes = take(Fixed::kSize);
    if (ok_) std::copy(bytes.begin(), bytes.end(), value.writable().begin());
    return value;
  }

 private:
  ByteView rest_;
  bool ok_ = true;
};

} // namespace ledger
