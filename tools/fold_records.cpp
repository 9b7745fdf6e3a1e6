#include "tools/fold_records.hpp"

#include <kj/exception.h>

namespace ledger::tools {

Result<std::vector<std::shared_ptr<StateCopy>>>
fold_records(const PolicyArchive& archive, std::initializer_list<const Projection*> projections,
             TreeSize size) {
  std::vector<Lane> lanes;
  lanes.reserve(projections.size());
  for (const Projection* projection : projections)
    lanes.emplace_back(*projection, std::make_shared<MemoryCopy>());
  Bytes last;
  const auto fold = [&](Sequence at, ByteView bytes) -> Status {
    try {
      LEDGER_ASSIGN(const RecordView record, RecordView::parse(at, bytes));
      for (Lane& lane : lanes)
        LEDGER_TRY(lane.apply(record));
    } catch (const kj::Exception&) {
      return fail(Errc::kMalformed, "the body cannot be read", "record " + std::to_string(at.get()),
                  "auditledger verify names the first bad record");
    }
    last.assign(bytes.begin(), bytes.end());
    return {};
  };
  LEDGER_TRY(archive.scan(Sequence(), size, fold));
  std::vector<std::shared_ptr<StateCopy>> states;
  for (Lane& lane : lanes) {
    LEDGER_TRY(lane.commit(last));
    states.push_back(lane.copy());
  }
  return states;
}

} // namespace ledger::tools
