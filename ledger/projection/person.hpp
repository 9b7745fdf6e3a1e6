// The facts about people, read back from what the projection of subjects stored.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/projection/state_copy.hpp"

#include <functional>

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

// Only which records, in their order; decodes no fact.
[[nodiscard]] Result<std::vector<Sequence>>
records_of_person(const StateCopy& subjects, const SubjectId& subject, TreeSize as_of);

// Called with each person and their facts, in the order of the records.
using PersonVisitor = std::function<Status(const SubjectId& subject, std::vector<Fact> facts)>;
// Everybody, of the first so many records, in the order of the ids. The projector goes on
// meanwhile: what is read is held for a bounded number of facts at a time. Errors: kDamaged, those
// of the store, and what `visit` returns.
[[nodiscard]] Status each_person(const StateCopy& subjects, TreeSize as_of,
                                 const PersonVisitor& visit);

} // namespace ledger
