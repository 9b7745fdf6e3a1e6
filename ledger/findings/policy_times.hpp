// Which policy held when, as far as the records up to some point say.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/policy/calendar.hpp"
#include "ledger/policy/document.hpp"
#include "ledger/policy/in_force.hpp"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace ledger {

struct PolicyVersion {
  Sequence by; // the record that published it
  Timestamp from;
  std::optional<Timestamp> to; // the document's own end, or the record that retired it
  Policy policy;
  policy::Calendar calendar;
};

// Immutable once filled; pointers handed out live as long as this.
class PolicyTimes {
 public:
  // In the order of the records.
  void add(PolicyVersion version);
  // The version of that text ends at that time.
  void retire(const DocumentHash& id, Timestamp to);
  // The version in force (policy/in_force.hpp). Null when there is none.
  [[nodiscard]] const PolicyVersion* at(Timestamp time) const;
  // The same, and before the first and in gaps the next best: the first to come, else the last. For
  // terms and calendars, which are needed also where no policy was in force.
  [[nodiscard]] const PolicyVersion* near(Timestamp time) const;
  [[nodiscard]] const std::vector<PolicyVersion>& versions() const { return versions_; }

 private:
  std::vector<PolicyVersion> versions_;
  std::vector<policy::Publication> publications_; // of each version
};

using DocumentSource = std::function<Result<Bytes>(const DocumentHash& hash)>;
// From what the house's facts say about publishing and retiring, and the texts that they name.
// Errors: those of `document`; kDamaged when a published text no longer parses.
[[nodiscard]] Result<PolicyTimes> policy_times(std::span<const Fact> house,
                                               const DocumentSource& document);

} // namespace ledger
