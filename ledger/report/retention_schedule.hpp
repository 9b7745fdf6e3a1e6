// What is held, when it comes due for deletion, and what is overdue: added up by retention rule,
// category and month (GDPR art. 5(1)(e) and 30(1)(f)). Nobody is named; counts stay however small
// they are, since whoever is to have data deleted must know of a single person's.
//
// By the same terms as rule F18: what is overdue and neither kept nor freed by the release of a
// hold is open there.
#pragma once

#include "ledger/findings/keeping.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace ledger {

// Whether a term runs towards its end.
enum class RetentionTerm : std::uint8_t {
  kDated,
  kNotBegun, // what starts it has not come, or the relation goes on again
  kNoEnd,    // the rule names no period
  kNoRule,   // the policy has no rule for it
};

// Of holdings: a holding is one category of one collection, kept for one activity.
struct RetentionLine {
  RetentionTerm term = RetentionTerm::kDated;
  std::string rule; // a policy id; empty: no rule
  std::string category;
  // In which they come due, by the policy's calendar; of kDated only.
  std::optional<std::chrono::year_month> month;
  std::uint64_t people = 0;
  std::uint64_t holdings = 0;
  std::uint64_t overdue = 0; // since the GDPR applied
  std::uint64_t kept = 0;    // of those overdue, what a hold or a deferral lets be kept
  // Of those overdue and not kept, what a hold kept until its release: F18 leaves it to F35, which
  // gives time for resuming.
  std::uint64_t after_hold = 0;
  std::uint64_t bound_by_law = 0;     // of the holdings, what a law has be kept still
  std::optional<Timestamp> first_due; // the first instant at which one is kept too long
  Sequence first_record;              // of the collections

  friend bool operator==(const RetentionLine&, const RetentionLine&) = default;
};

// Is something overdue, with nothing that lets it be kept?
[[nodiscard]] inline bool is_overdue(const RetentionLine& line) {
  return line.kept < line.overdue;
}

// One thread at a time. Grows with the lines, not with the people; a calendar ends at year 9999.
class RetentionSchedule {
 public:
  // What is held at `as_of`, by what happened until then. `until`: only what is due by then.
  explicit RetentionSchedule(Timestamp as_of, std::optional<Timestamp> until = std::nullopt)
      : as_of_(as_of), until_(until) {}

  // Each person once, in any order: the lines are the same. kj::Exception when a fact cannot be
  // read.
  void add(const PersonCase& person);

  // What is overdue first; then by the first time at which something is due, rule and category.
  [[nodiscard]] std::vector<RetentionLine> lines() const;
  // Of whom something stands in any line.
  [[nodiscard]] std::uint64_t people() const { return people_; }
  // Of whom something is overdue that nothing lets be kept.
  [[nodiscard]] std::uint64_t overdue_people() const { return overdue_people_; }

 private:
  // Term, rule, category and month; looked up by views of the texts.
  template <class Text>
  using KeyOf = std::tuple<RetentionTerm, Text, Text, std::chrono::year_month>;
  struct InOrder {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const KeyOf<A>& a, const KeyOf<B>& b) const {
      return KeyOf<std::string_view>(a) < KeyOf<std::string_view>(b);
    }
  };
  struct Entry {
    RetentionLine line;
    std::uint64_t last_person = 0; // whom it counted last; people are numbered from 1
  };
  // One person's, as far as it has been looked at.
  struct Person {
    Holdings holdings;
    std::optional<std::vector<Keeping>> keepings; // once something is overdue
    bool counted = false;
    bool overdue = false;
  };

  [[nodiscard]] bool is_held(const Holding& holding) const;
  void add(const PersonCase& whom, Person& person, const Holding& holding);
  [[nodiscard]] Entry& entry(const Holding& holding, RetentionTerm term,
                             std::optional<std::chrono::year_month> month);

  Timestamp as_of_;
  std::optional<Timestamp> until_;
  std::uint64_t seen_ = 0;
  std::uint64_t people_ = 0;
  std::uint64_t overdue_people_ = 0;
  std::map<KeyOf<std::string>, Entry, InOrder> entries_;
};

// "dated", "notBegun", "noEnd", "noRule".
[[nodiscard]] std::string_view word_of(RetentionTerm term);

} // namespace ledger
