// Look-ups by staff: GDPR art. 29 and 32(4). Whether somebody looks up unusually many people is
// about all persons and not found here.
#include "ledger/findings/names.hpp"
#include "ledger/findings/rules/rules.hpp"

#include <algorithm>

namespace ledger::rules {
namespace {

using wire::EventType;
using wire::Rule;

bool is_bound(const House& house, const Fact& look_up, const policy::StaffRules& staff) {
  const std::string_view who = bytes_of(look_up.clear().getStaff());
  return std::all_of(staff.commitments.begin(), staff.commitments.end(),
                     [&](const std::string& commitment) {
                       return house.commitment_at(who, commitment, look_up.at()) != nullptr;
                     });
}

// Of the reasons that the policy knows, or any where it names none.
bool has_reason(const Fact& look_up, const policy::StaffRules& staff) {
  const std::string_view reason = name_of(look_up.clear().getLookupReason());
  if (reason.empty()) return false;
  return staff.lookup_reasons.empty() || staff.lookup_reasons.find(reason) != nullptr;
}

void f37(const PersonCase& person, FindingSink& sink) {
  static const policy::StaffRules kNone;
  for (const Fact& fact : person.facts()) {
    if (fact.type() != EventType::STAFF_ACCESSED) continue;
    const PolicyVersion* version = person.policies().at(fact.at());
    const policy::StaffRules& staff = version == nullptr ? kNone : version->policy.contents().staff;
    const std::string_view role = name_of(fact.clear().getStaffRole());
    const House::StaffAccess access =
        person.house().staff_access_at(bytes_of(fact.clear().getStaff()), role, fact.at());
    if (access.granted && is_bound(person.house(), fact, staff) && has_reason(fact, staff))
      continue;
    sink.add(Rule::F37, role, fact.at(), fact, {access.by});
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F37, Severity::kHigh, "29, 32(4)", f37, nullptr,
     "Iemand in de rol {about} zocht een persoon op zonder toegang, zonder verbintenis of zonder "
     "reden.",
     "Quelqu'un dans le rôle {about} a consulté une personne sans accès, sans engagement ou sans "
     "motif.",
     "Somebody in the role {about} looked a person up without access, without a commitment or "
     "without a reason."},
};

} // namespace

std::span<const RuleInfo> staff_rules() {
  return kRules;
}

} // namespace ledger::rules
