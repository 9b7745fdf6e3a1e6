// What a repair leaves inside the database that it makes: it comes into place with the database, in
// one step, and stays until the ledger has a record of it (schemas/FORMAT.md section 10). So a
// repair that is killed leaves either the damaged database, or a sound one that the next start
// records.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/store/durable_files.hpp"

#include <optional>
#include <string>

namespace ledger {

struct RestoredMarker {
  RestoredMarker() = default;
  TreeSize intact; // records that were kept
  TreeSize head;   // records that the head remembered
  std::uint64_t set_aside_bytes = 0;
  std::string approver; // at most 255 bytes
};

// All in the folder of a database. Durable when they return.
[[nodiscard]] Status write_restored_marker(const DurableFiles& files,
                                           const std::filesystem::path& database,
                                           const RestoredMarker& marker);
// Nothing when there is none. kDamaged: not the bytes that were written.
[[nodiscard]] Result<std::optional<RestoredMarker>>
read_restored_marker(const DurableFiles& files, const std::filesystem::path& database);
[[nodiscard]] Status remove_restored_marker(const DurableFiles& files,
                                            const std::filesystem::path& database);

} // namespace ledger
