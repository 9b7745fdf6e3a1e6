// F04 to F07: objection and restriction.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::ObjectionScope;
using wire::Rule;

namespace {

constexpr const char* kCustomerMailing = "customer.marketing-communication"; // on interest
constexpr const char* kNewsletter = "newsletter.marketing-communication";    // on consent
constexpr const char* kSurvey = "customer.satisfaction-survey";
constexpr const char* kInvoicing = "customer.invoicing";      // contract
constexpr const char* kCameras = "visit.camera-surveillance"; // declared not objectable

Fill objection(ObjectionScope scope, const std::string& activity = {}) {
  return [=](wire::Clear::Builder clear) {
    clear.setObjectionScope(scope);
    if (!activity.empty()) set_names(clear.initActivities(1), {activity});
  };
}

Fill assessed(const std::string& activity, wire::Outcome outcome,
              wire::CompellingGround ground = wire::CompellingGround::UNSTATED) {
  return [=](wire::Clear::Builder clear) {
    objection(ObjectionScope::ACTIVITY, activity)(clear);
    clear.setOutcome(outcome);
    clear.setCompellingGround(ground);
  };
}

const Fill kMarketing = objection(ObjectionScope::DIRECT_MARKETING);

} // namespace

TEST_CASE("F04: direct marketing after an objection, whatever the ground and the relation") {
  for (const char* activity : {kCustomerMailing, kNewsletter, "demo.sales-contact"}) {
    CAPTURE(activity);
    Story story;
    const Sequence objected = story.fact(EventType::OBJECTION_LODGED, "2024-03-01", kMarketing);
    story.fact(EventType::USE, "2024-02-01", doing(activity)); // before it
    const Sequence use = story.fact(EventType::USE_BATCH, "2024-04-01", doing(activity));
    const auto found = story.of(Rule::F04);
    REQUIRE(found.size() == 1);
    CHECK(found[0].evidence == std::vector{objected, use});
  }
}

TEST_CASE("F04: who withdraws consent to the newsletter gets none as a customer either") {
  const auto told = [](Story story) {
    story.fact(EventType::CONSENT_GIVEN, "2024-01-01", doing(kNewsletter));
    story.fact(EventType::CONSENT_WITHDRAWN, "2024-03-01", doing(kNewsletter));
    story.fact(EventType::USE, "2024-04-01", doing(kCustomerMailing));
    return story.raises(Rule::F04);
  };
  CHECK(told(Story()));
  // The policy may see it otherwise.
  CHECK_FALSE(told(Story(replaced(example_text(), "unsubscribe_everywhere = true",
                                  "unsubscribe_everywhere = false"))));
}

TEST_CASE("F04 is not raised by other uses, nor once the objection is lifted") {
  Story story;
  story.fact(EventType::OBJECTION_LODGED, "2024-03-01", kMarketing);
  story.fact(EventType::USE, "2024-04-01", doing(kSurvey));
  story.fact(EventType::OBJECTION_LIFTED, "2024-05-01", kMarketing);
  story.fact(EventType::USE, "2024-06-01", doing(kCustomerMailing));
  CHECK_FALSE(story.raises(Rule::F04));
}

TEST_CASE(
    "F05: a use on legitimate interest while an objection is pending or after it was upheld") {
  Story story;
  const Sequence lodged = story.fact(EventType::OBJECTION_LODGED, "2024-03-01",
                                     objection(ObjectionScope::ACTIVITY, kSurvey));
  const Sequence pending = story.fact(EventType::USE, "2024-03-10", doing(kSurvey));
  const Sequence upheld = story.fact(EventType::OBJECTION_ASSESSED, "2024-03-20",
                                     assessed(kSurvey, wire::Outcome::UPHELD));
  const Sequence after = story.fact(EventType::USE, "2024-04-01", doing(kSurvey));
  const auto found = story.of(Rule::F05);
  REQUIRE(found.size() == 2);
  CHECK(found[0].evidence == std::vector{lodged, pending});
  CHECK(found[1].evidence == std::vector{lodged, upheld, after});
  CHECK(found[0].state == FindingState::kOpen);
  CHECK(found[0].breaks == Breaks::kLaw);
}

TEST_CASE("F05: a justified refusal explains what was done in between, and allows what follows") {
  Story story;
  story.fact(EventType::OBJECTION_LODGED, "2024-03-01",
             objection(ObjectionScope::ACTIVITY, kCameras));
  story.fact(EventType::USE, "2024-03-10", doing(kCameras));
  const Sequence refused =
      story.fact(EventType::OBJECTION_ASSESSED, "2024-03-20",
                 assessed(kCameras, wire::Outcome::REFUSED, wire::CompellingGround::SECURITY));
  story.fact(EventType::USE, "2024-04-01", doing(kCameras));
  const auto found = story.of(Rule::F05);
  REQUIRE(found.size() == 1);
  CHECK(found[0].state == FindingState::kExplained);
  CHECK(found[0].state_by == refused);
  CHECK(story.of(Rule::F05, "2024-03-19").at(0).state == FindingState::kOpen);
}

TEST_CASE("F05 on a contract breaks at most what was promised") {
  Story story;
  story.fact(EventType::OBJECTION_LODGED, "2024-03-01", objection(ObjectionScope::ALL));
  story.fact(EventType::USE, "2024-03-10", doing(kInvoicing));
  for (const Finding& finding : story.of(Rule::F05))
    CHECK(finding.breaks == Breaks::kPromise);
  Story before;
  before.fact(EventType::USE, "2024-03-10", doing(kSurvey));
  before.fact(EventType::OBJECTION_LODGED, "2024-03-11", objection(ObjectionScope::ALL));
  CHECK_FALSE(before.raises(Rule::F05));
}

TEST_CASE("F06: an objection is refused with a compelling ground or not at all") {
  const auto refused = [](wire::CompellingGround ground) {
    Story story;
    story.fact(EventType::OBJECTION_LODGED, "2024-03-01",
               objection(ObjectionScope::ACTIVITY, kCameras));
    story.fact(EventType::OBJECTION_ASSESSED, "2024-03-20",
               assessed(kCameras, wire::Outcome::REFUSED, ground));
    return story.raises(Rule::F06);
  };
  CHECK(refused(wire::CompellingGround::UNSTATED));
  CHECK_FALSE(refused(wire::CompellingGround::SECURITY));
}

TEST_CASE("F07: restricted data is only stored, but for the exceptions of article 18(2)") {
  const auto used = [](wire::RestrictionException exception, const char* lifted) {
    Story story;
    story.fact(EventType::RESTRICTION_SET, "2024-03-01");
    if (lifted != nullptr)
      story.fact(EventType::RESTRICTION_LIFTED, lifted,
                 [](wire::Clear::Builder clear) { clear.setNoticeBefore(wire::Answer::YES); });
    story.fact(EventType::USE, "2024-04-01", doing(kSurvey, [=](wire::Clear::Builder clear) {
                 clear.setRestrictionException(exception);
               }));
    return story.raises(Rule::F07);
  };
  CHECK(used(wire::RestrictionException::UNSTATED, nullptr));
  CHECK_FALSE(used(wire::RestrictionException::LEGAL_CLAIMS, nullptr));
  CHECK_FALSE(used(wire::RestrictionException::UNSTATED, "2024-03-15"));
  CHECK(used(wire::RestrictionException::UNSTATED, "2024-04-15"));
}

TEST_CASE("F07: a restriction is lifted after the person was told") {
  Story story;
  story.fact(EventType::RESTRICTION_SET, "2024-03-01");
  story.fact(EventType::RESTRICTION_LIFTED, "2024-04-01");
  CHECK(story.raises(Rule::F07));
}
