// What is held of a person: collections by category and activity, under which retention rule, and
// what erased them.
#pragma once

#include "ledger/findings/retention_clock.hpp"

#include <span>

namespace ledger {

// Erased by an application or, as far as keys go, by the ledger: of a person, not of a system
// alone.
[[nodiscard]] bool erases(const Fact& fact);
// Does an erasure's, a deferral's or a hold's own scope take the holding in? A list that is empty
// takes in all.
[[nodiscard]] bool takes_in(const wire::Clear::Reader& scope, const Holding& holding);

// From when it counts that a holding was kept past its due date: not before the GDPR applied. It
// has a rule.
[[nodiscard]] Timestamp counts_from(const Holding& holding, Timestamp due);

// The person outlives it.
class Holdings {
 public:
  explicit Holdings(const PersonCase& person);

  // In the order of the collections. An execution of a retention rule ends what was due by then;
  // had nothing come due, all that was held under the rule; had it named collections as causes,
  // those.
  [[nodiscard]] std::span<const Holding> all() const { return holdings_; }
  // Of a holding of `all()`.
  [[nodiscard]] std::span<const ExceededTerm> exceeded(const Holding& holding) const {
    return exceeded_[static_cast<std::size_t>(&holding - holdings_.data())];
  }
  [[nodiscard]] RetentionClock& clock() { return clock_; }

 private:
  void collect(const PersonCase& person, const Fact& collection);
  void end_by_erasure(const Fact& erasure);
  void end_by_retention(const Fact& execution);
  void end_by_key(const Fact& destruction);
  [[nodiscard]] bool was_due(const Holding& holding, Timestamp time) const;

  RetentionClock clock_;
  std::vector<Holding> holdings_;
  std::vector<std::vector<ExceededTerm>> exceeded_; // as holdings_
};

} // namespace ledger
