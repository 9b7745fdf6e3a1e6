#include "ledger/projection/compare.hpp"

#include <algorithm>

namespace ledger {
namespace {

// The lowest key of `a` that `b` does not have with the same value.
Result<std::optional<Bytes>> first_unmatched(const StateCopy& a, const StateCopy& b) {
  std::optional<Bytes> found;
  const auto walked = a.each([&](ByteView key, ByteView value) -> Status {
    LEDGER_ASSIGN(const StateAt other, b.read(key));
    if (other.value &&
        std::equal(value.begin(), value.end(), other.value->begin(), other.value->end()))
      return {};
    found = Bytes(key.begin(), key.end());
    // An error is how a walk ends early; it is not handed on.
    return fail(Errc::kStopping, "a difference was found", "projection", "look no further");
  });
  if (!walked && !found) return fail(walked.error());
  return found;
}

} // namespace

Result<Bytes> first_difference(const StateCopy& a, const StateCopy& b) {
  LEDGER_ASSIGN(const auto in_a, first_unmatched(a, b));
  LEDGER_ASSIGN(const auto in_b, first_unmatched(b, a));
  if (in_a && in_b) return as_text(*in_a) < as_text(*in_b) ? *in_a : *in_b;
  if (in_a) return *in_a;
  return in_b.value_or(Bytes());
}

} // namespace ledger
