// Every table file of a database opened once by a process of its own, before anybody opens the
// database. RocksDB reads one block of a table (its properties) before it compares that block's
// checksum, and a flipped bit in it ends the process: nobody would get a verdict.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/store/durable_files.hpp"

#include <filesystem>

namespace ledger {

// For whoever meets a database first in its process: a daemon that starts, a verifier, a repair.
// Forks, so it is best called before there are threads; the other process opens tables, starts no
// thread, writes nothing, has no core and is gone when this returns. kDamaged names the table that
// ended it. What is damaged in another way, or not there, is left to whoever reads it. kBusy: no
// process could be started. `file_system`: null for the machine's own.
[[nodiscard]] Status try_tables(const std::filesystem::path& directory,
                                const FileSystemPtr& file_system = nullptr);

} // namespace ledger
