// "Did you mean": the candidate that is nearest to what was typed.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ledger::tools {

// The candidate with the fewest single-character edits; empty when none is near enough for the
// proposal to help (more than a third of the longer word).
[[nodiscard]] std::string nearest(std::string_view typed, std::span<const std::string> candidates);

} // namespace ledger::tools
