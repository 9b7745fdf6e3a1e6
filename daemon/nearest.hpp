// The known word that was probably meant.
#pragma once

#include <span>
#include <string_view>

namespace ledger {

// The one of `known`, which is not empty, with the fewest inserted, dropped, changed or swapped
// characters; the first of several.
[[nodiscard]] std::string_view nearest_word(std::string_view word,
                                            std::span<const std::string_view> known);

} // namespace ledger
