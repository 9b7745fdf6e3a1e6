// The organisation, as an answer knows it.
#pragma once

#include "ledger/findings/house.hpp"
#include "ledger/findings/policy_times.hpp"

#include <memory>

namespace ledger {

// What is known about the organisation at some point.
struct KnownHouse {
  TreeSize folded; // true for the first so many records
  std::shared_ptr<const House> house;
  std::shared_ptr<const PolicyTimes> policies;
};

} // namespace ledger
