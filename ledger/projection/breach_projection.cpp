#include "ledger/projection/breach_projection.hpp"

#include "ledger/findings/breaches.hpp"

#include <iterator>

namespace ledger {

std::vector<Bytes> BreachProjection::groups_of(const RecordView& record) const {
  if (!concerns_breaches(record.event().getType())) return {};
  const auto reference = record.clear().getCorrelation();
  return {Bytes(reference.begin(), reference.end())};
}

Result<std::vector<Fact>> read_breaches(const StateCopy& breaches, TreeSize as_of) {
  std::vector<Fact> all;
  LEDGER_TRY(each_group(breaches, as_of, [&all](ByteView, std::vector<Fact> facts) -> Status {
    all.insert(all.end(), std::make_move_iterator(facts.begin()),
               std::make_move_iterator(facts.end()));
    return {};
  }));
  return all;
}

} // namespace ledger
