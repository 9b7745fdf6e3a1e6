// On what a transfer outside the European Economic Area rests (GDPR art. 44 to 49).
#pragma once

#include "ledger/findings/house.hpp"
#include "ledger/findings/party.hpp"

#include <string_view>
#include <vector>

namespace ledger {

enum class TransferStanding : std::uint8_t {
  kNone,    // on nothing that the policy knows
  kInvalid, // on a mechanism that does not hold, or not for this
  kHolds,
};
struct TransferBasis {
  TransferStanding standing = TransferStanding::kNone;
  // Null where the territory itself is adequate, and where there is nothing.
  const policy::Mechanism* mechanism = nullptr;
  bool assessment_missing = false; // it holds, but its own assessment is not there or not passed
  // What the house says about it: certificate, contract, assessment. Nulls where it says nothing.
  const Fact* document = nullptr;
  const Fact* assessment = nullptr;
};

// The countries outside the area to which data goes when `party` gets it: where it is, where it
// processes, and, for the recipient itself, what the fact states. Sorted. A territory that counts
// as the area for the time being is not outside.
[[nodiscard]] std::vector<std::string_view> countries_outside(const Fact& fact, const Party& party,
                                                              const policy::Contents& policy);

// What the transfer to that country rests on at the time of the fact: the territory's adequacy,
// else the mechanism that the fact names; else, since a plain disclosure names none, whatever the
// policy has for the recipient and the house has documents of.
[[nodiscard]] TransferBasis basis_of(const Fact& fact, const Party& party, std::string_view country,
                                     const policy::Contents& policy, const House& house);

} // namespace ledger
