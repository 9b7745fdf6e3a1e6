// What changed in the register of processing activities between two dates.
#pragma once

#include "ledger/report/register.hpp"

namespace ledger {

struct RegisterChange {
  enum class Kind : std::uint8_t { kAdded, kRemoved, kChanged };
  Kind kind = Kind::kChanged;
  std::string activity;   // its id; empty: the controller
  std::string label;      // as it is after, if it is still there
  std::string_view field; // kChanged: which, by the name of its column
  Texts before;
  Texts after;
};

// The controller's fields, then row by row: those of `after` in their order, then what is gone.
// Within a row in the order of the columns. Lists in another order are the same.
[[nodiscard]] std::vector<RegisterChange> changes_between(const ProcessingRegister& before,
                                                          const ProcessingRegister& after);

} // namespace ledger
