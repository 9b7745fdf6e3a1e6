#include "daemon/operation.hpp"

#include <array>

namespace ledger {
namespace {

struct Row {
  Operation operation;
  std::string_view name;
  Roles roles;
};

constexpr Roles kAuditors{Role::kAudit};
constexpr Roles kOfficers{Role::kOfficer};
constexpr Roles kAdmins{Role::kAdmin};
// A witness compares checkpoints and sees no record.
constexpr Roles kCheckpointReaders{Role::kAudit, Role::kWitness};
// Who rotates a key must see which one it is.
constexpr Roles kKeyReaders{Role::kAudit, Role::kWitness, Role::kOfficer};

constexpr std::array<Row, kOperations> kTable{{
    {Operation::kStatus, "status", {Role::kAudit, Role::kAppend}},
    {Operation::kAppend, "append", {Role::kAppend}},
    {Operation::kAppendBatch, "appendBatch", {Role::kAppend}},
    {Operation::kRead, "read", kAuditors},
    {Operation::kFollow, "follow", kAuditors},
    {Operation::kProve, "prove", kAuditors},
    {Operation::kCheckpoint, "checkpoint", kCheckpointReaders},
    {Operation::kSubject, "subject", kAuditors},
    {Operation::kPublishPolicy, "publishPolicy", kOfficers},
    {Operation::kErase, "erase", kOfficers},
    {Operation::kPutDocument, "putDocument", kOfficers},
    {Operation::kProjections, "projections", kAuditors},
    {Operation::kRebuildProjection, "rebuildProjection", kAdmins},
    {Operation::kCompareProjection, "compareProjection", kAuditors},
    {Operation::kSnapshot, "snapshot", kAdmins},
    {Operation::kConsistency, "consistency", kCheckpointReaders},
    {Operation::kDocument, "document", kAuditors},
    {Operation::kRotateKey, "rotateKey", kOfficers},
    {Operation::kSigningKeys, "signingKeys", kKeyReaders},
    {Operation::kAppendAsOfficer, "appendAsOfficer", kOfficers},
    {Operation::kCheck, "check", {Role::kAppend, Role::kAudit, Role::kOfficer}},
    {Operation::kFindings, "findings", kAuditors},
    {Operation::kPolicies, "policies", kAuditors},
    {Operation::kSubjectRecords, "subjectRecords", kAuditors},
    {Operation::kSelected, "selected", kAuditors},
    {Operation::kRetention, "retention", kAuditors},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i)
    if (static_cast<std::size_t>(kTable[i].operation) != i) return false;
  return true;
}
static_assert(in_order());

} // namespace

std::optional<Operation> operation_on_wire(std::uint16_t which) {
  if (which >= kTable.size()) return std::nullopt;
  return kTable[which].operation;
}

std::string_view name_of(Operation operation) {
  return kTable[static_cast<std::size_t>(operation)].name;
}

Roles roles_for(Operation operation) {
  return kTable[static_cast<std::size_t>(operation)].roles;
}

} // namespace ledger
