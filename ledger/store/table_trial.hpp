// Every table file of a database opened once by a process of its own, before anybody opens the
// database. RocksDB reads one block of a table (its properties) before it compares that block's
// checksum, and a flipped bit in it ends the process: nobody would get a verdict.
#pragma once

#include "ledger/base/result.hpp"

#include <filesystem>
#include <functional>

namespace ledger {

// For a program that meets a database first: a daemon that starts, a verifier, a repair. Forks, and
// the other process opens tables, so there may be no threads yet: one of them might hold a lock
// that it needs. It starts no thread, writes nothing, has no core and is gone when this returns.
// kDamaged names the table that ended it, or that does not answer. What is damaged in another way,
// or not there, is left to whoever reads it. kBusy: no process could be started. `while_waiting` is
// called every few seconds, and may be empty.
[[nodiscard]] Status try_tables(const std::filesystem::path& directory,
                                const std::function<void()>& while_waiting = {});

} // namespace ledger
