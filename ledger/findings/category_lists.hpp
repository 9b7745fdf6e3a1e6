// Which data the policy lists for what is done with it: GDPR art. 5(1)(c) and 13.
#pragma once

#include "ledger/findings/person_case.hpp"

#include <string_view>
#include <vector>

namespace ledger {

// The lists that one fact has to keep to: of each activity that it names and of the relations in
// which that is done. All arguments outlive this.
class CategoryLists {
 public:
  // `current`: the relations that the person is in at that point.
  CategoryLists(const PersonCase& person, const std::vector<std::string_view>& current,
                const Fact& fact);

  // Whether one of the activities may have such data. Nothing is listed where no policy was.
  [[nodiscard]] bool admit(std::string_view category) const;

 private:
  // One reading of the fact: an activity, if it names one, in certain relations.
  struct Reading {
    const policy::Activity* activity = nullptr;
    std::vector<std::string_view> relations; // empty: it cannot be said in which
  };
  [[nodiscard]] bool admits(const Reading& reading, std::string_view category) const;
  [[nodiscard]] bool admits(const policy::Relation& relation, std::string_view category) const;

  const policy::Contents* policy_ = nullptr; // of the time of the fact; null: none
  const Fact& fact_;
  std::vector<Reading> readings_;
};

} // namespace ledger
