#include "ledger/policy/slug.hpp"

#include "ledger/base/limits.hpp"

#include <algorithm>

namespace ledger::policy {
namespace {

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

} // namespace

bool is_slug(std::string_view text) {
  if (text.empty() || text.size() > limits::kSlugChars || !is_lower_or_digit(text[0])) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower_or_digit(c) || c == '.' || c == '-'; });
}

std::string in_quotes(std::string_view text) {
  std::string shown = "\"";
  for (const char c : text.substr(0, limits::kSlugChars))
    shown += c >= ' ' && c <= '~' && c != '"' ? c : '?';
  if (text.size() > limits::kSlugChars) shown += "...";
  return shown + "\"";
}

} // namespace ledger::policy
