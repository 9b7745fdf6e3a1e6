#include "tools/suggest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ledger::tools {
namespace {

// Insertions, deletions, replacements and swaps of neighbours, each one edit.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  std::iota(table[0].begin(), table[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    table[i][0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      table[i][j] = std::min({replaced, table[i - 1][j] + 1, table[i][j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
    }
  }
  return table[a.size()][b.size()];
}

} // namespace

std::string nearest(std::string_view typed, std::span<const std::string> candidates) {
  constexpr std::size_t kLongestTyped = 64;
  if (typed.size() > kLongestTyped) return {};
  std::string best;
  std::size_t fewest = kLongestTyped;
  for (const std::string& candidate : candidates) {
    const std::size_t count = edits(typed, candidate);
    if (count >= fewest || count * 3 > std::max(typed.size(), candidate.size())) continue;
    fewest = count;
    best = candidate;
  }
  return best;
}

} // namespace ledger::tools
