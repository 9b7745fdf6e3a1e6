// The proof of a consent: every step, the text that was shown, the notice before it, and nothing
// of other activities.
#include "findings_support.hpp"
#include "ledger/report/consent_proof.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

constexpr const char* kNewsletter = "newsletter.marketing-communication";

const policy::ConsentRule& newsletter_rule() {
  static const Policy policy = policy::example();
  const policy::ConsentRule* rule = policy.consent("consent.newsletter");
  REQUIRE(rule != nullptr);
  return *rule;
}

Fill with_text(wire::DocumentKind kind, const std::string& text) {
  return [=](wire::Clear::Builder clear) {
    const DocumentHash hash = sha256_as<DocumentHash>({as_bytes(text)});
    auto document = clear.initDocuments(1)[0];
    document.setKind(kind);
    document.setHash({hash.view().data(), DocumentHash::kSize});
  };
}

Fill consent_to(const std::string& activity, const std::string& text) {
  return doing(activity, [=](wire::Clear::Builder clear) {
    with_text(wire::DocumentKind::CONSENT_WORDING, text)(clear);
    clear.setConsentMethod(wire::ConsentMethod::DOUBLE_OPT_IN);
  });
}

Result<Bytes> no_documents(const DocumentHash& /*hash*/) {
  return fail(Errc::kNotFound, "not kept", "", "");
}

ConsentProof proof_of(const Story& story, std::string_view as_of,
                      const DocumentSource& document = no_documents,
                      std::string_view activity = kNewsletter) {
  return story.asked([&](const PersonCase& person) {
    return consent_proof(person, activity, at(as_of), document);
  });
}

} // namespace

TEST_CASE("a consent is proven by its text, the notice before it, its method and its records") {
  Story story;
  const auto& wording = newsletter_rule().wordings.front();
  const Sequence notice =
      story.fact(EventType::NOTICE_SERVED, "2024-01-01",
                 with_text(wire::DocumentKind::NOTICE_TEXT, "What we do with your address"));
  const Sequence given = story.fact(EventType::CONSENT_GIVEN, "2024-03-01",
                                    consent_to(kNewsletter, wording.text), "2024-03-02");
  const DocumentSource kept = [](const DocumentHash& /*hash*/) -> Result<Bytes> {
    const ByteView bytes = as_bytes("What we do with your address");
    return Bytes(bytes.begin(), bytes.end());
  };
  const ConsentProof proof = proof_of(story, "2024-06-01", kept);
  CHECK(proof.standing == ConsentStanding::kValid);
  CHECK(proof.rests_on == given);
  CHECK(proof.evidence == std::vector{notice, given});
  CHECK(proof.rule == "consent.newsletter");
  CHECK(proof.withdrawal_ways == newsletter_rule().withdrawal_methods);
  CHECK(proof.double_opt_in);
  CHECK(proof.validity == "P2Y");
  REQUIRE(proof.steps.size() == 1);
  const ConsentStep& step = proof.steps.front();
  CHECK(step.at == at("2024-03-01"));
  CHECK(step.recorded_at == at("2024-03-02"));
  CHECK(step.source == "crm");
  CHECK(step.method == wire::ConsentMethod::DOUBLE_OPT_IN);
  CHECK_FALSE(step.bundled);
  REQUIRE(step.texts.size() == 1);
  CHECK(step.texts[0].text == wording.text);
  CHECK(step.texts[0].language == wording.language);
  REQUIRE(step.notice.has_value());
  CHECK(step.notice->by == notice);
  REQUIRE(step.notice->texts.size() == 1);
  CHECK(step.notice->texts[0].text == "What we do with your address");
}

TEST_CASE("every step says how the consent stood after it, and as of a day later ones are absent") {
  Story story;
  story.fact(EventType::CONSENT_REQUESTED, "2024-02-01", doing(kNewsletter));
  story.fact(EventType::CONSENT_GIVEN, "2024-03-01", consent_to(kNewsletter, "yes"));
  story.fact(EventType::CONSENT_WITHDRAWN, "2024-04-01",
             doing(kNewsletter, [](wire::Clear::Builder clear) {
               clear.setWithdrawalMethod(wire::ConsentMethod::LINK);
             }));
  const Sequence again =
      story.fact(EventType::CONSENT_GIVEN, "2024-05-01", consent_to(kNewsletter, "yes"));
  story.fact(EventType::CONSENT_GIVEN, "2024-05-02", consent_to("applicant.screening", "yes"));
  story.fact(EventType::USE, "2024-05-03", doing(kNewsletter));

  const ConsentProof proof = proof_of(story, "2024-06-01");
  REQUIRE(proof.steps.size() == 4);
  CHECK(proof.steps[0].standing_after == ConsentStanding::kNone);
  CHECK(proof.steps[1].standing_after == ConsentStanding::kValid);
  CHECK(proof.steps[2].standing_after == ConsentStanding::kWithdrawn);
  CHECK(proof.steps[2].withdrawal == wire::ConsentMethod::LINK);
  CHECK(proof.steps[3].standing_after == ConsentStanding::kValid);
  CHECK(proof.rests_on == again);
  const ConsentProof earlier = proof_of(story, "2024-04-15");
  CHECK(earlier.steps.size() == 3);
  CHECK(earlier.standing == ConsentStanding::kWithdrawn);
  CHECK(proof_of(story, "2024-01-01").standing == ConsentStanding::kNone);
}

TEST_CASE("an objection to direct marketing is a step where the policy counts it as withdrawal") {
  Story story;
  story.fact(EventType::CONSENT_GIVEN, "2024-03-01", consent_to(kNewsletter, "yes"));
  const Sequence objection =
      story.fact(EventType::OBJECTION_LODGED, "2024-04-01", [](wire::Clear::Builder clear) {
        clear.setObjectionScope(wire::ObjectionScope::DIRECT_MARKETING);
      });
  const ConsentProof proof = proof_of(story, "2024-06-01");
  REQUIRE(proof.steps.size() == 2);
  CHECK(proof.steps[1].by == objection);
  CHECK(proof.standing == ConsentStanding::kWithdrawn);
  CHECK(proof.rests_on == objection);
}

TEST_CASE("a text is shown only when it has the hash that the record names") {
  Story story;
  story.fact(EventType::CONSENT_GIVEN, "2024-03-01", consent_to(kNewsletter, "an older wording"));
  const DocumentSource other = [](const DocumentHash& /*hash*/) -> Result<Bytes> {
    return Bytes{'n', 'o'};
  };
  for (const DocumentSource& source : {DocumentSource(no_documents), other}) {
    const ConsentProof proof = proof_of(story, "2024-06-01", source);
    REQUIRE(proof.steps.size() == 1);
    REQUIRE(proof.steps[0].texts.size() == 1);
    CHECK(proof.steps[0].texts[0].text.empty());
    CHECK(proof.steps[0].texts[0].hash == sha256_as<DocumentHash>({as_bytes("an older wording")}));
    CHECK_FALSE(proof.steps[0].notice.has_value());
  }
}

TEST_CASE("the standing of a consent that ran out is expired without any event saying so") {
  Story story;
  const Sequence given =
      story.fact(EventType::CONSENT_GIVEN, "2022-03-01", consent_to(kNewsletter, "yes"));
  CHECK(proof_of(story, "2024-02-28").standing == ConsentStanding::kValid);
  const ConsentProof proof = proof_of(story, "2024-03-03");
  CHECK(proof.standing == ConsentStanding::kExpired);
  CHECK(proof.rests_on == given);
  CHECK(proof_of(story, "2024-03-03", no_documents, "applicant.screening").steps.empty());
}
