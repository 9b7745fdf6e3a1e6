// What a request asks for, and which roles may ask for it.
#pragma once

#include "daemon/roles.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace ledger {

// The members of wire::Request in the order of schemas/protocol.capnp, so that their number is the
// number on the wire.
enum class Operation : std::uint8_t {
  kStatus,
  kAppend,
  kAppendBatch,
  kRead,
  kFollow,
  kProve,
  kCheckpoint,
  kSubject,
  kPublishPolicy,
  kErase,
  kPutDocument,
  kProjections,
  kRebuildProjection,
  kCompareProjection,
  kSnapshot,
  kConsistency,
  kDocument,
  kRotateKey,
  kSigningKeys,
  kAppendAsOfficer,
  kCheck,
  kFindings,
  kPolicies,
  kSubjectRecords,
  kSelected,
  kRetention,
};
inline constexpr std::size_t kOperations = 26;

// Nothing for a member that this daemon does not know. `which` is the value of Request::which().
[[nodiscard]] std::optional<Operation> operation_on_wire(std::uint16_t which);
// The name of the member in the schema.
[[nodiscard]] std::string_view name_of(Operation operation);
// Any one of them is enough.
[[nodiscard]] Roles roles_for(Operation operation);

} // namespace ledger
