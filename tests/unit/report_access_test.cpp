// The answer to a request for access: everything that is on record about a person, as it stood.
#include "ledger/report/access_answer.hpp"
#include "tests/unit/findings_retention_support.hpp"

#include <algorithm>
#include <set>

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";
constexpr const char* kStats = "service.usage-analytics";

AccessAnswer answer_of(const Story& story, std::string_view as_of,
                       std::string_view language = "en") {
  return story.asked(
      [&](const PersonCase& person) { return access_answer(person, at(as_of), language); });
}

Fill used_for(const std::string& activity, wire::Operation operation = wire::Operation::SEND) {
  return doing(activity, [=](wire::Clear::Builder clear) { clear.setOperation(operation); });
}

Fill given_to(const std::string& recipient, const Fill& more = {}) {
  return doing(kStats, [=](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    if (more) more(clear);
  });
}

Fill under_hold(const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setHold(bytes_of(ref(9)));
    clear.setHoldGround(wire::ErasureException::LEGAL_CLAIMS);
    if (more) more(clear);
  };
}

Fill about_right(wire::Right right, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setRight(right);
    if (more) more(clear);
  };
}

} // namespace

TEST_CASE("what is held is told by category and activity, with purpose, ground, origin and term") {
  Story story;
  const Sequence first =
      story.fact(EventType::COLLECTION, "2021-01-10", kept(kMailing, {"email", "last-name"}));
  const Sequence again = story.fact(EventType::COLLECTION, "2021-02-10", kept(kMailing));
  const AccessAnswer answer = answer_of(story, "2021-06-01");
  REQUIRE(answer.held.size() == 2);
  const HeldRow& email = answer.held[0];
  CHECK(email.category.id == "email");
  CHECK(email.activity.id == kMailing);
  CHECK_FALSE(email.purpose.label.empty());
  CHECK(email.ground == "legitimate-interest");
  CHECK(email.origins == Texts{"dataSubject"});
  CHECK(email.retention.id == "ret.prospect-3y");
  CHECK(email.retention.label == "Prospects: three years");
  CHECK(email.term == "P3Y");
  CHECK(email.collected.times == 2);
  CHECK(email.held == 2);
  CHECK(email.collected.first_record == first);
  CHECK(email.collected.last_record == again);
  // The later of the two ends; the name came once.
  CHECK(email.until == at("2024-02-11T00:00:00+01:00"));
  CHECK(answer.held[1].until == at("2024-01-11T00:00:00+01:00"));
  CHECK(answer_of(story, "2021-06-01", "fr").held[0].retention.label == "Prospects : trois ans");
}

TEST_CASE("a term that a later contact starts afresh ends later, as it stood at each day") {
  Story story;
  story.fact(EventType::COLLECTION, "2024-01-10", kept(kNewsletter));
  story.fact(EventType::CONSENT_RENEWED, "2025-01-10", doing(kNewsletter));
  CHECK(answer_of(story, "2024-06-01").held.at(0).until == at("2026-01-11T00:00:00+01:00"));
  CHECK(answer_of(story, "2025-06-01").held.at(0).until == at("2027-01-11T00:00:00+01:00"));
}

TEST_CASE("what a relation keeps has no end until the relation has one") {
  Story story;
  story.fact(EventType::COLLECTION, "2024-01-10", kept("customer.informative-communication"));
  const auto ended = [](wire::Clear::Builder clear) { clear.setRelation("paying-customer"); };
  story.fact(EventType::RELATION_ENDED, "2025-01-10", ended);
  const AccessAnswer before = answer_of(story, "2024-06-01");
  REQUIRE(before.held.size() == 1);
  CHECK(before.held[0].term.empty());
  CHECK(before.held[0].criterion == "End of the relation");
  CHECK_FALSE(before.held[0].until);
  CHECK(answer_of(story, "2025-06-01").held[0].until == at("2026-01-11T00:00:00+01:00"));
}

TEST_CASE("an erasure ends what it names, and the answer tells what it left and why") {
  Story story;
  story.fact(EventType::COLLECTION, "2024-01-10", kept(kNewsletter));
  story.fact(EventType::COLLECTION, "2024-01-10", kept(kMailing, {"last-name"}));
  const Sequence hold = story.fact(EventType::HOLD_PLACED, "2024-02-01", under_hold());
  const Sequence erased = story.fact(EventType::ERASURE_PARTIAL, "2024-03-01",
                                     erasing({"email"}, {kNewsletter}, {"marketing"}));
  CHECK(answer_of(story, "2024-02-15").surviving.empty());
  CHECK(answer_of(story, "2024-02-15").held[0].held == 1);
  const AccessAnswer answer = answer_of(story, "2024-04-01");
  CHECK(answer.held[0].held == 0);
  CHECK(answer.held[0].ended_by == std::vector{erased});
  CHECK_FALSE(answer.held[0].until);
  REQUIRE(answer.erasures.size() == 1);
  CHECK(answer.erasures[0].type == "erasure.partial");
  CHECK(answer.erasures[0].key_classes == Texts{"marketing"});
  REQUIRE(answer.surviving.size() == 1);
  CHECK(answer.surviving[0].key_class == "prospect");
  CHECK(answer.surviving[0].categories == Texts{"last-name"});
  CHECK(answer.surviving[0].kept_past == std::vector{hold});
  CHECK(answer.surviving[0].until == at("2027-01-11T00:00:00+01:00"));
}

TEST_CASE("when every key of a person is gone, the answer says so and that nothing is left") {
  Story story;
  story.fact(EventType::COLLECTION, "2024-01-10", kept(kNewsletter));
  const Sequence gone = story.key_destroyed("2024-03-01", {});
  CHECK_FALSE(answer_of(story, "2024-02-01").erased_by);
  const AccessAnswer answer = answer_of(story, "2024-04-01");
  CHECK(answer.erased_by == gone);
  CHECK(answer.held[0].held == 0);
  CHECK(answer.surviving.empty());
  REQUIRE(answer.erasures.size() == 1);
  CHECK(answer.erasures[0].whole);
}

TEST_CASE("uses are counted by activity, batches among them, up to the day that is asked for") {
  Story story;
  const Sequence first = story.fact(EventType::USE, "2024-01-01", used_for(kNewsletter));
  story.fact(EventType::USE_BATCH, "2024-02-01", used_for(kNewsletter));
  story.fact(EventType::USE, "2024-02-02", used_for(kStats, wire::Operation::PROFILE));
  story.fact(EventType::USE_BATCH, "2024-03-01", used_for(kNewsletter));
  const AccessAnswer answer = answer_of(story, "2024-02-15");
  REQUIRE(answer.used.size() == 2);
  CHECK(answer.used[0].activity.label == "Marketing communication");
  CHECK(answer.used[0].ground == "consent");
  CHECK(answer.used[0].used.times == 2);
  CHECK(answer.used[0].in_batches == 1);
  CHECK(answer.used[0].used.first_record == first);
  CHECK(answer.used[0].used.last == at("2024-02-01"));
  CHECK_FALSE(answer.used[0].decides);
  CHECK(answer.used[1].decides);
}

TEST_CASE("recipients are named, each with its country and what the transfer rested on") {
  Story story;
  story.house(EventType::RECIPIENT_CERTIFIED, "2023-08-01", [](wire::Clear::Builder clear) {
    clear.setRecipient("example-analytics");
    clear.setMechanism("tm.dpf");
    clear.setCertificate(bytes_of(ref(1)));
    clear.setEffectiveTo(at("2024-08-01").get());
  });
  story.fact(EventType::DISCLOSURE, "2024-01-01", given_to("example-hosting"));
  story.fact(EventType::DISCLOSURE, "2024-02-01", given_to("example-analytics"));
  story.fact(EventType::DISCLOSURE, "2024-03-01", given_to("example-analytics"));
  story.fact(EventType::DISCLOSURE, "2024-09-01", given_to("example-analytics"));
  const AccessAnswer answer = answer_of(story, "2024-12-01");
  REQUIRE(answer.given.size() == 3);
  CHECK(answer.given[0].name == "Example Hosting BV");
  CHECK(answer.given[0].country == "NL");
  CHECK(answer.given[0].basis == "within the area");
  CHECK(answer.given[1].name == "Example Analytics Inc.");
  CHECK(answer.given[1].country == "US");
  CHECK(answer.given[1].basis == "mechanism");
  CHECK(answer.given[1].mechanism.id == "tm.dpf");
  CHECK(answer.given[1].given.times == 2);
  CHECK(answer.given[1].given.last == at("2024-03-01"));
  CHECK(answer.given[2].basis == "none"); // the certificate has lapsed
  CHECK(answer_of(story, "2024-08-15").given.size() == 2);
}

TEST_CASE("helpers and unknown recipients are named too, and an authority is marked as none") {
  Story story;
  story.fact(EventType::DISCLOSURE, "2024-01-01",
             given_to("example-hosting", [](wire::Clear::Builder clear) {
               set_names(clear.initVia(1), {"example-backup"});
             }));
  story.fact(EventType::DISCLOSURE, "2024-02-01",
             given_to("somebody-new", [](wire::Clear::Builder clear) {
               clear.setRecipientRole(wire::RecipientRole::AUTHORITY);
               clear.setCountry("BE");
             }));
  const AccessAnswer answer = answer_of(story, "2024-12-01");
  REQUIRE(answer.given.size() == 3);
  CHECK(answer.given[1].name == "Example Backup GmbH");
  CHECK(answer.given[1].through == "example-hosting");
  CHECK(answer.given[2].name == "somebody-new");
  CHECK_FALSE(answer.given[2].known);
  CHECK_FALSE(answer.given[2].is_recipient);
  CHECK(answer.given[0].is_recipient);
}

TEST_CASE("look-ups are told by role, reason and date, and not by whom") {
  Story story;
  const OpaqueRef staff = ref(77);
  story.fact(EventType::STAFF_ACCESSED, "2024-01-01", [&](wire::Clear::Builder clear) {
    clear.setStaff(bytes_of(staff));
    clear.setStaffRole("support");
    clear.setLookupReason("support-request");
  });
  const AccessAnswer answer = answer_of(story, "2024-12-01", "nl");
  REQUIRE(answer.looked_up.size() == 1);
  CHECK(answer.looked_up[0].role.label == "Ondersteuning");
  CHECK(answer.looked_up[0].reason.label == "Ondersteuningsaanvraag");
  CHECK(answer.looked_up[0].at == at("2024-01-01"));
  const std::string name(as_text(staff.view()));
  for (const AnswerSection& section : sections_of(answer))
    for (const auto& row : section.rows)
      for (const Texts& cell : row)
        for (const std::string& text : cell)
          CHECK(text.find(name) == std::string::npos);
}

TEST_CASE("that a report was drawn up is told, and is no look-up by staff to any rule") {
  Story story;
  story.fact(EventType::COLLECTION, "2024-01-10", kept(kNewsletter));
  story.key_destroyed("2024-02-01", {});
  const auto before = story.findings();
  const Sequence report =
      story.fact(EventType::REPORT_PRODUCED, "2024-03-01", [](wire::Clear::Builder clear) {
        clear.setReportKind(wire::ReportKind::SUBJECT_ANSWER);
        clear.setTarget(2);
      });
  CHECK(story.findings() == before);
  const AccessAnswer answer = answer_of(story, "2024-04-01");
  CHECK(answer.looked_up.empty());
  REQUIRE(answer.reported.size() == 1);
  CHECK(answer.reported[0].record == report);
  CHECK(answer.reported[0].kind == "subjectAnswer");
  CHECK(answer.used.empty());
}

TEST_CASE("consents stand as they stood on the day, with their end") {
  Story story;
  const Sequence given = story.fact(EventType::CONSENT_GIVEN, "2024-01-10", doing(kNewsletter));
  story.fact(EventType::CONSENT_WITHDRAWN, "2024-06-10", doing(kNewsletter));
  const AccessAnswer before = answer_of(story, "2024-03-01");
  REQUIRE(before.consents.size() == 1);
  CHECK(before.consents[0].standing == "valid");
  CHECK(before.consents[0].record == given);
  CHECK(before.consents[0].valid_until == at("2026-01-11T00:00:00+01:00"));
  const AccessAnswer after = answer_of(story, "2024-07-01");
  CHECK(after.consents[0].standing == "withdrawn");
  CHECK_FALSE(after.consents[0].valid_until);
  CHECK(after.marketing_objection);
  CHECK_FALSE(before.marketing_objection);
}

TEST_CASE("objections are told with what became of each, whatever their scope") {
  const auto with = [](wire::ObjectionScope scope, const Fill& more = {}) -> Fill {
    return [=](wire::Clear::Builder clear) {
      clear.setObjectionScope(scope);
      if (more) more(clear);
    };
  };
  const auto upheld = [](wire::Clear::Builder clear) { clear.setOutcome(wire::Outcome::UPHELD); };
  using Scope = wire::ObjectionScope;
  Story story;
  story.fact(EventType::OBJECTION_LODGED, "2024-01-01", doing(kStats, with(Scope::ACTIVITY)));
  story.fact(EventType::OBJECTION_LODGED, "2024-01-02", with(Scope::DIRECT_MARKETING));
  story.fact(EventType::OBJECTION_LODGED, "2024-01-03", with(Scope::MEDIA));
  story.fact(EventType::OBJECTION_ASSESSED, "2024-02-01",
             doing(kStats, with(Scope::ACTIVITY, upheld)));
  story.fact(EventType::OBJECTION_LIFTED, "2024-03-01", with(Scope::DIRECT_MARKETING));
  const auto standings = [&](std::string_view when) {
    std::vector<std::string> all;
    for (const ObjectionRow& row : answer_of(story, when).objections)
      all.push_back(row.standing);
    return all;
  };
  CHECK(standings("2024-01-02") == std::vector<std::string>{"pending", "pending"});
  CHECK(standings("2024-02-15") == std::vector<std::string>{"upheld", "pending", "pending"});
  CHECK(standings("2024-04-01") == std::vector<std::string>{"upheld", "lifted", "pending"});
}

TEST_CASE("a restriction is in force until it is lifted, each activity by itself") {
  Story story;
  story.fact(EventType::RESTRICTION_SET, "2024-01-01", [](wire::Clear::Builder clear) {
    set_names(clear.initActivities(2), {kNewsletter, kStats});
    clear.setRestrictionGround(wire::RestrictionGround::ACCURACY_CONTESTED);
  });
  story.fact(EventType::RESTRICTION_LIFTED, "2024-02-01", doing(kStats));
  const AccessAnswer answer = answer_of(story, "2024-03-01");
  REQUIRE(answer.restrictions.size() == 2);
  CHECK(answer.restrictions[0].in_force);
  CHECK(answer.restrictions[0].ground == "accuracyContested");
  CHECK_FALSE(answer.restrictions[1].in_force);
  CHECK(answer_of(story, "2024-01-15").restrictions[1].in_force);
}

TEST_CASE("requests are told with the day they are due and the answer, as it stood") {
  Story story;
  story.fact(EventType::REQUEST_RECEIVED, "2026-01-31T12:00:00+01:00",
             about_right(wire::Right::ACCESS));
  const Sequence answered = story.fact(EventType::REQUEST_ANSWERED, "2026-03-10",
                                       about_right(wire::Right::ACCESS, [](auto clear) {
                                         clear.setOutcome(wire::Outcome::FULFILLED);
                                       }));
  const RequestRow open = answer_of(story, "2026-02-15").requests.at(0);
  CHECK(open.right == "access");
  CHECK(open.due == at("2026-03-03T00:00:00+01:00"));
  CHECK_FALSE(open.answered);
  CHECK_FALSE(open.late);
  CHECK(answer_of(story, "2026-03-05").requests.at(0).late);
  const RequestRow closed = answer_of(story, "2026-04-01").requests.at(0);
  CHECK(closed.answered_by == answered);
  CHECK(closed.outcome == "fulfilled");
  CHECK(closed.late);
  CHECK(answer_of(story, "2026-01-01").requests.empty());
}

TEST_CASE("what was recorded by mistake is not in the answer, also as of a day before the mend") {
  Story story;
  const Sequence wrong = story.fact(EventType::USE, "2024-01-01", used_for(kNewsletter));
  story.fact(EventType::CORRECTION, "2024-06-01",
             [=](wire::Clear::Builder clear) { clear.setTarget(wrong.get()); });
  CHECK(answer_of(story, "2024-12-01").used.empty());
  CHECK(answer_of(story, "2024-02-01").used.empty());
}

TEST_CASE("every row has a cell for each column, and no list has two columns of one name") {
  Story story;
  story.fact(EventType::COLLECTION, "2024-01-10", kept(kNewsletter));
  story.fact(EventType::ERASURE_EXECUTED, "2024-03-01");
  story.fact(EventType::USE, "2024-01-11", used_for(kNewsletter));
  const auto sections = sections_of(answer_of(story, "2024-12-01"));
  CHECK(sections.size() == 12);
  for (const AnswerSection& section : sections) {
    CAPTURE(section.name);
    std::set<std::string_view> names;
    for (const AnswerColumn& column : section.columns)
      CHECK(names.insert(column.name).second);
    for (const auto& row : section.rows)
      CHECK(row.size() == section.columns.size());
  }
}
