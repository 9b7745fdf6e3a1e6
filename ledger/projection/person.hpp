// The facts about people, read back from what the projection of subjects stored.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/projection/state_copy.hpp"

namespace ledger {

enum class Extent : std::uint8_t {
  kAll,
  kStanding, // only what decides about what may be done: consents, objections, erasures ...
};

struct PersonFacts {
  TreeSize folded;         // true for the first so many records
  std::vector<Fact> facts; // in the order of the records; empty: nobody by this id
};

// `as_of`: only of the first so many records. Errors: kDamaged, those of the store. Costs as much
// as there are facts about the person.
[[nodiscard]] Result<PersonFacts> read_person(const StateCopy& subjects, const SubjectId& subject,
                                              Extent extent, std::optional<TreeSize> as_of);

} // namespace ledger
