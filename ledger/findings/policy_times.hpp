// Which policy held when, as far as the records up to some point say.
#pragma once

#include "ledger/base/ids.hpp"
#include "ledger/policy/calendar.hpp"
#include "ledger/policy/document.hpp"

#include <optional>
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
  void add(PolicyVersion version) { versions_.push_back(std::move(version)); }
  // The version in force: of those whose time it is, the one that was published last, since a later
  // version may be published for an earlier time. Null when there is none.
  [[nodiscard]] const PolicyVersion* at(Timestamp time) const;
  // The same, and before the first and in gaps the next best: the first to come, else the last. For
  // terms and calendars, which are needed also where no policy was in force.
  [[nodiscard]] const PolicyVersion* near(Timestamp time) const;
  [[nodiscard]] const std::vector<PolicyVersion>& versions() const { return versions_; }

 private:
  std::vector<PolicyVersion> versions_;
};

} // namespace ledger
