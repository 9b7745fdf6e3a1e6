// Who receives personal data: what each recipient was given, under which contract, and on what a
// transfer to it rests. GDPR art. 13(1)(e), 15(1)(c), 19, 28, 30(1)(d) and (e). Of nobody in
// particular; who received one person's data is part of that person's answer (access_answer.hpp).
#pragma once

#include "ledger/findings/house.hpp"
#include "ledger/findings/policy_times.hpp"
#include "ledger/projection/recipient_projection.hpp"

#include <set>
#include <string>

namespace ledger {

struct RecipientLine {
  // As events name it: "undeclared" for all that no policy knew, which may be several, so that no
  // contract and no role is stated there.
  std::string id;
  std::string name;     // as the policy has it; empty: it does not know the recipient
  std::string category; // policy id, of the recipient or as the last event claims; may be empty
  std::string role;     // as assessed, else declared, else claimed; "unstated"

  std::uint64_t times = 0;          // records of data given or opened to it
  std::uint64_t passed_through = 0; // records of data given to others by way of it
  // Of both.
  std::optional<Timestamp> first_at;
  std::optional<Timestamp> last_at;
  std::optional<Sequence> last_by;
  std::set<std::string> activities;
  std::set<std::string> categories; // of data

  std::set<std::string> countries_outside; // the European Economic Area
  std::set<std::string> mechanisms;        // that a transfer rests on
  std::uint64_t without_basis = 0; // transfers that rest on nothing that holds: rules F20, F21

  bool contract_needed = false;        // the policy says so, of its category
  std::optional<Sequence> contract_by; // the one in force
  std::string contract_kind;
  std::optional<Timestamp> contract_until;

  // GDPR art. 19
  std::uint64_t notified = 0;
  std::uint64_t confirmed = 0;
  std::uint64_t not_notifiable = 0;
};

struct RecipientListQuery {
  TreeSize known_at; // only what the first so many records say
  Timestamp as_of;   // as it stood then
};

// Every recipient that something was said of by then, and those that the policy of that time names;
// by id. A transfer is judged under the policy of its own time; where none was in force, not at
// all, as by the rules. `house` and `policies`: as the same records say. Errors: kDamaged, those of
// the store.
[[nodiscard]] Result<std::vector<RecipientLine>> list_recipients(const StateCopy& recipients,
                                                                 const House& house,
                                                                 const PolicyTimes& policies,
                                                                 const RecipientListQuery& query);

} // namespace ledger
