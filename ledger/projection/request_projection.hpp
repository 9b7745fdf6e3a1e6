// What was said about requests of persons (GDPR art. 15 to 22): what came, and what followed. So
// that the question which are open or late visits those who asked, and not everybody.
#pragma once

#include "ledger/projection/grouped_projection.hpp"

namespace ledger {

// Grouped by person. Deadlines are not in it: they follow from policies, which a fold does not know
// (ledger/findings/cases.hpp).
class RequestProjection : public GroupedProjection {
 public:
  static constexpr std::string_view kName = "requests";

  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 3; }
  [[nodiscard]] std::vector<Bytes> groups_of(const RecordView& record) const override;
};

// Called with each person of whom something of that kind was said, and these facts in the order of
// the records.
using RequesterVisitor = std::function<Status(const SubjectId& subject, std::vector<Fact> facts)>;
// Of the first `as_of` records, in the order of the ids. `visit` must not read the copy. Errors:
// kDamaged, those of the store, and what `visit` returns.
[[nodiscard]] Status each_requester(const StateCopy& requests, TreeSize as_of,
                                    const RequesterVisitor& visit);

} // namespace ledger
