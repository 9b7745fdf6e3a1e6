// The instants that RFC 3339 can write: years 1 to 9999. Sums and differences of any two of them
// overflow nothing.
#pragma once

#include "ledger/base/ids.hpp"

namespace ledger {

inline constexpr Timestamp kEarliestTime(-62'135'596'800'000'000); // 0001-01-01
inline constexpr Timestamp kLatestTime(253'402'300'799'000'000);   // 9999-12-31T23:59:59

} // namespace ledger
