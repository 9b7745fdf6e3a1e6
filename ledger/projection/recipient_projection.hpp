// What was said about those who receive personal data, and what they received: contracts,
// certificates, disclosures, what they were told afterwards (GDPR art. 13(1)(e), 15(1)(c), 19, 28
// and 30(1)(d)).
#pragma once

#include "ledger/projection/grouped_projection.hpp"

namespace ledger {

// Grouped by the recipient's policy id, and by that of whoever the data passes through.
class RecipientProjection : public GroupedProjection {
 public:
  static constexpr std::string_view kName = "recipients";

  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 1; }
  [[nodiscard]] std::vector<Bytes> groups_of(const RecordView& record) const override;
};

} // namespace ledger
