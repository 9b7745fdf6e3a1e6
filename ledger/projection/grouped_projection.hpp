// Facts by what they are about: a person, a recipient, a breach. Which groups a record belongs to
// is each projection's own matter; how its facts are kept and read back stands here.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/projection/projection.hpp"

#include <functional>

namespace ledger {

class GroupedProjection : public Projection {
 public:
  // Before the number of each record that has facts here (selection.hpp).
  static constexpr char kRecordPrefix = 'n';

  [[nodiscard]] std::unique_ptr<Fold> start(StateView& state) const final;
  // Names of groups, at most 65,535 bytes each, in any order. None: the record is not of this
  // projection, unless it corrects one that is; then it belongs where that one does. May throw
  // kj::Exception on hostile bytes.
  [[nodiscard]] virtual std::vector<Bytes> groups_of(const RecordView& record) const = 0;
};

// Called with each group, and its facts in the order of the records, corrections among them.
using GroupVisitor = std::function<Status(ByteView group, std::vector<Fact> facts)>;
// Of the first `as_of` records; short names first, then by their bytes. Errors: kDamaged, those of
// the store, and what `visit` returns.
[[nodiscard]] Status each_group(const StateCopy& copy, TreeSize as_of, const GroupVisitor& visit);

} // namespace ledger
