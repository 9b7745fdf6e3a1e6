#include "ledger/findings/policy_times.hpp"

namespace ledger {

const PolicyVersion* PolicyTimes::at(Timestamp time) const {
  for (auto version = versions_.rbegin(); version != versions_.rend(); ++version)
    if (version->from <= time && (!version->to || time < *version->to)) return &*version;
  return nullptr;
}

const PolicyVersion* PolicyTimes::near(Timestamp time) const {
  if (const PolicyVersion* held = at(time)) return held;
  const PolicyVersion* next = nullptr;
  for (const PolicyVersion& version : versions_)
    if (time < version.from && (next == nullptr || version.from < next->from)) next = &version;
  if (next == nullptr && !versions_.empty()) next = &versions_.back();
  return next;
}

} // namespace ledger
