// Inside ledger/store only: every table file opened once by a process of its own, before this one
// opens the database. RocksDB reads one block of a table (its properties) before it compares that
// block's checksum, and a flipped bit in it ends the process: nobody would get a verdict.
#pragma once

#include "ledger/store/engine.hpp"

namespace ledger {

// Needs `engine.env`. Forks; the other process opens tables, starts no thread, writes nothing, has
// no core and is gone when this returns. kDamaged names the table that ended it; a table that is
// damaged in another way is left to whoever reads it. kIo: no process could be started.
[[nodiscard]] Status try_tables(const Engine& engine);

} // namespace ledger
