// The epoch root: 32 random bytes, in a folder of its own outside every backup. An index opens only
// with the root of its epoch; the epoch with the highest root is the one that counts. Turning it is
// three durable steps: the new index, the new root, and the old root removed.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/crypto/secret.hpp"
#include "ledger/store/durable_files.hpp"

#include <optional>

namespace ledger {

[[nodiscard]] EpochRoot make_epoch_root();

// The highest epoch that has a root in the folder; nothing when there is none.
[[nodiscard]] Result<std::optional<std::uint64_t>>
newest_epoch(const DurableFiles& files, const std::filesystem::path& directory);

// Durable when it returns. An unfinished write leaves no epoch of that number.
[[nodiscard]] Status write_root(const DurableFiles& files, const std::filesystem::path& directory,
                                const LedgerId& ledger_id, std::uint64_t epoch,
                                const EpochRoot& root);
// kDamaged: not the bytes that were written. kForeign: of another ledger.
[[nodiscard]] Result<EpochRoot> read_root(const DurableFiles& files,
                                          const std::filesystem::path& directory,
                                          const LedgerId& ledger_id, std::uint64_t epoch);
// Removes every root but this one, unfinished ones too; what they sealed is lost when it returns.
[[nodiscard]] Status keep_only_root(const DurableFiles& files,
                                    const std::filesystem::path& directory, std::uint64_t epoch);

} // namespace ledger
