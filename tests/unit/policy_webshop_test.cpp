// The second example: what it must bring, so that nothing in the program rests on the first.
#include "ledger/policy/calendar.hpp"
#include "tests/unit/policy_support.hpp"

#include <algorithm>
#include <set>

using namespace ledger;
using namespace ledger::policy;

namespace {

template <class T>
std::set<std::string> ids_of(const Register<T>& items) {
  std::set<std::string> ids;
  for (const T& item : items)
    ids.insert(item.id);
  return ids;
}

// That both documents use.
template <class T>
std::size_t shared(const Register<T>& one, const Register<T>& other) {
  const auto first = ids_of(one);
  const auto second = ids_of(other);
  return static_cast<std::size_t>(std::count_if(
      first.begin(), first.end(), [&](const std::string& id) { return second.contains(id); }));
}

} // namespace

TEST_CASE("the web shop is a valid policy of another organisation, in another country") {
  const Policy policy = webshop();
  const Contents& shop = policy.contents();
  const Policy first = example();
  const Contents& other = first.contents();
  CHECK(shop.jurisdiction == "NL");
  CHECK(shop.languages == Slugs{"en", "nl"});
  CHECK(shop.controller.id != other.controller.id);
  CHECK(shop.calendar.time_zone != other.calendar.time_zone);
  CHECK(shop.calendar.fixed_holidays != other.calendar.fixed_holidays);
  CHECK(shop.parameters.anonymised_ipv4_bits != other.parameters.anonymised_ipv4_bits);
  CHECK(shared(shop.relations, other.relations) == 0);
  CHECK(shared(shop.activities, other.activities) == 0);
  CHECK(shared(shop.categories, other.categories) == 0);
  CHECK(shared(shop.purposes, other.purposes) == 0);
  CHECK(shared(shop.items, other.items) == 0);
  CHECK(shared(shop.recipient_categories, other.recipient_categories) == 0);
  CHECK(shared(shop.recipients, other.recipients) == 0);
  CHECK(shared(shop.mechanisms, other.mechanisms) == 0);
  CHECK(shared(shop.retention, other.retention) == 0);
  CHECK(shared(shop.consents, other.consents) == 0);
}

TEST_CASE(
    "the web shop asks consent for health data, and declares an objection out that the law has") {
  const Policy policy = webshop();
  const Activity* diet = policy.activity("diet.filter");
  REQUIRE(diet != nullptr);
  CHECK(diet->declared_ground == Ground::kConsent);
  CHECK(policy.category("dietary-wishes")->special_category);
  const ConsentRule* consent = policy.consent("yes.diet");
  REQUIRE(consent != nullptr);
  CHECK(consent->wordings.size() == 2);
  CHECK(policy.retention_class_of("diet.filter") == "diet");
  const auto& all = policy.contents().activities;
  CHECK(std::count_if(all.begin(), all.end(), [](const Activity& each) {
          return each.declared_objection == Objectability::kExcluded &&
                 each.assessed_objection == Objectability::kPossible;
        }) == 1);
}

TEST_CASE(
    "the web shop sends data to a certified American and, under clauses, to an Indian company") {
  const Policy policy = webshop();
  const Recipient* mail = policy.recipient("parcel-post-mail");
  const Recipient* care = policy.recipient("example-care");
  REQUIRE((mail != nullptr && care != nullptr));
  CHECK(mail->country == "US");
  CHECK(policy.mechanism(mail->mechanisms.at(0))->certified_entities_only);
  CHECK(policy.recipient_category(mail->category)->declared_role == RecipientRole::kProcessor);
  CHECK(care->country == "IN");
  CHECK(policy.mechanism(care->mechanisms.at(0))->documents ==
        std::vector<Requirement>{Requirement::kContract, Requirement::kAssessment});
}

TEST_CASE("the terms of the web shop are those of the Dutch calendar") {
  const auto calendar = Calendar::make(webshop().contents().calendar);
  REQUIRE(calendar.has_value());
  // Good Friday, 3 April 2026, is off as well as Easter Monday; 21 July is a day like others.
  const auto due =
      calendar->end_of_term(at("2026-03-03T12:00:00Z"), {1, 0, 0}, Rollover::kWorkingDay);
  CHECK(to_rfc3339(due).starts_with("2026-04-07T22:00"));
  CHECK(calendar->is_working_day(
      std::chrono::local_days(std::chrono::year(2026) / std::chrono::July / 21)));
  CHECK_FALSE(calendar->is_working_day(
      std::chrono::local_days(std::chrono::year(2026) / std::chrono::April / 27)));
}
