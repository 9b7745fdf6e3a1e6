#include "ledger/policy/period.hpp"

#include <charconv>

namespace ledger::policy {
namespace {

constexpr std::int32_t kMostOfAUnit = 9'999;

// Takes "12M" off the front of `rest` when it has that unit; false on a number out of bounds.
bool take(std::string_view& rest, char unit, std::int32_t factor, std::int32_t& sum, bool& any) {
  std::int32_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const auto digits = static_cast<std::size_t>(end - rest.data());
  if (error != std::errc() || digits == rest.size() || rest[digits] != unit) return true;
  if (rest.front() == '-' || number > kMostOfAUnit) return false;
  sum += number * factor;
  any = true;
  rest.remove_prefix(digits + 1);
  return true;
}

} // namespace

std::optional<Period> parse_period(std::string_view text) {
  if (text.empty() || text[0] != 'P') return std::nullopt;
  text.remove_prefix(1);
  Period period;
  bool any = false;
  if (!take(text, 'Y', 12, period.months, any) || !take(text, 'M', 1, period.months, any) ||
      !take(text, 'W', 7, period.days, any) || !take(text, 'D', 1, period.days, any))
    return std::nullopt;
  if (!text.empty()) {
    if (text[0] != 'T') return std::nullopt;
    text.remove_prefix(1);
    any = false;
    if (!take(text, 'H', 1, period.hours, any)) return std::nullopt;
  }
  if (!any || !text.empty()) return std::nullopt;
  return period;
}

std::string to_text(const Period& period) {
  std::string text = "P";
  const auto add = [&text](std::int32_t number, char unit) {
    if (number != 0) text += std::to_string(number) + unit;
  };
  add(period.months / 12, 'Y');
  add(period.months % 12, 'M');
  add(period.days, 'D');
  if (period.hours != 0) text += "T";
  add(period.hours, 'H');
  return text == "P" ? "P0D" : text;
}

} // namespace ledger::policy
