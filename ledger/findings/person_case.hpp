// One person's facts in the order of what happened, and the questions that rules and the gate ask
// of them. What a correction takes back is not among them.
#pragma once

#include "ledger/findings/fact.hpp"
#include "ledger/findings/house.hpp"
#include "ledger/findings/policy_times.hpp"

#include <span>
#include <string_view>

namespace ledger {

// An activity as the policy of a time had it; null when that policy did not know it.
struct KnownActivity {
  std::string_view id;
  const PolicyVersion* policy = nullptr;
  const policy::Activity* activity = nullptr;
};

enum class ConsentStanding : std::uint8_t {
  kNone, // never given
  kValid,
  kRefused,
  kWithdrawn, // also by an unsubscribe elsewhere, where the policy says so
  kExpired,   // by its own end, the policy's validity, or a record that says so
  kInvalid,   // found to be none
};
// What is said about a consent, by which it comes to stand as it does; that it was asked for is
// none.
[[nodiscard]] bool says_consent(wire::EventType type);

struct Consent {
  ConsentStanding standing = ConsentStanding::kNone;
  const Fact* by = nullptr; // the last word on it
};

class PersonCase {
 public:
  // `facts` in any order. `house` and `policies` outlive this.
  PersonCase(const SubjectId& subject, std::vector<Fact> facts, const House& house,
             const PolicyTimes& policies);

  [[nodiscard]] const SubjectId& subject() const { return subject_; }
  [[nodiscard]] std::span<const Fact> facts() const { return facts_; }
  [[nodiscard]] const House& house() const { return house_; }
  [[nodiscard]] const PolicyTimes& policies() const { return policies_; }

  // Uses, batch uses, disclosures and transfers: what the person's data was used for.
  [[nodiscard]] static bool is_processing(const Fact& fact);
  // Of each activity that the fact names, in the policy of that time.
  [[nodiscard]] std::vector<KnownActivity> activities_of(const Fact& fact) const;
  // The ground on which the policy of the time puts the activity: as assessed, else as declared.
  [[nodiscard]] static policy::Ground ground_of(const policy::Activity& activity);

  // The relations that a fact is about: the one it names, else those that its activities serve.
  // Empty: any, as far as the fact says.
  [[nodiscard]] std::vector<std::string_view> relations_of(const Fact& fact) const;
  // Does a use reach the person? What does not say how it uses the data does when it is one for
  // many people, or direct marketing.
  [[nodiscard]] bool is_communication(const Fact& fact) const;

  // The facts before that moment.
  [[nodiscard]] std::span<const Fact> before(const Moment& moment) const;

  // Consent to the activity as it stood just before that moment.
  [[nodiscard]] Consent consent_before(const Moment& moment, std::string_view activity) const;
  // When a consent ends by itself: as it states, else by the policy of its time. Empty: never.
  [[nodiscard]] std::optional<Timestamp> consent_end(const Fact& consent,
                                                     std::string_view activity) const;
  // What the person last said against direct marketing, in any relation, before that point: an
  // objection, or an unsubscribe where the policy lets it count as one. Null when there is none, or
  // when it was taken back or the person consented to this activity since.
  [[nodiscard]] const Fact* marketing_objection_before(const Moment& moment,
                                                       std::string_view activity) const;
  struct Objection {
    const Fact* lodged = nullptr;
    const Fact* assessed = nullptr; // the last one, whatever came out
    const Fact* lifted = nullptr;
  };
  // Every objection to the activity that was lodged before, with what became of it before.
  [[nodiscard]] std::vector<Objection> objections_before(const Moment& moment,
                                                         std::string_view activity) const;
  // The restriction that covers the activity at that point. Null: none.
  [[nodiscard]] const Fact* restriction_before(const Moment& moment,
                                               std::string_view activity) const;

 private:
  [[nodiscard]] bool is_marketing(std::string_view activity, Timestamp at) const;
  [[nodiscard]] bool names_marketing(const Fact& fact) const;
  [[nodiscard]] bool objects_to_marketing(const Fact& fact) const;
  [[nodiscard]] bool covers(const Fact& objection, std::string_view activity, Timestamp at) const;
  [[nodiscard]] ConsentStanding standing_of(const Fact& consent, std::string_view activity,
                                            Timestamp at) const;

  SubjectId subject_;
  std::vector<Fact> facts_;
  const House& house_;
  const PolicyTimes& policies_;
};

} // namespace ledger
