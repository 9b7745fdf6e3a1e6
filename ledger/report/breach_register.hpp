// The internal register of breaches: GDPR art. 33(5), with what art. 33(1) and 34(1) ask for. By
// the same entries and terms as rule F38.
#pragma once

#include "ledger/findings/policy_times.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ledger {

// kLate: something that was due is missing: a notice, or the reason for the delay of one to the
// authority; also when the entry was closed without it.
enum class BreachStanding : std::uint8_t { kOpen, kLate, kClosed };

// A notice that may have to be given, and the first that was.
struct BreachNotice {
  bool needed = false;          // by the last risk that was stated, or that none was
  std::optional<Timestamp> due; // the first instant at which it is too late; nothing: not needed,
                                // or the policy states no term
  std::optional<Sequence> by;
  std::optional<Timestamp> at;
};

struct BreachLine {
  std::optional<OpaqueRef> reference; // that the application gave the breach
  std::string kind;                   // the policy id stated first; empty: none was
  wire::BreachNature nature = wire::BreachNature::UNSTATED; // as stated last
  Timestamp aware_at;        // the earliest stated, else when it was first reported
  bool aware_stated = false; // that somebody stated it
  Sequence first_by;
  wire::Risk risk = wire::Risk::UNSTATED; // as stated last
  std::optional<Sequence> risk_by;
  std::optional<std::uint32_t> subjects_approx; // as stated last
  std::optional<std::uint32_t> records_approx;
  std::vector<std::string> categories; // policy ids, all that were stated, sorted

  BreachNotice authority;  // art. 33(1)
  std::size_t notices = 0; // to the authority: art. 33(4) allows phases
  // Whole hours from awareness to the first notice, rounded down; negative where somebody states
  // that it became known after the notice.
  std::optional<std::int64_t> hours_to_notice;
  wire::DelayReason delay_reason = wire::DelayReason::UNSTATED; // as stated last
  BreachNotice subjects;                                        // art. 34(1)

  bool effects_recorded = false;
  bool remedy_recorded = false;
  std::optional<Sequence> closed_by; // the first that closes it
  std::optional<Timestamp> closed_at;
  bool complete = false; // the entry: art. 33(5)
  BreachStanding standing = BreachStanding::kOpen;
};

struct BreachListQuery {
  TreeSize known_at; // only what the first so many records say
  Timestamp as_of;   // as it stood then: only what had happened
};

// Every breach that had been reported by then; where a notice is due first stands first, where none
// is due last. `facts`: about breaches and what corrects them, in any order; others do no harm. No
// House, which has already dropped what records behind `known_at` take back. What a record that is
// known takes back counts at no time. `policies`: as the same records say. Errors: kDamaged.
[[nodiscard]] Result<std::vector<BreachLine>>
list_breaches(std::vector<Fact> facts, const PolicyTimes& policies, const BreachListQuery& query);
// Not closed, or something that was due is missing.
[[nodiscard]] bool is_open(BreachStanding standing);
// "open", "late", "closed"
[[nodiscard]] std::string_view word_of(BreachStanding standing);

} // namespace ledger
