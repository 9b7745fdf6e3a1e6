#include "ledger/projection/subject_state.hpp"

namespace ledger {

bool SubjectRelation::active() const {
  if (!started) return false;
  return !ended || std::tie(ended->at, ended->by) < std::tie(started->at, started->by);
}

} // namespace ledger
