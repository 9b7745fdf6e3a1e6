// F10, F11 and F45: what data is used for, on which ground, and special data.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::AssessmentKind;
using wire::AssessmentOutcome;
using wire::EventType;
using wire::Rule;

namespace {

constexpr const char* kScreening = "applicant.screening";       // recruitment, on consent
constexpr const char* kContact = "applicant.contact";           // conversation
constexpr const char* kSurvey = "customer.satisfaction-survey"; // statistical analysis
constexpr const char* kInvoicing = "customer.invoicing";        // contract, also legal duty
constexpr const char* kProspects = "prospect.mailing";          // not declared

Fill with(const std::vector<std::string>& categories, const Fill& more = {}) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initCategories(static_cast<unsigned>(categories.size())), categories);
    if (more) more(clear);
  };
}

Fill in_relation(const std::string& relation) {
  return [=](wire::Clear::Builder clear) { clear.setRelation(relation); };
}

Fill for_purpose(const std::string& purpose) {
  return [=](wire::Clear::Builder clear) { clear.setPurpose(purpose); };
}

Fill claiming(wire::Ground ground) {
  return [=](wire::Clear::Builder clear) { clear.setGround(ground); };
}

Fill flagged(wire::Answer answer) {
  return [=](wire::Clear::Builder clear) { clear.setSpecialCategory(answer); };
}

// An applicant's address, then used as a customer's.
Sequence strays(Story& story, const Fill& use = with({"email"})) {
  story.fact(EventType::COLLECTION, "2024-01-01", doing(kContact, with({"email"})));
  return story.fact(EventType::USE, "2024-03-01", doing(kSurvey, use));
}

Fill assessment(AssessmentOutcome outcome, const std::string& purpose,
                const std::string& activity = {},
                AssessmentKind kind = AssessmentKind::COMPATIBILITY) {
  return [=](wire::Clear::Builder clear) {
    clear.setAssessmentKind(kind);
    clear.setAssessmentOutcome(outcome);
    if (!purpose.empty()) clear.setPurpose(purpose);
    if (!activity.empty()) set_names(clear.initActivities(1), {activity});
  };
}

bool strays_after(const Fill& assessed, std::string_view when = "2024-02-01") {
  Story story;
  story.house(EventType::ASSESSMENT_RECORDED, when, assessed);
  strays(story);
  return story.raises(Rule::F10);
}

// The example policy, in which an activity meets a condition of art. 9 and a category needs one.
std::string special_text(const std::string& condition) {
  std::string text = replaced(example_text(), "id = \"curriculum-vitae\"\n",
                              "id = \"curriculum-vitae\"\nspecial_category = true\n");
  return replaced(text, "id = \"applicant.screening\"\n",
                  "id = \"applicant.screening\"\nspecial_condition = \"" + condition + "\"\n");
}

} // namespace

TEST_CASE("F10: an activity that the policy does not know") {
  for (const EventType type : {EventType::COLLECTION, EventType::USE, EventType::USE_BATCH,
                               EventType::DISCLOSURE, EventType::TRANSFER_THIRD_COUNTRY}) {
    CAPTURE(static_cast<unsigned>(type));
    Story story;
    const Sequence done = story.fact(type, "2024-03-01", doing("undeclared"));
    story.fact(type, "2024-03-01", doing(kSurvey));
    const auto found = story.of(Rule::F10);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == done);
    CHECK(found[0].about == "undeclared");
    CHECK(found[0].from == at("2024-03-01"));
    CHECK(found[0].breaks == Breaks::kLaw);
  }
}

TEST_CASE("F10 is about processing, and about days on which a policy held") {
  Story story;
  story.fact(EventType::CONSENT_GIVEN, "2024-03-01", doing("undeclared"));
  story.fact(EventType::NOTICE_SERVED, "2024-03-01", doing("undeclared"));
  CHECK_FALSE(story.raises(Rule::F10));
  Story gap(example_from("2020-01-01"));
  gap.fact(EventType::USE, "2019-03-01", doing("undeclared"));
  CHECK_FALSE(gap.raises(Rule::F10));
}

TEST_CASE("F10: an activity of other relations than the stated one") {
  const auto raised = [](const char* activity, const char* relation) {
    Story story;
    story.fact(EventType::USE, "2024-03-01", doing(activity, in_relation(relation)));
    return story.raises(Rule::F10);
  };
  CHECK(raised(kSurvey, "office-visitor"));
  CHECK_FALSE(raised(kSurvey, "paying-customer"));
}

TEST_CASE("F10: an activity that only was assessed is not declared, which is not unlawful") {
  Story story;
  const Sequence first = story.fact(EventType::USE, "2024-03-01", doing(kProspects));
  story.fact(EventType::USE, "2024-03-02", doing(kProspects));
  auto found = story.of(Rule::F10);
  REQUIRE(found.size() == 1); // said once
  CHECK(found[0].trigger == first);
  CHECK(found[0].breaks == Breaks::kPromise);
  story.fact(EventType::USE, "2024-03-02", doing("rights.request-handling"));
  CHECK(story.of(Rule::F10).size() == 2);
  // A new version that still does not declare it is another matter.
  story.publish(example_from("2025-01-01"));
  story.fact(EventType::USE, "2025-03-02", doing(kProspects));
  CHECK(story.of(Rule::F10).size() == 3);
}

TEST_CASE("F10: data is used for what it was collected for") {
  Story story;
  const Sequence use = strays(story);
  const auto found = story.of(Rule::F10);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == use);
  CHECK(found[0].evidence == std::vector{Sequence(2), use});
  CHECK(found[0].about == kSurvey);
  CHECK(found[0].breaks == Breaks::kLaw);
}

TEST_CASE("F10: what was collected in a relation serves all purposes declared for it") {
  const auto raised = [](const char* collected_for, const char* used_for, const char* category) {
    Story story;
    story.fact(EventType::COLLECTION, "2024-01-01", doing(collected_for, with({category})));
    story.fact(EventType::USE, "2024-03-01", doing(used_for, with({category})));
    return story.raises(Rule::F10);
  };
  CHECK_FALSE(raised(kInvoicing, kSurvey, "email"));
  // But only the activities that may use such data count: none of security uses an address.
  CHECK(raised("customer.invoicing", "visit.presence-registration", "email") ==
        false); // service.login, security, may use the address of a customer
  CHECK(raised("customer.invoicing", "visit.presence-registration", "phone"));
}

TEST_CASE("F10: a further collection, a stated purpose or an unknown origin") {
  Story again;
  again.fact(EventType::COLLECTION, "2024-02-01", doing(kInvoicing, with({"email"})));
  strays(again);
  CHECK_FALSE(again.raises(Rule::F10));

  Story stated;
  stated.fact(EventType::COLLECTION, "2023-12-01",
              with({"email"}, for_purpose("statistical-analysis")));
  strays(stated);
  CHECK_FALSE(stated.raises(Rule::F10));

  Story otherwise;
  strays(otherwise, with({"phone"}));
  CHECK_FALSE(otherwise.raises(Rule::F10));

  // A use may say that it is for something else than its activity.
  Story pretext;
  strays(pretext, with({"email"}, for_purpose("conversation-follow-up")));
  CHECK_FALSE(pretext.raises(Rule::F10));
  pretext.fact(EventType::USE, "2024-03-02",
               doing(kContact, with({"email"}, for_purpose("statistical-analysis"))));
  CHECK(pretext.raises(Rule::F10));
}

TEST_CASE("F10: nobody can say what data was for that was collected under no policy") {
  Story story(example_from("2024-01-15"));
  strays(story);
  CHECK_FALSE(story.raises(Rule::F10));
}

TEST_CASE("F10: a collection afterwards does not count") {
  Story story;
  strays(story);
  story.fact(EventType::COLLECTION, "2024-04-01", doing(kInvoicing, with({"email"})));
  CHECK(story.raises(Rule::F10));
}

TEST_CASE("F10: another purpose that was found compatible before") {
  const auto kGood = AssessmentOutcome::ACCEPTABLE;
  CHECK_FALSE(strays_after(assessment(kGood, "statistical-analysis")));
  CHECK_FALSE(strays_after(assessment(AssessmentOutcome::WITH_MEASURES, "", kSurvey)));
  CHECK_FALSE(strays_after(assessment(kGood, "statistical-analysis", kSurvey)));
  CHECK(strays_after(assessment(AssessmentOutcome::NOT_ACCEPTABLE, "statistical-analysis")));
  CHECK(strays_after(assessment(AssessmentOutcome::UNSTATED, "statistical-analysis")));
  CHECK(strays_after(assessment(kGood, "marketing")));
  CHECK(strays_after(assessment(kGood, "statistical-analysis", kInvoicing)));
  CHECK(strays_after(assessment(kGood, "")));
  CHECK(strays_after(assessment(kGood, "statistical-analysis", "", AssessmentKind::IMPACT)));
  CHECK(strays_after(assessment(kGood, "statistical-analysis"), "2024-03-02"));
}

TEST_CASE("F10: an assessment that was taken back no longer counts") {
  Story story;
  story.house(EventType::ASSESSMENT_RECORDED, "2024-02-01",
              assessment(AssessmentOutcome::ACCEPTABLE, "statistical-analysis"));
  story.house(EventType::ASSESSMENT_RECORDED, "2024-02-02",
              assessment(AssessmentOutcome::NOT_ACCEPTABLE, "statistical-analysis"));
  strays(story);
  CHECK(story.raises(Rule::F10));
}

TEST_CASE("F10: consent and law carry data to another purpose") {
  const auto raised = [](const char* activity, const Fill& more = {}) {
    Story story;
    story.fact(EventType::COLLECTION, "2024-01-01", doing(kInvoicing, with({"email"})));
    story.fact(EventType::DISCLOSURE, "2024-03-01", doing(activity, with({"email"}, more)));
    const auto found = story.of(Rule::F10);
    return std::any_of(found.begin(), found.end(),
                       [](const Finding& finding) { return finding.breaks == Breaks::kLaw; });
  };
  CHECK(raised(kContact));
  CHECK_FALSE(raised(kScreening));
  CHECK_FALSE(raised("rights.request-handling"));
  CHECK_FALSE(
      raised(kContact, [](wire::Clear::Builder clear) { clear.setCompelled(wire::Answer::YES); }));
}

TEST_CASE("F11: the ground that is claimed is the one of the policy") {
  const auto raised = [](const char* activity, wire::Ground ground) {
    Story story;
    story.fact(EventType::USE, "2024-03-01", doing(activity, claiming(ground)));
    return story.raises(Rule::F11);
  };
  CHECK(raised(kSurvey, wire::Ground::CONSENT));
  CHECK_FALSE(raised(kSurvey, wire::Ground::LEGITIMATE_INTEREST));
  CHECK_FALSE(raised(kSurvey, wire::Ground::UNSTATED));
  CHECK(raised(kInvoicing, wire::Ground::LEGITIMATE_INTEREST));
  CHECK_FALSE(raised(kInvoicing, wire::Ground::CONTRACT));
  CHECK_FALSE(raised(kInvoicing, wire::Ground::LEGAL_OBLIGATION)); // named beside it
  CHECK_FALSE(raised("undeclared", wire::Ground::CONSENT));        // F10
}

TEST_CASE("F11 is about every kind of processing, and follows what was assessed") {
  Story story(replaced(example_text(),
                       "ground = { declared = \"unstated\", assessed = \"contract\" }",
                       "ground = { declared = \"consent\", assessed = \"contract\" }"));
  const Sequence collected = story.fact(EventType::COLLECTION, "2024-03-01",
                                        doing("service.delivery", claiming(wire::Ground::CONSENT)));
  story.fact(EventType::COLLECTION, "2024-03-02",
             doing("service.delivery", claiming(wire::Ground::CONTRACT)));
  const auto found = story.of(Rule::F11);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == collected);
  CHECK(found[0].about == "service.delivery");
  CHECK(found[0].from == at("2024-03-01"));
}

TEST_CASE("F45: special data, flagged or by its category, without a condition") {
  Story plain;
  const Sequence use =
      plain.fact(EventType::USE, "2024-03-01", doing(kSurvey, flagged(wire::Answer::YES)));
  plain.fact(EventType::USE, "2024-03-01", doing(kSurvey, flagged(wire::Answer::NO)));
  plain.fact(EventType::USE, "2024-03-01", doing(kSurvey));
  plain.fact(EventType::CONSENT_GIVEN, "2024-03-01", doing(kSurvey, flagged(wire::Answer::YES)));
  const auto found = plain.of(Rule::F45);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == use);
  CHECK(found[0].about == kSurvey);

  Story special(special_text("employment"));
  special.fact(EventType::COLLECTION, "2024-03-01", doing(kContact, with({"curriculum-vitae"})));
  CHECK(special.of(Rule::F45).at(0).about == kContact);
}

TEST_CASE("F45: what the policy does not know has no condition") {
  Story story(example_from("2020-01-01"));
  story.fact(EventType::USE, "2024-03-01", doing("undeclared", flagged(wire::Answer::YES)));
  story.fact(EventType::USE, "2019-03-01",
             doing(kScreening, with({"curriculum-vitae"}, flagged(wire::Answer::YES))));
  CHECK(story.of(Rule::F45).size() == 2);
}

TEST_CASE("F45: a condition that the policy names for the activity") {
  Story story(special_text("employment"));
  story.fact(EventType::COLLECTION, "2024-03-01", doing(kScreening, with({"curriculum-vitae"})));
  story.fact(EventType::USE, "2024-03-02", doing(kScreening, flagged(wire::Answer::YES)));
  CHECK_FALSE(story.raises(Rule::F45));
}

TEST_CASE("F45: explicit consent has to be there") {
  const auto raised = [](std::string_view given) {
    Story story(special_text("explicit-consent"));
    story.fact(EventType::CONSENT_GIVEN, given, doing(kScreening));
    story.fact(EventType::USE, "2024-03-01", doing(kScreening, with({"curriculum-vitae"})));
    return story.raises(Rule::F45);
  };
  CHECK(raised("2024-03-02"));
  CHECK_FALSE(raised("2024-02-01"));
}

TEST_CASE("F45: a collection that names no activity is about its category") {
  Story story(special_text("employment"));
  story.fact(EventType::COLLECTION, "2024-03-01", with({"email", "curriculum-vitae"}));
  story.fact(EventType::COLLECTION, "2024-03-02", with({"email"}));
  story.fact(EventType::ERASURE_EXECUTED, "2024-03-02", with({"curriculum-vitae"}));
  const auto found = story.of(Rule::F45);
  REQUIRE(found.size() == 1);
  CHECK(found[0].about == "curriculum-vitae");
}
