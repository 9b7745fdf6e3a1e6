// The names that a policy gives to its items: stable, ASCII, safe in file names, URLs and logs.
#pragma once

#include <string>
#include <string_view>

namespace ledger::policy {

// A lowercase letter or digit, then lowercase letters, digits, dots and hyphens; at most
// limits::kSlugChars characters.
[[nodiscard]] bool is_slug(std::string_view text);

// The text between quotation marks for an error: cut to slug length, anything unprintable as '?'.
[[nodiscard]] std::string in_quotes(std::string_view text);

} // namespace ledger::policy
