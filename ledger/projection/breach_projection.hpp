// What was said about breaches of personal data (GDPR art. 33 and 34): the internal register of all
// of them, art. 33(5).
#pragma once

#include "ledger/projection/grouped_projection.hpp"

namespace ledger {

// Grouped by the reference that all events of one breach carry, 16 bytes.
class BreachProjection : public GroupedProjection {
 public:
  static constexpr std::string_view kName = "breaches";

  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 1; }
  [[nodiscard]] std::vector<Bytes> groups_of(const RecordView& record) const override;
};

// Everything that the first `as_of` records say of breaches, corrections among it; breach after
// breach. Errors: kDamaged, those of the store.
[[nodiscard]] Result<std::vector<Fact>> read_breaches(const StateCopy& breaches, TreeSize as_of);

} // namespace ledger
