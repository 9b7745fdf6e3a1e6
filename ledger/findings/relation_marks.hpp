// When the relations that data belongs to were over, and began again.
#pragma once

#include "ledger/findings/person_case.hpp"

#include <string_view>
#include <vector>

namespace ledger {

struct RelationMark {
  const Fact* by;
  bool over; // none of the relations goes on, else one does again
};

// The changes, in the order of what happened. The relation is the one that the collection states,
// else all that the activity serves; none of either: every relation of the person. A relation
// begins and ends as the policy says it does (`starts_on`, `ends_on`), and with the events named
// for that.
[[nodiscard]] std::vector<RelationMark>
relation_marks(const PersonCase& person, const Fact& collection, std::string_view activity);

} // namespace ledger
