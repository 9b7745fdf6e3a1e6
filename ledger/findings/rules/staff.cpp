// Look-ups by staff: GDPR art. 29 and 32(4). Of one person: without access, commitment or reason;
// of everybody: unusually many.
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

// What is usual for a role on a day: all that it looked up on those days of the policy's baseline
// before on which it looked anybody up.
struct Usual {
  std::uint64_t people = 0;
  std::uint64_t days = 0;
};

Usual usual_before(std::span<const DayCount> before, Timestamp day, const PolicyVersion& version) {
  Usual usual;
  for (auto count = before.rbegin(); count != before.rend(); ++count) {
    const Timestamp forgotten = version.calendar.end_of_term(
        start_of(count->day), version.policy.contents().parameters.lookup_baseline,
        policy::Rollover::kNone);
    if (forgotten <= day) break;
    usual.people += count->count;
    ++usual.days;
  }
  return usual;
}

// Found when the day is over. Days before which there is nothing have nothing to be compared with.
void f37_of_house(const House& house, const PolicyTimes& policies, FindingSink& sink) {
  for (const auto& [role, counts] : house.counts().look_ups) {
    for (std::size_t i = 1; i < counts.size(); ++i) {
      const Timestamp day = start_of(counts[i].day);
      const PolicyVersion* version = policies.near(day);
      if (version == nullptr) continue;
      const Usual usual = usual_before(std::span(counts).first(i), day, *version);
      const auto factor =
          static_cast<std::uint64_t>(version->policy.contents().parameters.lookup_factor);
      if (usual.days == 0 || counts[i].count * usual.days <= factor * usual.people) continue;
      sink.add(Rule::F37, role, start_of(counts[i].day + std::chrono::days(1)), counts[i].first);
    }
  }
}

// Columns: rule, severity, article, of a person, of the house, Dutch, French, English.
constexpr RuleInfo kRules[] = {
    {Rule::F37, Severity::kHigh, "29, 32(4)", f37, f37_of_house,
     "In de rol {about} is een persoon opgezocht zonder toegang, verbintenis of reden, of is er op "
     "een dag ongewoon veel opgezocht.",
     "Dans le rôle {about}, une personne a été consultée sans accès, engagement ou motif, ou il y "
     "a eu en un jour un nombre inhabituel de consultations.",
     "In the role {about} a person was looked up without access, commitment or reason, or there "
     "were unusually many look-ups in a day."},
};

} // namespace

std::span<const RuleInfo> staff_rules() {
  return kRules;
}

} // namespace ledger::rules
