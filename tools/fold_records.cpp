#include "tools/fold_records.hpp"

#include <kj/exception.h>

namespace ledger::tools {
namespace {

// Calls it with the record that the bytes are.
template <class Use>
Status with_record(Sequence at, ByteView bytes, Use use) {
  try {
    LEDGER_ASSIGN(const RecordView record, RecordView::parse(at, bytes));
    return use(record);
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "the body cannot be read", "record " + std::to_string(at.get()),
                "auditledger verify names the first bad record");
  }
}

// No lane: between the records that are selected others are missing.
Result<std::shared_ptr<StateCopy>> fold_one(const LedgerArchive& archive,
                                            const Projection& projection, const LedgerHead& head) {
  const auto copy = std::make_shared<MemoryCopy>();
  StateView view(*copy);
  const auto fold = projection.start(view);
  LEDGER_TRY(archive.scan_selected(projection.name(), head.size, [&](Sequence at, ByteView bytes) {
    return with_record(at, bytes, [&](const RecordView& record) { return fold->apply(record); });
  }));
  LEDGER_TRY(fold->flush());
  LEDGER_TRY(view.commit({head.size, head.last_leaf}));
  return copy;
}

} // namespace

Result<std::vector<std::shared_ptr<StateCopy>>>
fold_records(const LedgerArchive& archive, std::initializer_list<const Projection*> projections,
             TreeSize size) {
  std::vector<Lane> lanes;
  lanes.reserve(projections.size());
  for (const Projection* projection : projections)
    lanes.emplace_back(*projection, std::make_shared<MemoryCopy>());
  Bytes last;
  const auto apply_to_all = [&lanes](const RecordView& record) -> Status {
    for (Lane& lane : lanes)
      LEDGER_TRY(lane.apply(record));
    return {};
  };
  const auto fold = [&](Sequence at, ByteView bytes) -> Status {
    LEDGER_TRY(with_record(at, bytes, apply_to_all));
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

Result<std::vector<std::shared_ptr<StateCopy>>>
fold_selected(const LedgerArchive& archive, std::initializer_list<const Projection*> projections,
              const LedgerHead& head) {
  if (archive.is_offline()) return fold_records(archive, projections, head.size);
  std::vector<std::shared_ptr<StateCopy>> states;
  for (const Projection* projection : projections) {
    LEDGER_ASSIGN(auto state, fold_one(archive, *projection, head));
    states.push_back(std::move(state));
  }
  return states;
}

} // namespace ledger::tools
