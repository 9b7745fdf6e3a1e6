// What the disk allows: the measure that everything else is held against.
#pragma once

#include "ledger/base/result.hpp"
#include "tools/bench/timing.hpp"

#include <filesystem>

namespace ledger::tools {

// Appends 4 KiB and fdatasyncs, again and again, to a file of its own in `folder`, which is removed
// at the end. Ends early on Ctrl-C. kIo.
[[nodiscard]] Result<Timing> time_synced_appends(const std::filesystem::path& folder,
                                                 BenchClock::duration how_long);

} // namespace ledger::tools
