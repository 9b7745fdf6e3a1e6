#include "ledger/projection/request_projection.hpp"

#include "ledger/findings/cases.hpp"

namespace ledger {

std::vector<Bytes> RequestProjection::groups_of(const RecordView& record) const {
  std::vector<Bytes> people;
  if (!concerns_requests(record.event().getType())) return people;
  people.reserve(record.subjects().size());
  for (const SubjectId& subject : record.subjects())
    people.emplace_back(subject.view().begin(), subject.view().end());
  return people;
}

Status each_requester(const StateCopy& requests, TreeSize as_of, const RequesterVisitor& visit) {
  return each_group(requests, as_of, [&](ByteView group, std::vector<Fact> facts) -> Status {
    if (group.size() != SubjectId::kSize)
      return fail(Errc::kDamaged, "a fact is not where it belongs",
                  "projection " + std::string(RequestProjection::kName),
                  "auditledger projection rebuild requests");
    return visit(SubjectId(group.first<SubjectId::kSize>()), std::move(facts));
  });
}

} // namespace ledger
