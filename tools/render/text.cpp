#include "tools/render/text.hpp"

#include "ledger/base/utf8.hpp"

#include <array>
#include <clocale>
#include <cstdio>
#include <cwchar>

namespace ledger::tools {
namespace {

bool turns_direction(char32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
         point == 0x200E || point == 0x200F || point == 0x061C;
}

bool breaks_line(char32_t point) {
  return point == 0x2028 || point == 0x2029;
}

// C0, DEL and C1.
bool is_control(char32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0);
}

std::string formatted(const char* format, unsigned number) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, number);
  return text.data();
}

std::string escaped(char32_t point, std::string_view as_it_is) {
  switch (point) {
  case U'\n':
    return "\\n";
  case U'\t':
    return "\\t";
  case U'\r':
    return "\\r";
  case U'\\':
    return "\\\\";
  default:
    break;
  }
  if (is_control(point)) return formatted("\\x%02x", point);
  if (acts_on_terminal(point)) return formatted("\\u{%x}", point);
  return std::string(as_it_is);
}

// wcwidth() asks the locale of the thread; widths must not depend on the user's.
class Utf8Locale {
 public:
  Utf8Locale() : before_(uselocale(utf8())) {}
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() { uselocale(before_); }

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  locale_t before_;
};

std::size_t width_of(char32_t point) {
  const int width = wcwidth(static_cast<wchar_t>(point));
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

} // namespace

bool acts_on_terminal(char32_t point) {
  return is_control(point) || turns_direction(point) || breaks_line(point);
}

std::string escape_terminal(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::string_view before = text;
    if (const auto point = take_code_point(text)) {
      out += escaped(*point, before.substr(0, before.size() - text.size()));
    } else {
      out += formatted("\\x%02x", static_cast<unsigned char>(text.front()));
      text.remove_prefix(1);
    }
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  const Utf8Locale locale;
  std::size_t width = 0;
  while (const auto point = take_code_point(text))
    width += width_of(*point);
  return width;
}

std::string fit_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  const Utf8Locale locale;
  std::size_t used = 1; // the ellipsis
  std::string_view rest = text;
  std::size_t kept = 0;
  while (const auto point = take_code_point(rest)) {
    used += width_of(*point);
    if (used > width) break;
    kept = text.size() - rest.size();
  }
  return std::string(text.substr(0, kept)) + "…";
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3; at -= 3)
    text.insert(at - 3, " ");
  return text;
}

std::string byte_count(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double amount = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < kUnits.size(); ++unit)
    amount /= 1024;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%.1f %s", amount, kUnits.at(unit));
  return text.data();
}

} // namespace ledger::tools
