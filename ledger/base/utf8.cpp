#include "ledger/base/utf8.hpp"

#include <array>
#include <cstdint>

namespace ledger {
namespace {

// What the first byte of a sequence says: how many bytes follow, which of its own bits count, and
// the smallest code point that needs this length.
struct Lead {
  std::uint8_t mask;
  std::uint8_t mark;
  std::uint8_t followers;
  char32_t least;
};
constexpr std::array<Lead, 4> kLeads{
    {{0x80, 0x00, 0, 0}, {0xE0, 0xC0, 1, 0x80}, {0xF0, 0xE0, 2, 0x800}, {0xF8, 0xF0, 3, 0x10000}}};

constexpr bool is_surrogate(char32_t point) {
  return point >= 0xD800 && point <= 0xDFFF;
}

} // namespace

std::optional<char32_t> take_code_point(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  const auto first = static_cast<std::uint8_t>(rest.front());
  for (const Lead& lead : kLeads) {
    if ((first & lead.mask) != lead.mark) continue;
    if (rest.size() <= lead.followers) return std::nullopt;
    char32_t point = static_cast<std::uint8_t>(first & ~lead.mask);
    for (std::size_t i = 1; i <= lead.followers; ++i) {
      const auto byte = static_cast<std::uint8_t>(rest[i]);
      if ((byte & 0xC0) != 0x80) return std::nullopt;
      point = point << 6 | (byte & 0x3Fu);
    }
    if (point < lead.least || point > 0x10FFFF || is_surrogate(point)) return std::nullopt;
    rest.remove_prefix(lead.followers + std::size_t{1});
    return point;
  }
  return std::nullopt;
}

bool is_valid_utf8(std::string_view text) {
  while (!text.empty())
    if (!take_code_point(text)) return false;
  return true;
}

} // namespace ledger
