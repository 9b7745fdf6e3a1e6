#include "tools/bench/timing.hpp"

#include <algorithm>
#include <cmath>

namespace ledger::tools {

// Nearest rank: the smallest value that is at least as large as that share of all.
double Latencies::quantile_us(double share) {
  if (taken_.empty()) return 0;
  const double rank = std::ceil(share * static_cast<double>(taken_.size()));
  const std::size_t index =
      std::clamp<std::size_t>(static_cast<std::size_t>(rank), 1, taken_.size()) - 1;
  const auto place = taken_.begin() + static_cast<std::ptrdiff_t>(index);
  std::nth_element(taken_.begin(), place, taken_.end());
  return static_cast<double>(*place);
}

} // namespace ledger::tools
