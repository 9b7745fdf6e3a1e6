// Chance that can be repeated: the same seed gives the same choices on every machine. The standard
// library's distributions differ between implementations, so the few that are needed stand here.
// The generator is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): eight bytes, so that each of
// many people can have chances of their own.
#pragma once

#include "ledger/base/ids.hpp"

#include <string>
#include <vector>

namespace ledger::tools {

class Chance {
 public:
  // Another stream of the same seed gives other choices.
  explicit Chance(std::uint64_t seed, std::uint64_t stream = 0);

  // 0 to bound - 1; bound is at least 1. The bias of the remainder is far below what shows.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  [[nodiscard]] bool percent(std::uint64_t share) { return below(100) < share; }
  // Of a list that is not empty.
  template <class T>
  [[nodiscard]] const T& one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }
  // At or after `from` and before `to`, which is later.
  [[nodiscard]] Timestamp between(Timestamp from, Timestamp to) {
    const auto span = static_cast<std::uint64_t>(to.get() - from.get());
    return Timestamp(from.get() + static_cast<std::int64_t>(below(span)));
  }
  // Shaped like a UUIDv7 of that time (RFC 9562 section 5.7), without its unpredictability.
  [[nodiscard]] EventId event_id(Timestamp time);

 private:
  [[nodiscard]] std::uint64_t next();

  std::uint64_t state_;
};

} // namespace ledger::tools
