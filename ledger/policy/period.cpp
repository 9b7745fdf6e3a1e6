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

// The most and the fewest days that so many months in a row have: from July, and from February of
// an ordinary year.
constexpr int kMostDays[] = {0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337};
constexpr int kFewestDays[] = {0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334};

// Leap years as they fall until 2099.
std::int64_t most_days(std::int32_t months) {
  const std::int64_t years = months / 12;
  return years * 365 + (years + 3) / 4 + kMostDays[months % 12];
}

std::int64_t fewest_days(std::int32_t months) {
  const std::int64_t years = months / 12;
  return years * 365 + years / 4 + kFewestDays[months % 12];
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

// Months of the one against months of the other cancel out; what is left takes its worst length.
bool may_exceed(const Period& period, const Period& bound) {
  const std::int32_t months = period.months - bound.months;
  const std::int64_t days = std::int64_t{period.days} - bound.days +
                            (months < 0 ? -fewest_days(-months) : most_days(months));
  return days * 24 + period.hours - bound.hours > 0;
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
