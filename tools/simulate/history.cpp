#include "tools/simulate/history.hpp"

#include "tools/simulate/chance.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <chrono>
#include <cstdio>
#include <map>

namespace ledger::tools {
namespace {

namespace json = boost::json;
using policy::Activity;

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kDay = 24 * 60 * kMinute;

Timestamp after(Timestamp time, std::int64_t micros) {
  return Timestamp(time.get() + micros);
}

json::array list_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& text : texts)
    list.push_back(json::string(text));
  return list;
}

class HistoryMaker {
 public:
  HistoryMaker(const Policy& policy, const HistoryOptions& options)
      : contents_(policy.contents()), options_(options), chance_(options.seed) {
    for (const policy::Relation& relation : contents_.relations)
      if (!relation.categories.empty() && !activities_of(relation.id).empty())
        relations_.push_back(&relation);
    for (const policy::Recipient& recipient : contents_.recipients)
      recipients_.push_back(&recipient);
  }

  std::vector<json::object> make() {
    if (relations_.empty()) return {};
    for (std::size_t i = 0; i < options_.people; ++i)
      live(i);
    send_newsletters();
    std::stable_sort(events_.begin(), events_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<json::object> history;
    for (auto& [time, event] : events_)
      history.push_back(std::move(event));
    return history;
  }

 private:
  struct Person {
    std::string reference;
    const policy::Relation* relation;
    Timestamp since;
    std::vector<const Activity*> activities;
  };
  // Who may be written to, and until when.
  struct Subscription {
    std::string reference;
    Timestamp from;
    Timestamp to;
  };

  [[nodiscard]] std::vector<const Activity*> activities_of(const std::string& relation) const {
    std::vector<const Activity*> found;
    for (const Activity& activity : contents_.activities)
      if (activity.serves(relation)) found.push_back(&activity);
    return found;
  }

  // Past the end nothing is known yet.
  void add(Timestamp time, const std::string& type, const Person& person, json::object fields) {
    json::object event{{"type", type}};
    event["subject"] = person.reference;
    emit(time, std::move(event), std::move(fields));
  }

  void emit(Timestamp time, json::object event, json::object fields) {
    if (time >= options_.to) return;
    event["eventId"] = to_uuid_text(chance_.event_id(time).view());
    event["occurredAt"] = to_rfc3339(time);
    for (auto& [key, value] : fields)
      event[key] = std::move(value);
    events_.emplace_back(time, std::move(event));
  }

  void live(std::size_t number) {
    char reference[32];
    std::snprintf(reference, sizeof reference, "customer-%06zu", number + 1);
    const Timestamp newest =
        Timestamp(options_.from.get() + (options_.to.get() - options_.from.get()) / 4 * 3);
    Person person{
        reference, chance_.one_of(relations_), chance_.between(options_.from, newest), {}};
    person.activities = activities_of(person.relation->id);
    become_known(person);
    decide_on_consent(person);
    be_served(person);
    be_passed_on(person);
    exercise_rights(person);
    leave(person);
  }

  void become_known(const Person& person) {
    const std::size_t kept =
        1 + chance_.below(std::min<std::size_t>(6, person.relation->categories.size()));
    const policy::Slugs categories(person.relation->categories.begin(),
                                   person.relation->categories.begin() +
                                       static_cast<std::ptrdiff_t>(kept));
    if (chance_.percent(93))
      add(person.since, "notice.served", person,
          {{"noticeKind", "art13"}, {"beforeCollection", "yes"}, {"channel", "website"}});
    add(after(person.since, kMinute), "collection", person,
        {{"categories", list_of(categories)},
         {"activities", list_of({chance_.one_of(person.activities)->id})},
         {"dataSource", "dataSubject"},
         {"channel", "website"},
         {"relation", person.relation->id},
         {"values", json::object{{"email", person.reference + "@example.org"}}}});
    add(after(person.since, 2 * kMinute), "relation.started", person,
        {{"relation", person.relation->id}});
  }

  void decide_on_consent(const Person& person) {
    for (const policy::ConsentRule& rule : contents_.consents) {
      const bool concerned = std::any_of(
          person.activities.begin(), person.activities.end(), [&](const Activity* activity) {
            return std::find(rule.activities.begin(), rule.activities.end(), activity->id) !=
                   rule.activities.end();
          });
      if (!concerned || rule.activities.empty()) continue;
      const Timestamp asked = after(person.since, 5 * kMinute);
      const json::array activities = list_of(rule.activities);
      if (!chance_.percent(65)) {
        add(asked, "consent.refused", person,
            {{"activities", activities}, {"consentMethod", "box"}});
        continue;
      }
      add(asked, "consent.given", person,
          {{"activities", activities},
           {"consentMethod", rule.double_opt_in ? "doubleOptIn" : "box"}});
      withdraw_later(person, rule, asked);
    }
  }

  // One mailing in a while goes out although the person has withdrawn: the list was old.
  void withdraw_later(const Person& person, const policy::ConsentRule& rule, Timestamp given) {
    Timestamp until = options_.to;
    if (chance_.percent(20) && given < options_.to) {
      const Timestamp withdrawn = chance_.between(given, options_.to);
      add(withdrawn, "consent.withdrawn", person,
          {{"activities", list_of(rule.activities)}, {"withdrawalMethod", "link"}});
      until = chance_.percent(10) ? after(withdrawn, 45 * kDay) : withdrawn;
    }
    subscriptions_[rule.activities.front()].push_back({person.reference, given, until});
  }

  void be_served(const Person& person) {
    Timestamp time = person.since;
    for (;;) {
      time = after(time, static_cast<std::int64_t>(10 + chance_.below(90)) * kDay +
                             static_cast<std::int64_t>(chance_.below(600)) * kMinute);
      if (time >= options_.to) return;
      const Activity* activity = chance_.one_of(person.activities);
      json::object fields{{"activities", list_of({activity->id})}, {"operation", "read"}};
      if (!activity->items.empty()) {
        fields["operation"] = "send";
        fields["item"] = chance_.one_of(activity->items);
      }
      add(time, "use", person, std::move(fields));
    }
  }

  void be_passed_on(const Person& person) {
    if (recipients_.empty() || !chance_.percent(35)) return;
    const policy::Recipient& recipient = *chance_.one_of(recipients_);
    const Timestamp time = chance_.between(person.since, options_.to);
    json::object fields{{"recipient", recipient.id},
                        {"activities", list_of({chance_.one_of(person.activities)->id})},
                        {"priorNotice", "given"}};
    if (!recipient.contract_ref.empty()) fields["contract"] = recipient.contract_ref;
    if (!recipient.country.empty()) fields["country"] = recipient.country;
    const bool abroad = !recipient.country.empty() && !is_in_eea(recipient.country);
    if (abroad && !recipient.mechanisms.empty())
      fields["mechanism"] = chance_.one_of(recipient.mechanisms);
    add(time, abroad ? "transfer.third-country" : "disclosure", person, std::move(fields));
  }

  [[nodiscard]] bool is_in_eea(const std::string& country) const {
    const auto holds = [&](const policy::Slugs& countries) {
      return std::find(countries.begin(), countries.end(), country) != countries.end();
    };
    return holds(contents_.eea.members) || holds(contents_.eea.efta);
  }

  // A month is the term; one answer in eight is late.
  void exercise_rights(const Person& person) {
    static const std::vector<std::string> kRights = {"access", "rectification", "portability",
                                                     "restriction", "objection"};
    if (!chance_.percent(12)) return;
    const Timestamp asked = chance_.between(person.since, options_.to);
    const std::string& right = chance_.one_of(kRights);
    const std::string id = person.reference + "/" + right;
    add(asked, "request.received", person,
        {{"right", right}, {"correlation", id}, {"channel", "email"}});
    if (right == "objection")
      add(after(asked, kMinute), "objection.lodged", person,
          {{"objectionScope", "directMarketing"}, {"correlation", id}});
    const auto days = static_cast<std::int64_t>(chance_.percent(12) ? 35 + chance_.below(30)
                                                                    : 2 + chance_.below(24));
    add(after(asked, days * kDay), "request.answered", person,
        {{"right", right}, {"outcome", "fulfilled"}, {"correlation", id}});
  }

  void leave(const Person& person) {
    if (!chance_.percent(20)) return;
    const Timestamp end = chance_.between(person.since, options_.to);
    add(end, "relation.ended", person,
        {{"relation", person.relation->id}, {"endReason", "bySubject"}});
    if (!chance_.percent(40)) return;
    const Timestamp asked = after(end, kDay);
    add(asked, "erasure.requested", person, {{"erasureGround", "noLongerNecessary"}});
    add(after(asked, static_cast<std::int64_t>(1 + chance_.below(20)) * kDay), "erasure.executed",
        person,
        {{"erasureGround", "noLongerNecessary"},
         {"erasureMethod", "delete"},
         {"itemsRemoved", 1 + chance_.below(12)}});
  }

  // The first Tuesday or so of each month, to whoever may be written to that day.
  void send_newsletters() {
    int issue = 0;
    for (Timestamp day = after(options_.from, 30 * kDay); day < options_.to;
         day = after(day, 30 * kDay)) {
      ++issue;
      for (const auto& [activity, subscriptions] : subscriptions_) {
        json::array people;
        for (const Subscription& subscription : subscriptions)
          if (subscription.from < day && day < subscription.to)
            people.push_back(json::string(subscription.reference));
        if (people.empty()) continue;
        emit(day, {{"type", "use.batch"}, {"subjects", std::move(people)}},
             {{"activities", list_of({activity})},
              {"campaign", activity + "/" + std::to_string(issue)},
              {"operation", "send"},
              {"channel", "email"}});
      }
    }
  }

  const policy::Contents& contents_;
  HistoryOptions options_;
  Chance chance_;
  std::vector<const policy::Relation*> relations_;
  std::vector<const policy::Recipient*> recipients_;
  std::map<std::string, std::vector<Subscription>> subscriptions_; // by activity
  std::vector<std::pair<Timestamp, json::object>> events_;
};

} // namespace

std::vector<json::object> make_history(const Policy& policy, const HistoryOptions& options) {
  return HistoryMaker(policy, options).make();
}

} // namespace ledger::tools
