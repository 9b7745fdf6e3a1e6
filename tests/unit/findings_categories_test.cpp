// F08 and F09: data that the policy lists for a relation or an activity, and data given unasked.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

constexpr const char* kApplicant = "job-applicant";
constexpr const char* kVisitor = "office-visitor";
constexpr const char* kCustomer = "paying-customer";
constexpr const char* kLogin = "service.login"; // of five relations, with data of its own
constexpr const char* kRequests =
    "rights.request-handling"; // of any relation, with no data of its own

Fill of_data(const std::vector<std::string>& categories, const std::string& relation = {},
             const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initCategories(static_cast<unsigned>(categories.size())), categories);
    if (!relation.empty()) clear.setRelation(relation);
    if (more) more(clear);
  };
}

Fill in_relation(const std::string& relation) {
  return [=](wire::Clear::Builder clear) { clear.setRelation(relation); };
}

Fill by_phone(wire::PhoneKind kind) {
  return [=](wire::Clear::Builder clear) { clear.setPhoneKind(kind); };
}

Fill volunteered(wire::DataSource source, wire::Answer unasked) {
  return of_data({"email", "other-voluntary"}, kApplicant, [=](wire::Clear::Builder clear) {
    clear.setDataSource(source);
    clear.setVolunteered(unasked);
  });
}

bool collecting_raises(const Fill& fill) {
  Story story;
  story.fact(EventType::COLLECTION, "2024-03-01", fill);
  return story.raises(Rule::F08);
}

} // namespace

TEST_CASE("F08: data that the statement does not list for the relation") {
  Story story;
  const Sequence collected = story.fact(EventType::COLLECTION, "2024-03-01",
                                        of_data({"email", "camera-images"}, kApplicant));
  const auto found = story.of(Rule::F08);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == collected);
  CHECK(found[0].about == "camera-images");
  CHECK(found[0].from == at("2024-03-01"));
  CHECK(found[0].breaks == Breaks::kLaw);
  CHECK(collecting_raises(of_data({"email"}, "undeclared")));
  CHECK_FALSE(collecting_raises(of_data({"email", "curriculum-vitae"}, kApplicant)));
}

TEST_CASE("F08 looks at every kind of processing, and at nothing else") {
  for (const EventType type : {EventType::COLLECTION, EventType::USE, EventType::USE_BATCH,
                               EventType::DISCLOSURE, EventType::TRANSFER_THIRD_COUNTRY}) {
    CAPTURE(static_cast<unsigned>(type));
    Story story;
    story.fact(type, "2024-03-01", doing("applicant.contact", of_data({"camera-images"})));
    CHECK(story.raises(Rule::F08));
  }
  Story story;
  story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01",
             of_data({"camera-images"}, kApplicant));
  CHECK_FALSE(story.raises(Rule::F08));
}

TEST_CASE("F08: an activity with data of its own may use no others of its relation") {
  CHECK(collecting_raises(doing("visit.camera-surveillance", of_data({"email"}))));
  CHECK_FALSE(collecting_raises(doing("visit.camera-surveillance", of_data({"camera-images"}))));
  // One of several activities is enough.
  const auto two = [](wire::Clear::Builder clear) {
    of_data({"email"})(clear);
    set_names(clear.initActivities(2),
              {"visit.camera-surveillance", "visit.presence-registration"});
  };
  CHECK_FALSE(collecting_raises(two));
}

TEST_CASE("F08: an activity without data of its own may use all of its relation") {
  CHECK_FALSE(collecting_raises(doing("customer.invoicing", of_data({"billing-address"}))));
  CHECK(collecting_raises(doing("applicant.contact", of_data({"billing-address"}))));
}

TEST_CASE("F08: data of an activity that the stated relation does not have") {
  CHECK(collecting_raises(doing(kLogin, of_data({"login-data"}, kVisitor))));
  CHECK_FALSE(collecting_raises(doing(kLogin, of_data({"login-data"}, kCustomer))));
}

TEST_CASE("F08: without a stated relation, those that the person is in count") {
  const auto raised = [](const std::vector<std::string>& relations, const char* category) {
    Story story;
    for (const std::string& relation : relations)
      story.fact(EventType::RELATION_STARTED, "2024-01-01", in_relation(relation));
    story.fact(EventType::USE, "2024-03-01", doing(kRequests, of_data({category})));
    return story.raises(Rule::F08);
  };
  CHECK(raised({kVisitor}, "curriculum-vitae"));
  CHECK_FALSE(raised({kApplicant}, "curriculum-vitae"));
  CHECK_FALSE(raised({kVisitor, kApplicant}, "curriculum-vitae"));
  // Nothing is known: what any relation has will do, and what none has will not.
  CHECK_FALSE(raised({}, "curriculum-vitae"));
  CHECK(raised({}, "undeclared"));
}

TEST_CASE("F08: of an activity for several relations, those that the person is in count") {
  // Declared for customers and not for users of a demo: analytics is for both.
  const std::string text = replaced(
      example_text(),
      "\"billing-address\", \"email\", \"phone\",\n  \"company-name\", "
      "\"usage-analytics\", \"login-data\"",
      "\"billing-address\", \"email\", \"phone\",\n  \"company-name\", \"usage-analytics\"");
  const auto raised = [&](const char* relation) {
    Story story(text);
    story.fact(EventType::RELATION_STARTED, "2024-01-01", in_relation(relation));
    story.fact(EventType::COLLECTION, "2024-03-01", doing(kLogin, of_data({"login-data"})));
    return story.raises(Rule::F08);
  };
  CHECK(raised(kCustomer));
  CHECK_FALSE(raised("demo-user"));
  CHECK_FALSE(raised(kVisitor)); // not one of the activity's: any of those that it has
}

TEST_CASE("a relation begins and ends as the policy says") {
  const auto raised = [](const std::function<void(Story&)>& before) {
    Story story;
    before(story);
    story.fact(EventType::USE, "2024-03-01", doing(kRequests, of_data({"curriculum-vitae"})));
    return story.raises(Rule::F08);
  };
  // By a collection, also when only its activity says in which relation.
  CHECK_FALSE(raised([](Story& story) {
    story.fact(EventType::RELATION_STARTED, "2024-01-01", in_relation(kVisitor));
    story.fact(EventType::COLLECTION, "2024-01-02", doing("applicant.contact"));
  }));
  // Not by a use.
  CHECK(raised([](Story& story) {
    story.fact(EventType::RELATION_STARTED, "2024-01-01", in_relation(kVisitor));
    story.fact(EventType::USE, "2024-01-02", doing("applicant.contact"));
  }));
  // It is over when it ended, and another one takes its place.
  CHECK(raised([](Story& story) {
    story.fact(EventType::RELATION_STARTED, "2024-01-01", in_relation(kVisitor));
    story.fact(EventType::RELATION_STARTED, "2024-01-02", in_relation(kApplicant));
    story.fact(EventType::RELATION_ENDED, "2024-01-03", in_relation(kApplicant));
  }));
  CHECK(raised([](Story& story) {
    story.fact(EventType::RELATION_STARTED, "2024-01-01", in_relation(kCustomer));
    story.fact(EventType::RELATION_ENDED, "2024-01-03", in_relation(kCustomer)); // ex-customer
  }));
  // By a consent, until it is withdrawn: then nothing is known of the person.
  const auto subscribed = [](Story& story) {
    story.fact(EventType::CONSENT_GIVEN, "2024-01-01", doing("newsletter.marketing-communication"));
  };
  CHECK(raised(subscribed));
  CHECK_FALSE(raised([&](Story& story) {
    subscribed(story);
    story.fact(EventType::CONSENT_WITHDRAWN, "2024-01-02",
               doing("newsletter.marketing-communication"));
  }));
}

TEST_CASE("F08 and F09: under no policy nothing was listed, and F39 says so") {
  Story story(example_from("2020-01-01"));
  story.fact(EventType::COLLECTION, "2019-03-01",
             of_data({"camera-images", "other-voluntary"}, kApplicant));
  CHECK_FALSE(story.raises(Rule::F08));
  CHECK_FALSE(story.raises(Rule::F09));
}

TEST_CASE("F08: a telephone number of the other kind than the relation has") {
  const auto raised = [](const char* relation, wire::PhoneKind kind) {
    return collecting_raises(of_data({"phone"}, relation, by_phone(kind)));
  };
  CHECK(raised(kVisitor, wire::PhoneKind::FIXED)); // mobile only
  CHECK_FALSE(raised(kVisitor, wire::PhoneKind::MOBILE));
  CHECK_FALSE(raised(kVisitor, wire::PhoneKind::UNSTATED));
  CHECK_FALSE(raised(kCustomer, wire::PhoneKind::FIXED));
  CHECK_FALSE(raised("phone-contact", wire::PhoneKind::FIXED)); // unqualified
  CHECK_FALSE(collecting_raises(of_data({"email"}, kVisitor, by_phone(wire::PhoneKind::FIXED))));
  const auto with_fixed_only = [](wire::PhoneKind kind) {
    Story story(replaced(example_text(), "qualifier = \"mobile\"", "qualifier = \"fixed\""));
    story.fact(EventType::COLLECTION, "2024-03-01", of_data({"phone"}, kVisitor, by_phone(kind)));
    return story.raises(Rule::F08);
  };
  CHECK(with_fixed_only(wire::PhoneKind::MOBILE));
  CHECK_FALSE(with_fixed_only(wire::PhoneKind::FIXED));
  CHECK_FALSE(with_fixed_only(wire::PhoneKind::UNSTATED));
}

TEST_CASE("F08: data that only the officer knows of breaks what was promised") {
  Story story(replaced(example_text(), "id = \"curriculum-vitae\"\n",
                       "id = \"curriculum-vitae\"\ndeclared = false\n"));
  story.fact(EventType::COLLECTION, "2024-03-01", of_data({"curriculum-vitae"}, kApplicant));
  story.fact(EventType::COLLECTION, "2024-03-02", of_data({"curriculum-vitae"}, kVisitor));
  const auto found = story.of(Rule::F08);
  REQUIRE(found.size() == 2);
  CHECK(found[0].breaks == Breaks::kPromise);
  CHECK(found[1].breaks == Breaks::kLaw);
}

TEST_CASE("F09: what was given unasked comes from the person, who gave it unasked") {
  const auto found = [](wire::DataSource source, wire::Answer unasked) {
    Story story;
    story.fact(EventType::COLLECTION, "2024-03-01", volunteered(source, unasked));
    return story.of(Rule::F09);
  };
  CHECK(found(wire::DataSource::DATA_SUBJECT, wire::Answer::YES).empty());
  for (const auto& wrong : {found(wire::DataSource::PUBLIC_WEBSITE, wire::Answer::YES),
                            found(wire::DataSource::DATA_SUBJECT, wire::Answer::UNSTATED)}) {
    REQUIRE(wrong.size() == 1);
    CHECK(wrong[0].about == "other-voluntary");
    CHECK(wrong[0].from == at("2024-03-01"));
  }
}

TEST_CASE("F09 asks nothing of other data, nor of uses") {
  Story story;
  story.fact(EventType::COLLECTION, "2024-03-01", of_data({"email"}, kApplicant));
  story.fact(EventType::USE, "2024-03-02",
             doing("applicant.contact", of_data({"other-voluntary"})));
  CHECK_FALSE(story.raises(Rule::F09));
}
