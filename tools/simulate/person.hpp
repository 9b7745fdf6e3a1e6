// One made-up person, and what an organisation that keeps to its policy does with their data.
#pragma once

#include "tools/simulate/cast.hpp"
#include "tools/simulate/world.hpp"

#include <map>
#include <set>

namespace ledger::tools {

struct Person {
  Person(std::string name, Chance own) : reference(std::move(name)), chance(own) {}

  std::string reference;
  std::uint64_t known_since = 0; // how many records there were
  const Role* role = nullptr;
  Chance chance;

  // What the person wishes, and the organisation has to remember.
  bool left = false; // no longer in the relation
  bool gone = false; // erased, and nothing more happens to them
  bool restricted = false;
  bool no_marketing = false;
  bool no_pictures = false;
  bool busy = false; // with a request, a claim: one at a time
  std::string hold;  // a hold on their data; empty: none
  std::set<const policy::Activity*> objected;
  std::map<const policy::Activity*, Timestamp> consents; // valid before that time
  // What is there, by the rule that says how long.
  std::set<const policy::RetentionRule*> kept;
  std::set<const policy::RetentionRule*> overdue; // their term ended under the hold
  std::set<std::string> categories;
  std::vector<const policy::Recipient*> recipients; // who have their data
};
using PersonPtr = std::shared_ptr<Person>;

// What is done with a person's data now, and what follows from it later. One for each history.
class Acts {
 public:
  Acts(World& world, const std::vector<Role>& roles);

  // About the person alone.
  ToldEvent tell(const Person& person, std::string_view type, Fields fields) {
    return world.say(type, {person.reference}, std::move(fields));
  }
  void serve_notice(const Person& person);
  void collect(const PersonPtr& person, const Offer& offer);
  // A call or picture has more to it than other data; nothing where the policy knows neither.
  void record_call(const PersonPtr& person);
  void give_consent(const PersonPtr& person, const policy::Activity& activity, bool again = false);
  void withdraw(const PersonPtr& person, const policy::Activity& activity);
  [[nodiscard]] bool may_use(const Person& person, const policy::Activity& activity) const;
  void use(Person& person, const policy::Activity& activity);
  // What a mailing says beside its activity, where it needs no consent to be sent.
  [[nodiscard]] Fields excuse_of_mail(const policy::Relation& relation,
                                      const policy::Activity& activity) const;
  void disclose(Person& person);
  // GDPR art. 19: tomorrow, and they confirm some days later.
  void tell_recipients(const PersonPtr& person, const std::string& of, bool marketing_only = false);
  void end_relation(const PersonPtr& person);
  // What could not be erased under a hold follows as soon as it is gone.
  void place_hold(const PersonPtr& person);
  void release_hold(const PersonPtr& person);

  World& world;
  const std::vector<Role>& roles;
  // Who may get a mailing for an activity.
  std::map<std::string, std::vector<PersonPtr>> mailing_lists;
  // The last use for something that the statement does not name, which is a finding (F10); null:
  // none yet.
  ToldEvent undeclared;

 private:
  void keep(const PersonPtr& person, const policy::RetentionRule* rule);
  void keep_after_relation(const PersonPtr& person);
  void erase_in_time(const PersonPtr& person, const policy::RetentionRule& rule, Timestamp due);
  void run_out(const PersonPtr& person, const policy::RetentionRule& rule, Timestamp due);
  void execute(const PersonPtr& person, const policy::RetentionRule& rule);
};

} // namespace ledger::tools
