// Text for terminals: nothing that comes from a record may move the cursor, change colours or turn
// the reading direction.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ledger::tools {

// Moves the cursor, begins a command, turns the reading direction or breaks the line.
[[nodiscard]] bool acts_on_terminal(char32_t point);

// Control characters, what turns the reading direction, line separators and bytes that are not
// UTF-8 become \n, \t, \x1b, \u{202e}; a backslash becomes two.
[[nodiscard]] std::string escape_terminal(std::string_view text);

// Columns that escaped text takes on a terminal.
[[nodiscard]] std::size_t display_width(std::string_view text);
// At most `width` columns of escaped text; what is cut off shows as an ellipsis.
[[nodiscard]] std::string fit_to_width(std::string_view text, std::size_t width);

// 18642 as "18 642".
[[nodiscard]] std::string grouped(std::uint64_t number);
// "41.0 MiB"
[[nodiscard]] std::string byte_count(std::uint64_t bytes);

} // namespace ledger::tools
