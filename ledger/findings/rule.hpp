// The rules: what each is called, how grave it is, where it stands, and what it does.
#pragma once

#include "ledger/findings/finding.hpp"
#include "ledger/findings/person_case.hpp"

#include <span>
#include <string_view>

namespace ledger {

enum class Severity : std::uint8_t { kNote, kLow, kMedium, kHigh };

class FindingSink;

struct RuleInfo {
  wire::Rule rule;
  Severity severity;
  std::string_view article; // of the GDPR, or what else it rests on
  // What one person's facts break; null for a rule about the house.
  void (*of_person)(const PersonCase& person, FindingSink& sink);
  // What the house's facts break; null for a rule about persons.
  void (*of_house)(const House& house, const PolicyTimes& policies, FindingSink& sink);
  // A sentence for people; "{about}" stands for the label of what it is about.
  std::string_view nl;
  std::string_view fr;
  std::string_view en;
};

// Sorted by number.
[[nodiscard]] std::span<const RuleInfo> all_rules();
// Null when there is no such rule.
[[nodiscard]] const RuleInfo* rule_info(wire::Rule rule);
// "F01".
[[nodiscard]] std::string name_of(wire::Rule rule);

// Where rules put what they find.
class FindingSink {
 public:
  FindingSink(const PolicyTimes& policies, std::vector<Finding>& out)
      : policies_(policies), out_(out) {}

  // `evidence`: besides the trigger; nulls are left out. Returns the finding for what a rule has to
  // add, null when it is dropped: nothing is found under the GDPR before it applied.
  Finding* add(wire::Rule rule, std::string_view about, Timestamp from, const Fact& trigger,
               std::initializer_list<const Fact*> evidence);
  // The same, where the trigger is one of many that were counted.
  Finding* add(wire::Rule rule, std::string_view about, Timestamp from, Sequence trigger);
  // What was missing came with that fact. Without a finding or a fact nothing happens.
  static void close(Finding* finding, const Fact* by);

 private:
  const PolicyTimes& policies_;
  std::vector<Finding>& out_;
};

} // namespace ledger
