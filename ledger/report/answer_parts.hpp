// The parts of an answer to a request for access; each fills its own rows.
#pragma once

#include "ledger/report/access_answer.hpp"

#include <capnp/dynamic.h>

#include <algorithm>
#include <limits>

namespace ledger::answer {

// What a part goes by.
class Asked {
 public:
  Asked(const PersonCase& person, Timestamp as_of, std::string_view language)
      : person_(person), as_of_(as_of), language_(language),
        policy_(person.policies().near(as_of)) {}

  [[nodiscard]] const PersonCase& person() const { return person_; }
  [[nodiscard]] Timestamp as_of() const { return as_of_; }
  [[nodiscard]] std::string_view language() const { return language_; }
  // Behind everything that had happened by then.
  [[nodiscard]] Moment moment() const {
    return {as_of_, Sequence(std::numeric_limits<std::uint64_t>::max())};
  }
  // What had happened by then.
  [[nodiscard]] std::span<const Fact> facts() const { return person_.before(moment()); }
  // Of that time, or the next best. Null: no policy was ever published.
  [[nodiscard]] const PolicyVersion* policy() const { return policy_; }

  // With its label: of that policy, else of the last version that has one.
  template <class T>
  [[nodiscard]] NamedItem named(std::string_view id,
                                policy::Register<T> policy::Contents::*list) const {
    return look_up(id, [list](const policy::Contents& contents) -> const policy::Register<T>& {
      return contents.*list;
    });
  }
  template <class ListOf>
  [[nodiscard]] NamedItem look_up(std::string_view id, ListOf list_of) const {
    NamedItem item{std::string(id), {}};
    const auto& versions = person_.policies().versions();
    for (const PolicyVersion& version : versions)
      if (const auto* found = list_of(version.policy.contents()).find(id))
        item.label = found->label.in(language_);
    const auto* best = policy_ == nullptr ? nullptr : list_of(policy_->policy.contents()).find(id);
    if (best != nullptr) item.label = best->label.in(language_);
    return item;
  }
  [[nodiscard]] NamedItem activity(std::string_view id) const {
    return named(id, &policy::Contents::activities);
  }

 private:
  const PersonCase& person_;
  Timestamp as_of_;
  std::string_view language_;
  const PolicyVersion* policy_;
};

// The schema's name of the value; empty when it was not stated.
template <class E>
[[nodiscard]] std::string name_of_value(E value) {
  if (value == E::UNSTATED) return {};
  const capnp::DynamicEnum named = capnp::toDynamic(value);
  KJ_IF_MAYBE (known, named.getEnumerant()) return known->getProto().getName().cStr();
  return std::to_string(named.getRaw());
}

// Adds what is not there yet and not empty.
template <class Value>
void add_once(std::vector<Value>& list, const Value& value) {
  if (value == Value()) return;
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}
inline void add_names(Texts& list, capnp::List<capnp::Text>::Reader names) {
  for (const auto name : names)
    add_once(list, std::string(name.cStr(), name.size()));
}

// On what ground the policy of the fact's time puts the activity, else the ground that the fact
// claims.
[[nodiscard]] std::string ground_of(const KnownActivity& activity, const Fact& fact);
// The purpose of the activity in that policy.
[[nodiscard]] NamedItem purpose_of(const Asked& asked, const KnownActivity& activity);

[[nodiscard]] std::vector<HeldRow> held(const Asked& asked);
[[nodiscard]] std::vector<UsedRow> used(const Asked& asked);
[[nodiscard]] std::vector<GivenRow> given(const Asked& asked);
[[nodiscard]] std::vector<LookedUpRow> looked_up(const Asked& asked);
[[nodiscard]] std::vector<ReportedRow> reported(const Asked& asked);
[[nodiscard]] std::vector<ConsentRow> consents(const Asked& asked);
[[nodiscard]] std::vector<ObjectionRow> objections(const Asked& asked);
[[nodiscard]] std::vector<RestrictionRow> restrictions(const Asked& asked);
[[nodiscard]] std::vector<RequestRow> requests(const Asked& asked);
[[nodiscard]] std::vector<ErasureRow> erasures(const Asked& asked);
[[nodiscard]] std::vector<SurvivingRow> surviving(const std::vector<HeldRow>& held);

} // namespace ledger::answer
