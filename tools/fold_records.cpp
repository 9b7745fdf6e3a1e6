#include "tools/fold_records.hpp"

#include <kj/exception.h>

namespace ledger::tools {

Result<std::shared_ptr<StateCopy>> fold_records(const PolicyArchive& archive,
                                                const Projection& projection, TreeSize size) {
  Lane lane(projection, std::make_shared<MemoryCopy>());
  Bytes last;
  const auto fold = [&](Sequence at, ByteView bytes) -> Status {
    try {
      LEDGER_ASSIGN(const RecordView record, RecordView::parse(at, bytes));
      LEDGER_TRY(lane.apply(record));
    } catch (const kj::Exception&) {
      return fail(Errc::kMalformed, "the body cannot be read", "record " + std::to_string(at.get()),
                  "auditledger verify names the first bad record");
    }
    last.assign(bytes.begin(), bytes.end());
    return {};
  };
  LEDGER_TRY(archive.scan(Sequence(), size, fold));
  LEDGER_TRY(lane.commit(last));
  return lane.copy();
}

} // namespace ledger::tools
