// F01, F02, F03 and F44: consent.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";

// A document by the hash of its text.
Fill with_text(wire::DocumentKind kind, const std::string& text) {
  return [=](wire::Clear::Builder clear) {
    const auto hash = sha256_as<DocumentHash>({as_bytes(text)});
    auto document = clear.initDocuments(1)[0];
    document.setKind(kind);
    document.setHash({hash.view().data(), DocumentHash::kSize});
  };
}

std::string wording() {
  static const Policy policy = policy::example();
  for (const policy::ConsentRule& rule : policy.contents().consents)
    if (rule.activities.front() == kNewsletter) return rule.wordings.front().text;
  FAIL("the example policy asks no consent for the newsletter");
  return {};
}

Fill consent(const std::string& text) {
  return doing(kNewsletter, with_text(wire::DocumentKind::CONSENT_WORDING, text));
}

// Notice, then consent with the wording in use.
void consents_well(Story& story, std::string_view when) {
  story.fact(EventType::NOTICE_SERVED, "2023-01-01");
  story.fact(EventType::CONSENT_GIVEN, when, consent(wording()));
}

} // namespace

TEST_CASE("F01: a use on consent needs one, and a consent afterwards is none") {
  Story story;
  const Sequence use = story.fact(EventType::USE, "2024-03-01", doing(kNewsletter));
  consents_well(story, "2024-03-02");
  const auto found = story.of(Rule::F01);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == use);
  CHECK(found[0].about == kNewsletter);
  CHECK(found[0].from == at("2024-03-01"));
  CHECK(found[0].breaks == Breaks::kLaw);
}

TEST_CASE("F01 is not raised by a use with consent, or on another ground") {
  Story story;
  consents_well(story, "2024-03-01");
  story.fact(EventType::USE, "2024-03-02", doing(kNewsletter));
  story.fact(EventType::USE, "2024-03-02", doing("customer.marketing-communication"));
  CHECK(story.of(Rule::F01).empty());
}

TEST_CASE("F01: a consent that was found invalid is none") {
  Story story;
  consents_well(story, "2024-03-01");
  const Sequence invalid =
      story.fact(EventType::CONSENT_INVALIDATED, "2024-04-01", doing(kNewsletter));
  const Sequence use = story.fact(EventType::USE, "2024-05-01", doing(kNewsletter));
  REQUIRE(story.of(Rule::F01).size() == 1);
  CHECK(story.of(Rule::F01)[0].evidence == std::vector{invalid, use});
  CHECK(story.of(Rule::F02).empty());
}

TEST_CASE("F02: after withdrawal, refusal or expiry, and then not F01") {
  for (const EventType end :
       {EventType::CONSENT_WITHDRAWN, EventType::CONSENT_REFUSED, EventType::CONSENT_EXPIRED}) {
    CAPTURE(static_cast<unsigned>(end));
    Story story;
    consents_well(story, "2024-03-01");
    const Sequence ended = story.fact(end, "2024-04-01", doing(kNewsletter));
    story.fact(EventType::USE, "2024-03-15", doing(kNewsletter)); // before it, told later
    const Sequence use = story.fact(EventType::USE, "2024-05-01", doing(kNewsletter));
    const auto found = story.of(Rule::F02);
    REQUIRE(found.size() == 1);
    CHECK(found[0].evidence == std::vector{ended, use});
    CHECK(story.of(Rule::F01).empty());
  }
}

TEST_CASE("F02: a consent ends with the validity that the policy gives it, to the day") {
  Story story; // two years
  consents_well(story, "2022-03-01T12:00:00+01:00");
  story.fact(EventType::USE, "2024-03-01T23:00:00+01:00", doing(kNewsletter));
  CHECK_FALSE(story.raises(Rule::F02));
  story.fact(EventType::USE, "2024-03-02T00:00:00+01:00", doing(kNewsletter));
  CHECK(story.raises(Rule::F02));
}

TEST_CASE("F02: a consent that was given again holds again") {
  Story story;
  consents_well(story, "2024-03-01");
  story.fact(EventType::CONSENT_WITHDRAWN, "2024-04-01", doing(kNewsletter));
  story.fact(EventType::CONSENT_GIVEN, "2024-05-01", consent(wording()));
  story.fact(EventType::USE, "2024-05-02", doing(kNewsletter));
  CHECK_FALSE(story.raises(Rule::F02));
}

TEST_CASE("F03: a consent needs a notice before it and the text that was shown") {
  Story bare;
  bare.fact(EventType::CONSENT_GIVEN, "2024-03-01", doing(kNewsletter));
  CHECK(bare.raises(Rule::F03));
  Story late;
  late.fact(EventType::CONSENT_GIVEN, "2024-03-01", consent(wording()));
  late.fact(EventType::NOTICE_SERVED, "2024-03-02");
  CHECK(late.raises(Rule::F03));
  Story well;
  consents_well(well, "2024-03-01");
  CHECK_FALSE(well.raises(Rule::F03));
}

TEST_CASE("F03: one act for more than one activity is bundled") {
  Story story;
  story.fact(EventType::NOTICE_SERVED, "2024-01-01");
  story.fact(EventType::CONSENT_GIVEN, "2024-03-01", [](wire::Clear::Builder clear) {
    with_text(wire::DocumentKind::CONSENT_WORDING, wording())(clear);
    set_names(clear.initActivities(2), {kNewsletter, "applicant.screening"});
  });
  CHECK(story.raises(Rule::F03));
}

TEST_CASE("F44: a consent under a text that is no longer in use is stale") {
  Story story;
  story.fact(EventType::NOTICE_SERVED, "2023-01-01");
  story.fact(EventType::CONSENT_GIVEN, "2024-03-01", consent("An older text."));
  story.fact(EventType::USE, "2024-04-01", doing(kNewsletter));
  CHECK(story.raises(Rule::F44));
  Story current;
  consents_well(current, "2024-03-01");
  current.fact(EventType::USE, "2024-04-01", doing(kNewsletter));
  CHECK_FALSE(current.raises(Rule::F44));
}

TEST_CASE("nothing is found under the GDPR before it applied") {
  Story story(replaced(example_text(), "effective_from = 2018-05-25T00:00:00+02:00",
                       "effective_from = 2016-01-01"));
  story.fact(EventType::USE, "2018-05-24", doing(kNewsletter));
  CHECK(story.findings().empty());
  story.fact(EventType::USE, "2018-05-25", doing(kNewsletter));
  CHECK(story.raises(Rule::F01));
}

TEST_CASE("an officer explains, accepts and reopens a finding, and it stays on its days") {
  Story story;
  const Sequence use = story.fact(EventType::USE, "2024-03-01", doing(kNewsletter));
  const auto on_it = [&](wire::Clear::Builder clear) {
    clear.setRule(Rule::F01);
    clear.initCauses(1).set(0, use.get());
  };
  const auto state = [&] { return story.of(Rule::F01).at(0).state; };
  CHECK(state() == FindingState::kOpen);
  story.house(EventType::FINDING_EXPLAINED, "2024-04-01", on_it);
  CHECK(state() == FindingState::kExplained);
  story.fact(EventType::FINDING_ACCEPTED, "2024-05-01", on_it);
  CHECK(state() == FindingState::kAccepted);
  const Sequence again = story.fact(EventType::FINDING_REOPENED, "2024-06-01", on_it);
  CHECK(state() == FindingState::kOpen);
  CHECK(story.of(Rule::F01).at(0).state_by == again);
  CHECK(story.of(Rule::F01).at(0).from == at("2024-03-01"));
}

TEST_CASE("what an officer said of a finding holds from then on, and not on the days before") {
  Story story;
  const Sequence use = story.fact(EventType::USE, "2024-03-01", doing(kNewsletter));
  const auto on_it = [&](wire::Clear::Builder clear) {
    clear.setRule(Rule::F01);
    clear.initCauses(1).set(0, use.get());
  };
  const auto state = [&](std::string_view day) { return story.of(Rule::F01, day).at(0).state; };
  // The house and the person are asked apart; what counts is when it was said.
  story.fact(EventType::FINDING_ACCEPTED, "2024-04-01", on_it);
  story.house(EventType::FINDING_REOPENED, "2024-05-01", on_it);
  const Sequence last = story.fact(EventType::FINDING_EXPLAINED, "2024-06-01", on_it);
  CHECK(state("2024-03-31") == FindingState::kOpen);
  CHECK_FALSE(story.of(Rule::F01, "2024-03-31").at(0).state_by);
  CHECK(state("2024-04-30") == FindingState::kAccepted);
  CHECK(state("2024-05-31") == FindingState::kOpen);
  CHECK(state("2024-06-01") == FindingState::kExplained);
  CHECK(story.of(Rule::F01).at(0).state_by == last);
}
