// The retention schedule of everybody, out of the projections.
#include "ledger/projection/subject_projection.hpp"
#include "ledger/report/answers.hpp"

#include <kj/exception.h>

#include <algorithm>

namespace ledger {

Result<RetentionAnswer> Answers::retention(const RetentionQuery& query) const {
  const TreeSize folded = projector_.folded();
  const TreeSize size = std::min(query.known_at.value_or(folded), folded);
  LEDGER_ASSIGN(const KnownHouse known, this->known(size));
  RetentionSchedule schedule(query.as_of, query.until);
  const auto add = [&](const SubjectId& subject, std::vector<Fact> facts) -> Status {
    schedule.add(PersonCase(subject, std::move(facts), *known.house, *known.policies));
    return {};
  };
  try {
    LEDGER_TRY(projector_.read(SubjectProjection::kName, [&](const StateCopy& copy) {
      return each_person(copy, size, add);
    }));
  } catch (const kj::Exception&) {
    return fail(Errc::kDamaged, "a fact cannot be read", "projections",
                "run `auditledger verify`, then rebuild the projections");
  }
  return RetentionAnswer{size, schedule.lines(), schedule.people(), schedule.overdue_people()};
}

} // namespace ledger
