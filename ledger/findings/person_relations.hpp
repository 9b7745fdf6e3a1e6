// In which relations a person is, fact by fact.
#pragma once

#include "ledger/findings/person_case.hpp"

namespace ledger {

// A fold, so that a rule that asks at every fact of a long history goes over it once. `person`
// outlives this.
class RelationsSoFar {
 public:
  explicit RelationsSoFar(const PersonCase& person) : person_(person) {}

  // The facts in their order.
  void add(const Fact& fact);
  // Those that were started, or that the policy lets begin with what happened, and that have not
  // ended; in the order in which they began.
  [[nodiscard]] const std::vector<std::string_view>& current() const { return current_; }

 private:
  void begin(std::string_view relation);
  void end(std::string_view relation);
  void end_and_follow(std::string_view relation, const PolicyVersion* version);

  const PersonCase& person_;
  std::vector<std::string_view> current_;
};

} // namespace ledger
