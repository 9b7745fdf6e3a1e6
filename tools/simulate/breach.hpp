// Breaches to order: short stories of people who occur nowhere else, each of which raises one rule
// of ledger/findings and no other. They lean on the contracts that the office signs.
#pragma once

#include "tools/simulate/cast.hpp"
#include "tools/simulate/world.hpp"

#include <span>

namespace ledger::tools {

struct PlannedBreach {
  unsigned rule = 0;
  std::string subject; // empty: the organisation itself
  ToldEvent culprit;   // the event that the finding names
};

// Plans what the options of the world ask for; kUsage: one of it cannot be made under this policy,
// in this time, or by posts at all.
[[nodiscard]] Result<std::vector<PlannedBreach>> plan_breaches(World& world,
                                                               const std::vector<Role>& roles);
// Those that were told before the history ended.
[[nodiscard]] std::vector<InjectedBreach> told_of(const std::vector<PlannedBreach>& planned);

// Every rule that a story can be asked for under the policy within the options' time.
[[nodiscard]] std::vector<unsigned> makeable_breaches(const Policy& policy,
                                                      const HistoryOptions& options);
// "F04"; kUsage: no such rule.
[[nodiscard]] Result<unsigned> parse_rule(std::string_view name);
[[nodiscard]] std::string rule_name(unsigned rule);

// --- for those who tell the stories ------------------------------------------------------------

// One story: it happens between `start` and so many days later.
class Tale {
 public:
  Tale(World& world, const std::vector<Role>& roles, unsigned rule, std::size_t number);

  [[nodiscard]] const policy::Contents& policy() const { return world_.policy(); }
  [[nodiscard]] const World& world() const { return world_; }
  [[nodiscard]] const std::vector<Role>& roles() const { return roles_; }
  [[nodiscard]] const std::string& reference() const { return reference_; }

  // Chooses when it begins so that so many days are left until the end; false: there are not so
  // many. `unimported`: not in the time before the ledger, where the rule looks away.
  [[nodiscard]] bool begin(std::int64_t days, bool unimported = false);
  // At a time of its own choice, told as younger than the ledger.
  void begin_at(Timestamp time) {
    time_ = time;
    live_ = true;
  }
  Tale& later(std::int64_t days) {
    time_ = after(time_, days * kDay);
    return *this;
  }
  [[nodiscard]] Timestamp time() const { return time_; }
  // A minute after what was said before.
  ToldEvent says(const std::string& type, Fields fields) {
    return put(type, {reference_}, std::move(fields));
  }
  ToldEvent house_says(const std::string& type, Fields fields) {
    reference_.clear();
    return put(type, {}, std::move(fields));
  }
  // The event that the finding will name.
  Status blame(const ToldEvent& told) {
    culprit_ = told;
    return {};
  }
  // Why it cannot be made.
  [[nodiscard]] tl::unexpected<Error> cannot(std::string why) const;
  [[nodiscard]] tl::unexpected<Error> no_time(std::int64_t days) const;
  [[nodiscard]] PlannedBreach planned() const { return {rule_, reference_, culprit_}; }

 private:
  ToldEvent put(const std::string& type, const References& subjects, Fields fields);

  World& world_;
  const std::vector<Role>& roles_;
  unsigned rule_;
  std::string reference_;
  Chance chance_;
  Timestamp time_;
  bool live_ = false;
  ToldEvent culprit_;
};

struct BreachMaker {
  unsigned rule;
  Status (*tell)(Tale& tale);
};
// By theme, as the rules are: each file breach_*.cpp has some.
[[nodiscard]] std::span<const BreachMaker> breaches_of_wishes();     // consent, objection
[[nodiscard]] std::span<const BreachMaker> breaches_of_data();       // what is collected and why
[[nodiscard]] std::span<const BreachMaker> breaches_of_recipients(); // who gets it, and where
[[nodiscard]] std::span<const BreachMaker> breaches_of_rights();     // requests and their answers
[[nodiscard]] std::span<const BreachMaker> breaches_of_keeping();    // erasure and retention
[[nodiscard]] std::span<const BreachMaker> breaches_of_the_house();  // staff, mishaps, the ledger

// --- what stories need of a policy -------------------------------------------------------------

// The first declared activity of a role that `fits`; null: none. Undeclared ones would raise F10.
template <class Fits>
[[nodiscard]] const policy::Activity* activity_that(const std::vector<Role>& roles, Fits fits) {
  for (const Role& role : roles)
    for (const policy::Activity* activity : role.activities)
      if (activity->declared && fits(*activity)) return activity;
  return nullptr;
}
// That may be carried out on anybody: no consent, no advertising, no pictures.
[[nodiscard]] const policy::Activity* ordinary_activity(const Tale& tale);
[[nodiscard]] Fields reading(const policy::Activity& activity, Fields more = {});
// A relation, and a plain category of it, whose data no term ends soon when the collection names no
// activity; both null: none.
struct Lasting {
  const policy::Relation* relation = nullptr;
  const policy::Category* category = nullptr;
};
[[nodiscard]] Lasting lasting_data(const Tale& tale, bool (*fits)(const policy::Category&));
[[nodiscard]] bool is_ordinary(const policy::Category& category);
[[nodiscard]] Fields collecting(const Lasting& data, const std::string& source, Fields more = {});

} // namespace ledger::tools
