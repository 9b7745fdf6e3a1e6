// What the tests of requests say most.
#pragma once

#include "tests/unit/findings_support.hpp"

namespace ledger::test {

inline constexpr const char* kReceived = "2026-01-31T10:00:00+01:00";
inline constexpr const char* kDue = "2026-03-03T00:00:00+01:00"; // 28 February is a Saturday
inline constexpr const char* kLastMinute = "2026-03-02T23:59:59+01:00";
inline constexpr const char* kExtendedDue = "2026-05-01T00:00:00+02:00";

inline Fill asks(wire::Right right, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setRight(right);
    if (more) more(clear);
  };
}

inline Fill says(wire::Right right, wire::Outcome outcome, const Fill& more = {}) {
  return asks(right, [=](wire::Clear::Builder clear) {
    clear.setOutcome(outcome);
    if (more) more(clear);
  });
}

} // namespace ledger::test
