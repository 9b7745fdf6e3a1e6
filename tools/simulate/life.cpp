#include "tools/simulate/life.hpp"

#include <algorithm>
#include <cstdio>

namespace ledger::tools {

using namespace policy;

namespace {

class Lives {
 public:
  explicit Lives(Acts& acts) : acts_(acts), world_(acts.world) {}

  void plan() const {
    if (acts_.roles.empty()) return;
    Chance arrivals(world_.options().seed, kArrivals);
    const Timestamp first = after(world_.from(), kHour);
    const Timestamp newest = after(first, (world_.to().get() - first.get()) / 4 * 3 + 1);
    for (std::size_t i = 0; i < world_.options().people; ++i)
      world_.at(arrivals.between(first, newest), [acts = &acts_, i] { Lives(*acts).arrive(i); });
    for (Timestamp day = after(world_.from(), 30 * kDay); day < world_.to();
         day = after(day, 30 * kDay))
      world_.at(day, [acts = &acts_, day] { Lives(*acts).send_mailings(day); });
  }

 private:
  static constexpr std::uint64_t kArrivals = 2;
  static constexpr std::uint64_t kInFlight = 512; // twice what `append` has without an answer
  static constexpr std::uint64_t kPeople = 1'000; // and further: a stream for each

  void arrive(std::size_t number) const {
    char reference[32];
    std::snprintf(reference, sizeof reference, "customer-%06zu", number + 1);
    auto person =
        std::make_shared<Person>(reference, Chance(world_.options().seed, kPeople + number));
    person->role = &person->chance.one_of(acts_.roles);
    person->known_since = world_.records();
    become_known(person);
    world_.in(5 * kMinute, [*this, person] { decide_on_consent(person); });
    world_.in(kHour, [*this, person] { be_photographed(person); });
    be_served(person);
    now_and_then(person);
    plan_leaving(person);
  }

  // The rest of the data comes in a little later, so that what is told first comes first.
  void become_known(const PersonPtr& person) const {
    const Role& role = *person->role;
    if (person->chance.percent(8)) be_known_twice(person);
    acts_.serve_notice(*person);
    world_.in(kMinute, [*this, person] {
      const Offer& first = person->role->offers.front();
      if (needs_no_consent(*first.activity)) acts_.collect(person, first);
    });
    world_.in(2 * kMinute, [*this, person] {
      acts_.tell(*person, "relation.started", {{"relation", person->role->relation->id}});
    });
    world_.in(6 * kMinute, [*this, person, &role] {
      for (const Offer& offer : role.offers)
        if ((&offer != &role.offers.front() || !needs_no_consent(*offer.activity)) &&
            acts_.may_use(*person, *offer.activity) && person->chance.percent(45))
          acts_.collect(person, offer);
      acts_.record_call(person);
    });
  }

  static bool needs_no_consent(const Activity& activity) {
    return ground_of(activity) != Ground::kConsent;
  }

  // Somebody whom the ledger meets under another name first: as a visitor, or by mistake twice.
  void be_known_twice(const PersonPtr& person) const {
    const std::string other = person->reference + "-b";
    world_.say("subject.registered", {other}, {});
    const std::uint64_t what = person->chance.below(3);
    world_.in(4 * kMinute, [*this, person, other, what] {
      const References both = {person->reference, other};
      if (what == 0)
        return void(world_.say("subject.linked", both, {{"linkEvidence", "accountLogin"}}));
      world_.say("subject.merged", both, {{"linkEvidence", "samePerson"}});
      if (what == 2)
        world_.in(9 * kDay, [*this, both] {
          world_.say("subject.split", both, {{"linkEvidence", "staffJudgement"}});
        });
    });
  }

  void decide_on_consent(const PersonPtr& person) const {
    for (const Activity* activity : person->role->activities) {
      if (needs_no_consent(*activity) || wording_for(world_.policy(), activity->id) == nullptr)
        continue;
      acts_.tell(*person, "consent.requested", {{"activities", list_of({activity->id})}});
      if (!person->chance.percent(75)) {
        acts_.tell(*person, "consent.refused",
                   {{"activities", list_of({activity->id})}, {"consentMethod", "box"}});
        continue;
      }
      acts_.give_consent(person, *activity);
      if (activity->direct_marketing) acts_.mailing_lists[activity->id].push_back(person);
      if (person->chance.percent(25)) withdraw_later(person, *activity);
      if (person->chance.percent(3)) invalidate_later(person, *activity);
    }
  }

  void withdraw_later(const PersonPtr& person, const Activity& activity) const {
    world_.at(person->chance.between(world_.now(), world_.to()), [*this, person, &activity] {
      if (!person->gone && person->consents.contains(&activity)) acts_.withdraw(person, activity);
    });
  }

  void invalidate_later(const PersonPtr& person, const Activity& activity) const {
    world_.at(person->chance.between(world_.now(), world_.to()), [*this, person, &activity] {
      if (person->gone || person->consents.erase(&activity) == 0) return;
      acts_.tell(*person, "consent.invalidated", {{"activities", list_of({activity.id})}});
    });
  }

  // Of relations with pictures, or data of that kind, for which the person may be asked.
  void be_photographed(const PersonPtr& person) const {
    const auto& activities = person->role->activities;
    const auto shown =
        std::find_if(activities.begin(), activities.end(),
                     [&](const Activity* each) { return shows_people(world_.policy(), *each); });
    if (shown == activities.end()) return;
    if (person->chance.percent(30)) {
      person->no_pictures = true;
      acts_.tell(*person, "media.opt-out", {{"objectionStage", "before"}});
    } else if (person->chance.percent(25)) {
      world_.in(40 * kDay,
                [*this, person, activity = *shown] { remove_picture(person, *activity); });
    }
  }

  void remove_picture(const PersonPtr& person, const Activity& activity) const {
    if (person->busy || !person->hold.empty() || !acts_.may_use(*person, activity)) return;
    person->no_pictures = true;
    const Fields pictures{{"media", list_of({reference_of(person->reference + "/picture")})},
                          {"correlation", person->reference + "/pictures"}};
    Fields used = pictures;
    used["activities"] = list_of({activity.id});
    used["operation"] = "share";
    used["recognisable"] = "yes";
    acts_.tell(*person, "use", used);
    world_.say_at(after(world_.now(), 3 * kDay), "media.removal-requested", {person->reference},
                  pictures);
    world_.in(6 * kDay, [*this, person, pictures] {
      Fields erased = pictures;
      erased["erasureGround"] = "objection";
      erased["erasureMethod"] = "delete";
      erased["itemsRemoved"] = 1;
      if (person->gone || !person->hold.empty()) return;
      acts_.tell(*person, "erasure.executed", std::move(erased));
      acts_.tell_recipients(person, "erasure");
    });
  }

  void be_served(const PersonPtr& person) const {
    world_.in(std::int64_t(10 + person->chance.below(50)) * kDay +
                  std::int64_t(person->chance.below(600)) * kMinute,
              [*this, person] {
                if (person->gone || person->left) return;
                const Role& role = *person->role;
                const bool undeclared = !role.undeclared.empty() && person->chance.percent(3);
                const Activity& activity =
                    *person->chance.one_of(undeclared ? role.undeclared : role.activities);
                if (acts_.may_use(*person, activity)) acts_.use(*person, activity);
                be_served(person);
              });
  }

  // What happens to one in several, once.
  void now_and_then(const PersonPtr& person) const {
    maybe(person, 35, [](Acts& acts, const PersonPtr& who) { acts.disclose(*who); });
    maybe(person, 18, exercise_a_right);
    maybe(person, 4, claim_damages);
    maybe(person, 12, [](Acts& acts, const PersonPtr& who) { be_looked_up(acts, who); });
    maybe(person, 3, be_told_twice);
    maybe(person, 2, complain);
  }

  void maybe(const PersonPtr& person, unsigned percent,
             void (*what)(Acts& acts, const PersonPtr& person)) const {
    if (!person->chance.percent(percent)) return;
    const Timestamp earliest = after(world_.now(), kDay);
    if (world_.to() <= earliest) return;
    world_.at(person->chance.between(earliest, world_.to()), [*this, person, what] {
      if (!person->gone && !person->busy) what(acts_, person);
    });
  }

  static void be_looked_up(Acts& acts, const PersonPtr& person) {
    const StaffRules& staff = acts.world.policy().staff;
    if (staff.roles.empty() || staff.lookup_reasons.empty()) return;
    const std::string role = staff.roles.begin()->id;
    acts.tell(*person, "staff.accessed",
              {{"staffRole", role},
               {"staff", "staff-" + role},
               {"lookupReason", staff.lookup_reasons.begin()->id},
               {"count", 1 + person->chance.below(3)}});
  }

  static void be_told_twice(Acts& acts, const PersonPtr& person) {
    const Fields visit{{"right", "access"}};
    acts.tell(*person, "consequence.notified", visit);
    const ToldEvent twice = acts.tell(*person, "consequence.notified", visit);
    acts.world.in(kHour, [&acts, person, twice] {
      acts.tell(*person, "correction",
                {{"target", twice->record}, {"correctionReason", "recordedTwice"}});
    });
  }

  static void complain(Acts& acts, const PersonPtr& person) {
    const Fields about{{"correlation", person->reference + "/complaint"}};
    acts.tell(*person, "complaint.received", about);
    Fields closed = about;
    closed["outcome"] = "settled";
    acts.world.say_at(after(acts.world.now(), 12 * kDay), "complaint.closed", {person->reference},
                      closed);
  }

  void plan_leaving(const PersonPtr& person) const {
    if (!person->chance.percent(25)) return;
    world_.at(person->chance.between(after(world_.now(), kHour), after(world_.to(), kDay)),
              [*this, person] {
                if (!person->gone && !person->busy) acts_.end_relation(person);
              });
  }

  // To whoever may be written to that day. Lists that nobody leaves would grow for ever. A mailing
  // that overtakes the first word on a person registers them in front of it, and record numbers
  // would shift: only people who have been there for a while get it.
  void send_mailings(Timestamp day) const {
    for (auto& [id, list] : acts_.mailing_lists) {
      const Activity& activity = *world_.policy().activities.find(id);
      std::erase_if(list, [](const PersonPtr& each) { return each->gone || each->left; });
      References people;
      for (const PersonPtr& person : list)
        if (acts_.may_use(*person, activity) && person->known_since + kInFlight < world_.records())
          people.push_back(person->reference);
      if (people.empty()) continue;
      world_.say("use.batch", people,
                 {{"activities", list_of({id})},
                  {"campaign", id + "/" + to_rfc3339(day).substr(0, 10)},
                  {"operation", "send"},
                  {"channel", "email"}});
    }
  }

  Acts& acts_;
  World& world_;
};

} // namespace

void plan_lives(Acts& acts) {
  Lives(acts).plan();
}

} // namespace ledger::tools
