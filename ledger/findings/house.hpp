// What is known about the organisation itself: recipients and their contracts, staff, assessments,
// holds, breaches. Facts about nobody in particular, few enough to be held in memory; and of what
// concerns everybody, when it was heard and how often.
#pragma once

#include "ledger/findings/counts.hpp"
#include "ledger/findings/fact.hpp"

#include <map>
#include <span>
#include <string_view>

namespace ledger {

class House {
 public:
  // Any order; what a correction takes back is left out, as is `taken_back`: what corrections that
  // are not among the facts take back. `heard`, of each source: the facts on both
  // sides of every long silence and the last one, whomever they are about; more do no harm. Without
  // them nothing is known about silence. `counts`: how often some things were told, of everybody;
  // without them nothing is known about what is usual.
  explicit House(std::vector<Fact> facts = {}, std::vector<Fact> heard = {},
                 HouseCounts counts = {}, std::set<Sequence> taken_back = {});
  House(const House&) = delete;
  House& operator=(const House&) = delete;
  // In the order of what happened.
  [[nodiscard]] std::span<const Fact> facts() const { return facts_; }
  // The same, of those that name the recipient.
  [[nodiscard]] std::span<const Fact* const> about(std::string_view recipient) const;
  // What was heard of the sources, in the order of the records.
  [[nodiscard]] std::span<const Fact> heard() const { return heard_; }
  [[nodiscard]] const HouseCounts& counts() const { return counts_; }

  // The last contract of that kind with the recipient that is in force at the time: signed or
  // amended before, not ended, within its own dates. UNSTATED: of any kind. Null when there is
  // none.
  [[nodiscard]] const Fact* contract_at(std::string_view recipient, wire::ContractKind kind,
                                        Timestamp time) const;
  // The last certificate of the recipient for the mechanism that is valid at the time; from its
  // first instant, no longer at its last.
  [[nodiscard]] const Fact* certificate_at(std::string_view recipient, std::string_view mechanism,
                                           Timestamp time) const;
  // The last assessment, made before, of whether data may serve that purpose, or that activity,
  // beside what it was collected for (GDPR art. 6(4)); null when there is none, or it says no.
  [[nodiscard]] const Fact* compatibility_before(const Moment& moment, std::string_view purpose,
                                                 std::string_view activity) const;
  // The publication of a statement or notice that changes materially what people were told, with
  // effect after the one time and no later than the other; the last one. Null: none.
  [[nodiscard]] const Fact* material_change_between(Timestamp after, Timestamp until) const;

  struct StaffAccess {
    const Fact* by = nullptr; // the last word on it; null when it was never granted
    bool granted = false;
  };
  // Whether that member of staff, named by the bytes of the reference, has access in the role at
  // the time: granted before, within its dates, not revoked.
  [[nodiscard]] StaffAccess staff_access_at(std::string_view staff, std::string_view role,
                                            Timestamp time) const;
  // The last fact by which that member of staff is bound at the time. Null: there is none.
  [[nodiscard]] const Fact* commitment_at(std::string_view staff, std::string_view commitment,
                                          Timestamp time) const;

  // Some correction takes that record back, a person's too.
  [[nodiscard]] bool takes_back(Sequence record) const { return taken_back_.contains(record); }

  // Holds that are placed and released, in the order of what happened.
  [[nodiscard]] std::span<const Fact* const> hold_facts() const { return holds_; }

 private:
  std::vector<Fact> facts_;
  std::vector<Fact> heard_;
  HouseCounts counts_;
  std::set<Sequence> taken_back_;
  std::vector<const Fact*> holds_;                                            // into facts_
  std::map<std::string, std::vector<const Fact*>, std::less<>> by_recipient_; // into facts_
  std::vector<const Fact*> material_changes_;                                 // into facts_
  std::map<std::string, std::vector<const Fact*>, std::less<>> by_staff_;     // the same
};

} // namespace ledger
