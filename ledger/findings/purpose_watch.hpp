// Whether data strays from what it was collected for: GDPR art. 5(1)(b) and 6(4).
#pragma once

#include "ledger/findings/person_case.hpp"

#include <map>
#include <string_view>
#include <vector>

namespace ledger {

// The collections of one person so far: a fold over the facts in their order. `person` and the
// facts outlive this.
class PurposeWatch {
 public:
  explicit PurposeWatch(const PersonCase& person) : person_(person) {}

  void collected(const Fact& collection);
  // The last collection of one of the fact's data that were collected for other purposes only. Null
  // when there is none, when nobody knows whence the data is, when the change of purpose was
  // assessed, or when consent or law carries it. The activity's own is not null.
  [[nodiscard]] const Fact* strayed_from(const Fact& fact, const KnownActivity& activity) const;

 private:
  const PersonCase& person_;
  std::map<std::string_view, std::vector<const Fact*>> collections_; // by category
};

} // namespace ledger
