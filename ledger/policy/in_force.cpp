#include "ledger/policy/in_force.hpp"

#include <utility>

namespace ledger::policy {

std::optional<std::size_t> in_force(std::span<const Publication> publications, Timestamp time) {
  std::optional<std::size_t> best;
  const auto rank = [&](std::size_t index) {
    return std::pair(publications[index].effective_from, publications[index].record);
  };
  for (std::size_t i = 0; i < publications.size(); ++i) {
    const Publication& each = publications[i];
    const bool holds =
        each.effective_from <= time && (!each.effective_to || time < *each.effective_to);
    if (holds && (!best || rank(*best) < rank(i))) best = i;
  }
  return best;
}

} // namespace ledger::policy
