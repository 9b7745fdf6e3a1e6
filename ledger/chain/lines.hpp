// The text forms that checkpoints and proof files share: lines, decimal numbers, base64 hashes.
// Each value has one spelling; anything else is refused.
#pragma once

#include "ledger/crypto/base64.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ledger {

// Takes lines off the front of a text that it does not own.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  // Without its newline; nothing when no newline is left. One-based number() goes along.
  [[nodiscard]] std::optional<std::string_view> next() {
    ++number_;
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  // Of the line that next() last looked for.
  [[nodiscard]] std::string place() const { return "line " + std::to_string(number_); }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

// ASCII digits without sign or leading zeros, up to 2^64-1.
[[nodiscard]] inline std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (problem != std::errc{} || stop != end) return std::nullopt;
  return value;
}

// The padded base64 of exactly one digest.
template <class D>
[[nodiscard]] std::optional<D> parse_base64_digest(std::string_view text) {
  const std::optional<Bytes> bytes = from_base64(text);
  if (!bytes || bytes->size() != D::kSize) return std::nullopt;
  return ByteReader(*bytes).fixed<D>();
}

} // namespace ledger
