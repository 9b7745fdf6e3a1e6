// The example policy against the statement as it was taken apart.
#include "tests/unit/policy_support.hpp"

#include <algorithm>
#include <set>

using namespace ledger;
using namespace ledger::policy;

namespace {

template <class Test>
auto count_declared(const Register<Activity>& activities, Test&& test) {
  return std::count_if(activities.begin(), activities.end(),
                       [&](const Activity& each) { return each.declared && test(each); });
}

} // namespace

TEST_CASE("the example has the relations, categories and activities of the statement") {
  const Policy policy = example();
  const Contents& all = policy.contents();
  CHECK(std::count_if(all.relations.begin(), all.relations.end(),
                      [](const Relation& each) { return each.declared; }) == 11);
  CHECK(all.relations.size() == 16);
  CHECK(all.categories.size() == 18);
  CHECK(count_declared(all.activities, [](const Activity&) { return true; }) == 28);
  CHECK(all.activities.size() == 37);
  for (const char* group :
       {"prospect", "first-visit", "returning-visit", "ex-customer", "ex-supplier"}) {
    CAPTURE(group);
    REQUIRE(policy.relation(group) != nullptr);
    CHECK_FALSE(policy.relation(group)->declared);
  }
  CHECK(policy.relation("prospect")->mention == Mention::kText);
  CHECK(policy.relation("ex-customer")->mention == Mention::kName);
}

TEST_CASE("the declared activities rest on 22 interests, 4 contracts and 2 consents") {
  const Policy policy = example();
  const auto resting_on = [&](Ground ground) {
    return count_declared(policy.contents().activities,
                          [=](const Activity& each) { return each.declared_ground == ground; });
  };
  CHECK(resting_on(Ground::kLegitimateInterest) == 22);
  CHECK(resting_on(Ground::kContract) == 4);
  CHECK(resting_on(Ground::kConsent) == 2);
}

TEST_CASE("13 declared activities exclude objection, 10 of them against the assessment") {
  const Policy policy = example();
  const auto excluding = [&](Ground ground, std::string_view reason) {
    return count_declared(policy.contents().activities, [=](const Activity& each) {
      return each.declared_objection == Objectability::kExcluded &&
             each.declared_ground == ground && each.objection_reason == reason;
    });
  };
  CHECK(excluding(Ground::kLegitimateInterest, "n1") == 5);
  CHECK(excluding(Ground::kLegitimateInterest, "n3") == 3);
  CHECK(excluding(Ground::kLegitimateInterest, "n4") == 2);
  CHECK(excluding(Ground::kContract, "n1") == 1);
  CHECK(excluding(Ground::kContract, "n2") == 2);
  const auto excluded = count_declared(policy.contents().activities, [](const Activity& each) {
    return each.declared_objection == Objectability::kExcluded;
  });
  CHECK(excluded == 13);
  const auto overruled = count_declared(policy.contents().activities, [](const Activity& each) {
    return each.declared_objection == Objectability::kExcluded &&
           each.assessed_objection == Objectability::kPossible;
  });
  CHECK(overruled == 10);
}

TEST_CASE("each declared relation has the categories and activities of its table") {
  struct Row {
    const char* relation;
    std::size_t categories;
    long activities;
  };
  // The statement prints the IP address and the place derived from it as one bullet.
  constexpr Row kRows[] = {
      {"paying-customer", 14, 4},      {"platform-user", 13, 3},    {"email-correspondent", 2, 1},
      {"phone-contact", 3, 1},         {"chat-contact", 4, 1},      {"demo-user", 13, 4},
      {"newsletter-subscriber", 5, 1}, {"event-registrant", 14, 6}, {"office-visitor", 8, 2},
      {"commercial-relation", 13, 3},  {"job-applicant", 7, 2}};
  const Policy policy = example();
  for (const Row& row : kRows) {
    CAPTURE(row.relation);
    const Relation* relation = policy.relation(row.relation);
    REQUIRE(relation != nullptr);
    CHECK(relation->declared);
    CHECK(relation->categories.size() == row.categories);
    CHECK(std::count(relation->categories.begin(), relation->categories.end(), "other-voluntary") ==
          1);
    CHECK(count_declared(policy.contents().activities, [&](const Activity& each) {
            return each.relations == Slugs{row.relation};
          }) == row.activities);
  }
}

TEST_CASE("an activity of the example uses only categories of its relations") {
  const Policy policy = example();
  for (const Activity& activity : policy.contents().activities) {
    if (activity.relations.empty()) continue;
    std::set<std::string> known;
    for (const std::string& relation : activity.relations) {
      const Slugs& categories = policy.relation(relation)->categories;
      known.insert(categories.begin(), categories.end());
    }
    for (const std::string& category : activity.categories) {
      CAPTURE(activity.id);
      CAPTURE(category);
      CHECK(known.contains(category));
    }
  }
}

TEST_CASE("mechanisms and adequacy decisions of the example hold half-open") {
  const Policy policy = example();
  const Mechanism* shield = policy.mechanism("tm.privacy-shield");
  REQUIRE(shield != nullptr);
  CHECK_FALSE(shield->valid.holds_at(at("2016-07-11T23:59:59Z")));
  CHECK(shield->valid.holds_at(at("2016-07-12")));
  CHECK(shield->valid.holds_at(at("2020-07-15T23:59:59.999999Z")));
  CHECK_FALSE(shield->valid.holds_at(at("2020-07-16")));
  CHECK(policy.mechanism("tm.dpf")->valid.holds_at(at("2030-01-01")));
  for (const char* day : {"2020-12-31", "2021-01-01", "2021-06-28", "2031-12-26"}) {
    CAPTURE(day);
    const auto& list = policy.contents().adequacy;
    CHECK(std::count_if(list.begin(), list.end(), [&](const Adequacy& each) {
            return each.territory == "GB" && each.valid.holds_at(at(day));
          }) == 1);
  }
}

TEST_CASE("terms, rights and consents of the example are read as written") {
  const Policy policy = example();
  CHECK(policy.retention("ret.prospect-3y")->period == Period{36, 0, 0});
  CHECK(policy.retention("ret.invoice-statutory")->earlier.at(0).period == Period{84, 0, 0});
  CHECK(policy.retention("ret.necessity")->criterion.in("fr") == "Fin de la relation");
  CHECK(policy.right("right.access")->deadline == Period{1, 0, 0});
  CHECK(policy.right("right.access")->extension == Period{2, 0, 0});
  CHECK(policy.contents().breach.notify_authority_within == Period{0, 0, 72});
  CHECK(policy.contents().breach.kinds.size() == 7);
  CHECK(policy.contents().ledger.backdating_tolerance == Period{0, 30, 0});
  CHECK(policy.contents().calendar.fixed_holidays.at(2) ==
        std::chrono::month_day(std::chrono::July, std::chrono::day(21)));
  const ConsentRule* consent = policy.consent("consent.newsletter");
  REQUIRE(consent->wordings.size() == 3);
  const auto& wording = consent->wordings.front();
  CHECK(wording.language == "nl");
  CHECK(wording.sha256 == to_hex(sha256_as<DocumentHash>({as_bytes(wording.text)}).view()));
  for (const char* clause : {"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"}) {
    CAPTURE(clause);
    CHECK(policy.clause(clause) != nullptr);
  }
}

TEST_CASE("an activity's key class is that of its retention rule, else unclassified") {
  const Policy policy = example();
  CHECK(policy.retention_class_of("customer.invoicing") == "invoice");
  CHECK(policy.retention_class_of("newsletter.marketing-communication") == "marketing");
  CHECK(policy.retention_class_of("visit.camera-surveillance") == "camera");
  CHECK(policy.retention_class_of("no.such-activity") == "unclassified");
  CHECK(policy.activity("no.such-activity") == nullptr);
}
