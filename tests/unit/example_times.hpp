// The example policy as reports see it: in force as its text says.
#pragma once

#include "ledger/findings/policy_times.hpp"
#include "tests/unit/policy_support.hpp"

namespace ledger::test {

// As if record 0 had published it.
inline const PolicyTimes& example_times() {
  static const PolicyTimes times = [] {
    auto parsed = parse_policy(as_bytes(policy::example_text()));
    REQUIRE(parsed.has_value());
    auto calendar = policy::Calendar::make(parsed->contents().calendar);
    REQUIRE(calendar.has_value());
    PolicyTimes all;
    all.add({Sequence(), parsed->effective_from(), parsed->effective_to(), *parsed, *calendar});
    return all;
  }();
  return times;
}

} // namespace ledger::test
