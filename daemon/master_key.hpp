// The master key from its credential file: 32 bytes, as they are.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/crypto/secret.hpp"

#include <filesystem>

namespace ledger {

// kNotFound, kPermissions (not there, not ours to read, or readable by others), kWrongKey (not 32
// bytes), kIo. The bytes pass through no other memory.
[[nodiscard]] Result<MasterKey> read_master_key(const std::filesystem::path& file);

} // namespace ledger
