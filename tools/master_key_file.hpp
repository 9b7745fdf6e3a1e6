// Making the master key, and the sheet of paper from which it can be restored.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"

#include <filesystem>
#include <string_view>

namespace ledger::tools {

// A new file of 32 bytes, mode 0400, synced. kExists when there is one.
[[nodiscard]] Status write_master_key(const std::filesystem::path& file, const MasterKey& key);
// kNotFound, kWrongKey (not 32 bytes), kIo.
[[nodiscard]] Result<MasterKey> load_master_key(const std::filesystem::path& file);

// The recovery sheet: four numbered lines of sixteen hexadecimal digits, each with a check of its
// own, so that a slip of the pen is found and named. A new file, mode 0400.
[[nodiscard]] Status write_recovery_sheet(const std::filesystem::path& file, const MasterKey& key,
                                          std::string_view origin);
// kMalformed names the line that was copied wrongly.
[[nodiscard]] Result<MasterKey> read_recovery_sheet(const std::filesystem::path& file);

} // namespace ledger::tools
