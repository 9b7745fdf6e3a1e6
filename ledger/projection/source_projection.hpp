// When each application was heard of: so that its silence shows (GDPR art. 5(2): what happened
// there may be missing).
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/projection/projection.hpp"

namespace ledger {

// Keeps, of each source, the first record of each hour in which it was heard: at most 24 entries a
// day, however much it posts. Only what applications report counts: an officer who posts nothing
// leaves no gap.
class SourceProjection : public Projection {
 public:
  static constexpr std::string_view kName = "sources";

  [[nodiscard]] std::string name() const override { return std::string(kName); }
  [[nodiscard]] std::uint32_t version() const override { return 1; }
  [[nodiscard]] std::unique_ptr<Fold> start(StateView& state) const override;
};

// What House asks for about the sources, of the first `as_of` records: around every stretch of at
// least one hour without a word the last and the first that was heard, and the last of all. The
// last of an hour is given as the hour's first record at the hour's last instant: a silence is
// never found too early, is found at most an hour late, and is the same in a ledger that ends at
// `as_of`. A term of days loses nothing by it where the policy's time zone differs from UTC by
// whole hours. Times are those of the records. Errors: kDamaged, those of the store. Costs as much
// as there are hours in which a source was heard.
[[nodiscard]] Result<std::vector<Fact>> read_heard(const StateCopy& sources, TreeSize as_of);

} // namespace ledger
