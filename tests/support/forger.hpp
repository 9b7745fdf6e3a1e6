// The adversary: somebody with root, RocksDB and this library, who rewrites a stopped ledger so
// that every checksum of the storage is right. For tests and the demonstration; never installed.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/sign.hpp"

#include <filesystem>

namespace ledger::test {

// All work on <state>/ledger and <state>/head of a copy that nobody has open.

// Another event id in the body of a record; header, chain and tiles stay as they were.
[[nodiscard]] Status forge_payload(const std::filesystem::path& state, Sequence record);
// The records from `from` on are gone; `clean`: tiles and checkpoints over them too.
[[nodiscard]] Status forge_tail_cut(const std::filesystem::path& state, Sequence from, bool clean);
// One record in the middle is gone.
[[nodiscard]] Status forge_removal(const std::filesystem::path& state, Sequence record);
// Two records in each other's place.
[[nodiscard]] Status forge_swap(const std::filesystem::path& state, Sequence one, Sequence other);
// <state>/ledger becomes a copy of <old>/ledger; the head stays.
[[nodiscard]] Status forge_rollback(const std::filesystem::path& state,
                                    const std::filesystem::path& old);
// Another payload in `record`, everything behind it chained anew, tiles, checkpoints and head
// rewritten to fit, checkpoints over it signed with `seed` under the ledger's own name.
[[nodiscard]] Status forge_history(const std::filesystem::path& state, Sequence record,
                                   const SigningSeed& seed);
// The records from `from` on are replaced by `count` heartbeats, well chained, with a checkpoint
// over all that is signed with `seed` and a head that fits; what is below stays, with its
// checkpoints.
[[nodiscard]] Status forge_new_end(const std::filesystem::path& state, Sequence from,
                                   std::uint64_t count, const SigningSeed& seed);

} // namespace ledger::test
