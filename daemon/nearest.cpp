#include "daemon/nearest.hpp"

#include <algorithm>
#include <vector>

namespace ledger {
namespace {

// Optimal string alignment: Levenshtein's distance with neighbours that changed places as one step.
std::size_t distance(std::string_view a, std::string_view b) {
  const std::size_t width = b.size() + 1;
  std::vector<std::size_t> cost((a.size() + 1) * width);
  for (std::size_t i = 0; i <= a.size(); ++i)
    cost[i * width] = i;
  for (std::size_t j = 0; j <= b.size(); ++j)
    cost[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      std::size_t least = std::min({cost[(i - 1) * width + j] + 1, cost[i * width + j - 1] + 1,
                                    cost[(i - 1) * width + j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        least = std::min(least, cost[(i - 2) * width + j - 2] + 1);
      cost[i * width + j] = least;
    }
  }
  return cost.back();
}

} // namespace

std::string_view nearest_word(std::string_view word, std::span<const std::string_view> known) {
  // A typing error changes a few characters; only so many are compared of a word without end.
  const std::string_view compared = word.substr(0, 64);
  return *std::ranges::min_element(
      known, {}, [compared](std::string_view candidate) { return distance(compared, candidate); });
}

} // namespace ledger
