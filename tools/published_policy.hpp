// The policies that a ledger's records published, and which of them is meant or in force.
#pragma once

#include "ledger/base/bytes.hpp"
#include "ledger/base/result.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/policy/in_force.hpp"

#include <string>
#include <vector>

namespace ledger::tools {

// What the record of a publication says.
struct PublishedPolicy {
  policy::Publication when;
  Timestamp recorded_at;
  std::string source; // who published it
  DocumentHash hash;
};

// Adds what the record says about policies, or ends those that it retires; no effect when it is
// about something else. Records come in their order. kDamaged, kMalformed.
[[nodiscard]] Status add_publication(ByteView record, std::vector<PublishedPolicy>& all);

// One of those: by the number of its record, or by its hash, of which four digits are enough when
// no other begins with them. kNotFound; kUsage when several do.
[[nodiscard]] Result<PublishedPolicy> find_policy(const std::vector<PublishedPolicy>& all,
                                                  const std::string& which);
// The one in force; kNotFound when there is none.
[[nodiscard]] Result<PublishedPolicy> policy_in_force(const std::vector<PublishedPolicy>& all,
                                                      Timestamp time);
// Has it the form of what find_policy() takes?
[[nodiscard]] bool may_name_publication(const std::string& which);

} // namespace ledger::tools
