// Colour, where the reader's terminal and wishes allow it.
#pragma once

#include <string>
#include <string_view>

namespace ledger::tools {

enum class ColorMode : std::uint8_t { kAuto, kAlways, kNever };

// kAuto: on a terminal, unless NO_COLOR is set to anything or TERM is "dumb" (no-color.org).
[[nodiscard]] bool use_color(ColorMode mode, bool is_terminal);

class Palette {
 public:
  explicit Palette(bool enabled = false) : enabled_(enabled) {}
  [[nodiscard]] bool enabled() const { return enabled_; }
  [[nodiscard]] std::string bold(std::string_view text) const { return wrap("1", text); }
  [[nodiscard]] std::string dim(std::string_view text) const { return wrap("2", text); }
  [[nodiscard]] std::string red(std::string_view text) const { return wrap("1;31", text); }
  [[nodiscard]] std::string green(std::string_view text) const { return wrap("32", text); }
  [[nodiscard]] std::string yellow(std::string_view text) const { return wrap("33", text); }

 private:
  [[nodiscard]] std::string wrap(std::string_view code, std::string_view text) const;
  bool enabled_;
};

} // namespace ledger::tools
