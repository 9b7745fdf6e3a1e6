// How long something may be kept: from what on its term runs, and when that is over.
#pragma once

#include "ledger/findings/person_case.hpp"

#include <map>
#include <string_view>
#include <tuple>
#include <vector>

namespace ledger {

// One category of one collection, kept for one activity.
struct Holding {
  const Fact* by = nullptr; // the collection
  std::string_view category;
  std::string_view activity;                   // empty: the collection names none
  const policy::RetentionRule* rule = nullptr; // null: the policy has none for it
  const PolicyVersion* policy = nullptr; // of the collection's time, or the next best; or null
  std::string_view key_class;            // that seals it: the rule's, else the ledger's own
  const Fact* ended = nullptr;           // what erased the last of it
};

// A term that ran out: from `due` on the holding was kept too long.
struct ExceededTerm {
  const Fact* start = nullptr;
  Timestamp due;
  const Fact* stopped = nullptr; // what let it be kept again, after `due`
};

// The retention rule of what a fact records for an activity, in that policy. With no activity
// named: that of the relation, if all its activities have one and the same. Null: none.
[[nodiscard]] const policy::RetentionRule* retention_of(const Fact& fact, std::string_view activity,
                                                        const Policy& policy);

// Answers about one person; remembers what many holdings share. The person outlives it.
class RetentionClock {
 public:
  explicit RetentionClock(const PersonCase& person) : person_(person) {}

  // Every time at which its term ran out, whatever was done about it. Terms are started afresh by
  // what the rule counts from: a later contact or consent, a relation or case that ends again. A
  // contact is what comes from the person: a collection from them, a consent.
  [[nodiscard]] std::vector<ExceededTerm> exceeded(const Holding& holding);
  // The end of the term that runs at that moment. Empty: none does, or the rule sets none.
  [[nodiscard]] std::optional<Timestamp> due_at(const Holding& holding, const Moment& moment);
  // The first instant from which the law no longer obliges to keep it: latest when the term has not
  // begun at that moment. Empty: no law does.
  [[nodiscard]] std::optional<Timestamp> legal_min_end(const Holding& holding,
                                                       const Moment& moment);

 private:
  // From `by` on the term runs, or no longer does.
  struct Mark {
    const Fact* by;
    bool runs;
  };
  // Of holdings for which the same things count.
  struct Course {
    std::vector<Mark> marks;
    std::vector<ExceededTerm> exceeded; // of the terms that marks start
  };
  using Key = std::tuple<const policy::RetentionRule*, std::string_view, std::string_view,
                         std::string_view>;

  const Course& course_of(const Holding& holding);
  void mark_contacts(const policy::RetentionRule& rule, bool consents_only,
                     std::vector<Mark>& marks) const;
  void mark_relations(const Holding& holding, std::vector<Mark>& marks) const;
  void mark_cases(const Holding& holding, std::vector<Mark>& marks) const;
  // What started the term that runs just before the moment; null: none does.
  const Fact* running_before(const Holding& holding, const Course& course, const Moment& moment);

  const PersonCase& person_;
  std::map<Key, Course> courses_;
};

} // namespace ledger
