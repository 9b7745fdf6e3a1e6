#pragma once

#include <cstddef>

namespace ledger::tools {

// Columns of the terminal behind a descriptor; 80 when it does not say.
[[nodiscard]] std::size_t terminal_width(int descriptor);

} // namespace ledger::tools
