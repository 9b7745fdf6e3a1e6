// Which families of the store hold a projection, and which of them is live.
#pragma once

#include "ledger/projection/projection.hpp"

namespace ledger {

class Store;

[[nodiscard]] std::string family_of(const Projection& projection);
// The other of the two places in which a projection of one version may live.
[[nodiscard]] std::string beside(const std::string& family);
// Where a replay goes that is only compared.
[[nodiscard]] std::string scratch_family_of(const Projection& projection);

// Nothing when no copy was ever live.
[[nodiscard]] Result<std::optional<std::string>> live_family(const Store& store,
                                                             const Projection& projection);
// From here on `family` is live, after a power cut too; its state is flushed before. Copies that
// are live no more may be dropped after it.
[[nodiscard]] Status make_live(Store& store, const Projection& projection,
                               const std::string& family);

struct OpenedFamily {
  OpenedFamily() = default;
  std::shared_ptr<StoredCopy> copy;
  // Of another version: stays until this one has caught up, so that the version before can be put
  // back meanwhile.
  std::optional<std::string> superseded;
};
// The live copy, empty when there is none or when it was folded from other records than the store
// holds. Drops what an interrupted rebuild or comparison left.
[[nodiscard]] Result<OpenedFamily> open_family(Store& store, const Projection& projection);

} // namespace ledger
