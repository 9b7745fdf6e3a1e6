// What the store held at one moment, for several reads of what is derived while it is written.
#pragma once

#include <memory>

namespace rocksdb {
class Snapshot;
}

namespace ledger {

// Cheap, but what is deleted meanwhile stays on the disk until it ends. The store outlives it.
using StoreMoment = std::shared_ptr<const rocksdb::Snapshot>;

} // namespace ledger
