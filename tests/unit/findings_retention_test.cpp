// F18: how long data may be kept, and from when.
#include "tests/unit/findings_retention_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

// When it is overdue by the only finding; the epoch when there is none.
Timestamp overdue_from(const Story& story) {
  const auto found = story.of(Rule::F18);
  REQUIRE(found.size() <= 1);
  return found.empty() ? Timestamp() : found[0].from;
}

} // namespace

TEST_CASE("F18: a prospect collected on 10 January 2021 is overdue from 11 January 2024") {
  Story story;
  const Sequence collected = story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
  const auto found = story.of(Rule::F18);
  REQUIRE(found.size() == 1);
  CHECK(found[0].about == "ret.prospect-3y");
  CHECK(found[0].trigger == collected);
  CHECK(found[0].from == at("2024-01-11T00:00:00+01:00"));
  CHECK(found[0].breaks == Breaks::kLaw);
  CHECK_FALSE(story.raises(Rule::F18, "2024-01-10T12:00:00+01:00"));
  CHECK(story.raises(Rule::F18, "2024-01-11T00:00:00+01:00"));
}

TEST_CASE("F18: what was due before the GDPR applied is kept too long from its first day") {
  Story story;
  story.fact(EventType::COLLECTION, "2014-01-10", kept(kMailing));
  const auto found = story.of(Rule::F18);
  REQUIRE(found.size() == 1);
  CHECK(found[0].from == at("2018-05-25"));
  story.fact(EventType::ERASURE_EXECUTED, "2018-05-24");
  CHECK_FALSE(story.raises(Rule::F18));
}

TEST_CASE("F18: camera images are overdue after a month, which no weekend prolongs") {
  Story story; // 2 March 2024 is a Saturday
  story.fact(EventType::COLLECTION, "2024-02-02", kept(kCameras, {"camera-images"}));
  CHECK(overdue_from(story) == at("2024-03-03T00:00:00+01:00"));
  CHECK(story.of(Rule::F18)[0].about == "ret.camera");
}

TEST_CASE("F18: no period exceeds what a law allows at most") {
  Story story(replaced(example_text(), "class = \"camera\"\nperiod = \"P1M\"",
                       "class = \"camera\"\nperiod = \"P2M\"\ngrace = \"P1M\""));
  story.fact(EventType::COLLECTION, "2024-02-02", kept(kCameras, {"camera-images"}));
  CHECK(overdue_from(story) == at("2024-03-03T00:00:00+01:00"));
}

TEST_CASE("F18: an invoice is kept from the end of its document's year, seven years or ten") {
  const auto from = [](const char* dated) {
    Story story;
    story.fact(EventType::COLLECTION, "2023-02-01", [=](wire::Clear::Builder clear) {
      kept("customer.invoicing", {"billing-address"})(clear);
      if (dated != nullptr) clear.setDocumentDate(at(dated).get());
    });
    return overdue_from(story);
  };
  CHECK(from("2022-12-31T12:00:00+01:00") == at("2030-01-01T00:00:00+01:00"));
  CHECK(from("2023-01-01T12:00:00+01:00") == at("2034-01-01T00:00:00+01:00"));
  CHECK(from(nullptr) == at("2034-01-01T00:00:00+01:00"));
}

TEST_CASE("F18: of several earlier terms, the one of the document's time counts") {
  const auto from = [](const char* dated) {
    Story story(replaced(example_text(), "earlier = [{ before = 2023-01-01, period = \"P7Y\" }]",
                         "earlier = [{ before = 2019-01-01, period = \"P5Y\" }, "
                         "{ before = 2023-01-01, period = \"P7Y\" }]"));
    story.fact(EventType::COLLECTION, "2023-02-01", [=](wire::Clear::Builder clear) {
      kept("customer.invoicing")(clear);
      clear.setDocumentDate(at(dated).get());
    });
    return overdue_from(story);
  };
  CHECK(from("2018-06-01") == at("2024-01-01T00:00:00+01:00"));
  CHECK(from("2019-06-01") == at("2027-01-01T00:00:00+01:00"));
  CHECK(from("2023-06-01") == at("2034-01-01T00:00:00+01:00"));
}

TEST_CASE("F18: a term from the last contact begins again with what comes from the person") {
  const auto from = [](EventType type, const char* when, const Fill& fill) {
    Story story; // two years
    story.fact(EventType::COLLECTION, "2020-01-10", kept("demo.marketing-communication"));
    story.fact(type, when, fill);
    return overdue_from(story);
  };
  const Timestamp first = at("2022-01-11T00:00:00+01:00");
  const Timestamp later = at("2023-01-11T00:00:00+01:00");
  const char* kDemo = "demo.marketing-communication";
  CHECK(from(EventType::COLLECTION, "2021-01-10", kept("demo.sales-contact")) == later);
  CHECK(from(EventType::CONSENT_GIVEN, "2021-01-10", doing(kDemo)) == later);
  CHECK(from(EventType::USE, "2021-01-10", doing(kDemo)) == first); // ours, not theirs
  CHECK(from(EventType::CONSENT_GIVEN, "2021-01-10", doing("applicant.screening")) == first);
}

TEST_CASE("F18: a contact after the end lets it be kept from then on, not before") {
  Story story;
  const char* kDemo = "demo.marketing-communication";
  story.fact(EventType::COLLECTION, "2020-01-10", kept(kDemo));
  story.fact(EventType::CONSENT_GIVEN, "2022-03-01", doing(kDemo));
  const auto found = story.of(Rule::F18);
  REQUIRE(found.size() == 2);
  CHECK(found[0].from == at("2022-01-11T00:00:00+01:00"));
  CHECK(found[0].closed_at == at("2022-03-01"));
  CHECK(found[1].from == at("2024-03-02T00:00:00+01:00"));
}

TEST_CASE("F18: what a relation needs is kept until a year after all of them ended") {
  const char* kDelivery = "service.delivery"; // of customers, users and demo users
  const auto relation = [](const char* id) {
    return [=](wire::Clear::Builder clear) { clear.setRelation(id); };
  };
  Story story;
  story.fact(EventType::RELATION_STARTED, "2019-01-01", relation("paying-customer"));
  story.fact(EventType::RELATION_STARTED, "2019-01-01", relation("platform-user"));
  story.fact(EventType::COLLECTION, "2019-02-01", kept(kDelivery));
  CHECK_FALSE(story.raises(Rule::F18));
  story.fact(EventType::RELATION_ENDED, "2020-01-10", relation("paying-customer"));
  CHECK_FALSE(story.raises(Rule::F18));
  story.fact(EventType::RELATION_ENDED, "2020-06-10", relation("platform-user"));
  CHECK(overdue_from(story) == at("2021-06-11T00:00:00+02:00"));
  story.fact(EventType::RELATION_STARTED, "2021-01-01", relation("platform-user"));
  CHECK_FALSE(story.raises(Rule::F18));
}

TEST_CASE("F18: what comes in after the end of a relation is kept from then on") {
  Story story;
  const auto customer = [](wire::Clear::Builder clear) { clear.setRelation("paying-customer"); };
  story.fact(EventType::RELATION_ENDED, "2020-01-10", customer);
  story.fact(EventType::COLLECTION, "2020-06-10", kept("customer.informative-communication"));
  CHECK(overdue_from(story) == at("2021-06-11T00:00:00+02:00"));
}

TEST_CASE("F18: a relation ends with what the policy says ends it") {
  Story story(replaced(example_text(),
                       "retention = \"ret.marketing\"\nrecipients = "
                       "[\"rc.communication\"]\nstatement_ref = \"2\"\n\n[[activities]]\nid = "
                       "\"event.informative",
                       "retention = \"ret.necessity\"\nrecipients = "
                       "[\"rc.communication\"]\nstatement_ref = \"2\"\n\n[[activities]]\nid = "
                       "\"event.informative"));
  const char* kNewsletter = "newsletter.marketing-communication";
  story.fact(EventType::CONSENT_GIVEN, "2020-01-01", doing(kNewsletter));
  story.fact(EventType::COLLECTION, "2020-01-01", kept(kNewsletter));
  story.fact(EventType::CONSENT_WITHDRAWN, "2020-01-05", [=](wire::Clear::Builder clear) {
    doing(kNewsletter)(clear);
    clear.setRelation("paying-customer"); // says that it is about another
  });
  CHECK_FALSE(story.raises(Rule::F18));
  story.fact(EventType::CONSENT_WITHDRAWN, "2020-01-10", doing(kNewsletter));
  CHECK(overdue_from(story) == at("2021-01-11T00:00:00+01:00"));
}

TEST_CASE("F18: a file is kept from the day its own case was closed") {
  const auto of_case = [](std::uint8_t number, const Fill& more = {}) {
    return [=](wire::Clear::Builder clear) {
      if (more) more(clear);
      clear.setCorrelation(bytes_of(ref(number)));
    };
  };
  const Fill file = kept("rights.request-handling");
  Story story; // three years
  story.fact(EventType::COLLECTION, "2020-01-01", of_case(1, file));
  story.fact(EventType::REQUEST_ANSWERED, "2020-02-01", of_case(2));
  CHECK_FALSE(story.raises(Rule::F18));
  story.fact(EventType::REQUEST_ANSWERED, "2020-03-01", of_case(1));
  CHECK(overdue_from(story) == at("2023-03-02T00:00:00+01:00"));
  story.fact(EventType::REQUEST_RECEIVED, "2020-04-01", of_case(1)); // again
  CHECK_FALSE(story.raises(Rule::F18));
}

TEST_CASE("F18: an applicant's file is closed with the relation") {
  Story story;
  story.fact(EventType::COLLECTION, "2020-01-01", kept("applicant.contact"));
  story.fact(EventType::RELATION_ENDED, "2020-02-01",
             [](wire::Clear::Builder clear) { clear.setRelation("job-applicant"); });
  story.fact(EventType::REQUEST_ANSWERED, "2020-06-01"); // no case of that file
  story.fact(EventType::COLLECTION, "2020-06-01", [](wire::Clear::Builder clear) {
    kept("rights.request-handling")(clear); // of people of any relation: begins none
    clear.setCorrelation(bytes_of(ref(1)));
  });
  CHECK(overdue_from(story) == at("2021-02-02T00:00:00+01:00"));
}

TEST_CASE("F18: the rule is that of the class, of the activity, else of the whole relation") {
  const auto about = [](const Fill& fill) {
    Story story;
    story.fact(EventType::COLLECTION, "2020-01-10", fill);
    const auto found = story.of(Rule::F18);
    return found.empty() ? std::string() : found[0].about;
  };
  const auto unnamed = [](const char* relation) {
    return [=](wire::Clear::Builder clear) {
      set_names(clear.initCategories(1), {"email"});
      clear.setRelation(relation);
    };
  };
  CHECK(about(unnamed("prospect")) == "ret.prospect-3y");
  CHECK(about(unnamed("office-visitor")).empty()); // its activities differ
  CHECK(about([](wire::Clear::Builder clear) {
          kept(kMailing)(clear);
          clear.setRetentionClass("usage");
        }) == "ret.usage");
}

TEST_CASE("F18: where rules share a class, the activity's own counts") {
  Story story(replaced(example_text(), "class = \"conversation\"", "class = \"marketing\""));
  story.fact(EventType::COLLECTION, "2020-01-10", [](wire::Clear::Builder clear) {
    kept("email.conversation")(clear);
    clear.setRetentionClass("marketing");
  });
  REQUIRE(story.of(Rule::F18).size() == 1);
  CHECK(story.of(Rule::F18)[0].about == "ret.conversation");
}

TEST_CASE("F18: grace comes on top of the period") {
  Story story(replaced(example_text(), "class = \"prospect\"\nperiod = \"P3Y\"",
                       "class = \"prospect\"\nperiod = \"P3Y\"\ngrace = \"P1M\""));
  story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
  CHECK(overdue_from(story) == at("2024-02-11T00:00:00+01:00"));
}

TEST_CASE("F18: what is collected elsewhere is no contact") {
  Story story;
  story.fact(EventType::COLLECTION, "2020-01-10", kept("demo.marketing-communication"));
  story.fact(EventType::COLLECTION, "2021-01-10", [](wire::Clear::Builder clear) {
    kept("demo.marketing-communication")(clear);
    clear.setDataSource(wire::DataSource::THIRD_PARTY);
  });
  const auto found = story.of(Rule::F18);
  REQUIRE(found.size() == 2);
  CHECK(found[0].from == at("2022-01-11T00:00:00+01:00"));
  CHECK(found[1].from == at("2023-01-11T00:00:00+01:00"));
}

TEST_CASE("F18: the relation that a collection states is the one that counts") {
  const auto raised = [](const char* stated) {
    Story story;
    story.fact(EventType::COLLECTION, "2019-02-01", [=](wire::Clear::Builder clear) {
      kept("service.delivery")(clear);
      clear.setRelation(stated);
    });
    story.fact(EventType::RELATION_STARTED, "2019-03-01",
               [](wire::Clear::Builder clear) { clear.setRelation("platform-user"); });
    story.fact(EventType::RELATION_ENDED, "2020-01-10",
               [](wire::Clear::Builder clear) { clear.setRelation("paying-customer"); });
    return story.raises(Rule::F18);
  };
  CHECK(raised("paying-customer"));
  CHECK_FALSE(raised("platform-user"));
  CHECK_FALSE(raised("")); // still a user
}

TEST_CASE("F18: the policy of the day of the collection counts") {
  Story story;
  story.publish(replaced(replaced(example_text(), "effective_from = 2018-05-25T00:00:00+02:00",
                                  "effective_from = 2022-01-01"),
                         "class = \"prospect\"\nperiod = \"P3Y\"",
                         "class = \"prospect\"\nperiod = \"P1Y\""));
  story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing));
  CHECK(overdue_from(story) == at("2024-01-11T00:00:00+01:00"));
}
