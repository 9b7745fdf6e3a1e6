// The ambiguities A1 to A32 in the example policy: each is there, and goes when its field is
// mended.
#include "tests/unit/policy_lint_support.hpp"

using namespace ledger;
using namespace ledger::policy;

namespace {

const std::string kInterest =
    R"(ground = { declared = "legitimate-interest", assessed = "legitimate-interest" })";
const std::string kConsent = R"(ground = { declared = "consent", assessed = "consent" })";

// Consent needs its text: the newsletter's covers the activity too.
Edit asked_with_newsletter(const std::string& activity) {
  return {"consent.newsletter", R"(["newsletter.marketing-communication")",
          R"(["newsletter.marketing-communication", ")" + activity + "\""};
}

std::vector<LintChange> mended_words() {
  return {
      {"A1",
       "GDPR 12(1)",
       "law.privacy-act-1992",
       {{"law.privacy-act-1992", "", "declared = false"}}},
      {"A3", "GDPR 21(1)", "objection-test", {{"objection-test", R"("old-law-test")", ""}}},
      {"A9",
       "GDPR 4(1)",
       "anonymised-ip",
       {{"anonymised-ip", "anonymous = true", "anonymous = false"}}},
      {"A9",
       "GDPR 5(1)(a)",
       "derived-geo",
       {{"derived-geo", "", R"(derived_from = "full-address")"}}},
      {"A13", "GDPR 13(1)(c), 14(1)(c)", "prospect", {{"prospect", R"("text")", R"("table")"}}},
      {"A18",
       "GDPR 4(4), 13(2)(f)",
       "visitor.recognition",
       {{"visitor.recognition", "evaluates = true", "evaluates = false"}}},
      {"A20", "GDPR 4(10)", "staff", {{"staff", R"("called-third-party")", ""}}},
      {"A21", "GDPR 82", "liability", {{"liability", R"("excludes-liability")", ""}}},
      {"A22", "GDPR 13, 14", "ex-customer", {{"ex-customer", R"("name")", R"("table")"}}},
      {"A22",
       "GDPR 5(2), 12(1)",
       "privacy-statement",
       {{"privacy-statement", "version = false", "version = true"},
        {"privacy-statement", "date = false", "date = true"},
        {"privacy-statement", "clause = false", "clause = true"}}},
      {"A22",
       "GDPR 12(1)",
       "privacy-statement",
       {{"privacy-statement", R"(["informal", "formal"])", R"(["informal"])"}}},
      {"A23", "GDPR 7(3)", "withdrawal", {{"withdrawal", R"("silent-on-earlier-processing")", ""}}},
      {"A27",
       "GDPR 14",
       "prospect",
       {{"privacy-statement", R"(scope = "who-share-data")", R"(scope = "everyone")"}}},
      {"A29", "GDPR 7(2), 12(1)", "s6", {{"s6", R"("acknowledgement")", ""}}},
  };
}

std::vector<LintChange> mended_activities() {
  const std::string mail = "customer.marketing-communication";
  return {
      {"A2",
       "GDPR 21(1)",
       "email.conversation",
       {{"email.conversation", R"("excluded")", R"("possible")"}}},
      {"A4",
       "GDPR 6(1), 21(1)",
       "applicant.contact",
       {{"applicant.contact", R"("n1")", R"("n3")"}}},
      {"A5",
       "GDPR 13(1)(c)",
       "customer.marketing-communication",
       {{mail, R"(purpose = "communication")", R"(purpose = "marketing")"}}},
      {"A6",
       "GDPR 7(3), 21(3)",
       "customer.marketing-communication",
       {{mail, kInterest, kConsent}, asked_with_newsletter(mail)},
       {"A24 " + mail, "G5 " + mail}},
      {"A7",
       "GDPR 21(2)",
       "product-update",
       {{"commercial.marketing-communication", R"("product-update", )", ""}}},
      {"A8",
       "GDPR 12(1)",
       "applicant.contact",
       {{"applicant.contact", R"(as_named = "Contactname")", R"(as_named = "Gesprek")"}}},
      {"A10",
       "GDPR 13(1)(c)",
       "call-recording",
       {{"phone.call-recording", "declared = false", "declared = true"},
        {"phone.call-recording", R"("unstated"
ground)",
         R"("legitimate-interest"
ground)"}}},
      {"A11",
       "GDPR 4(11), 7(4)",
       "applicant.screening",
       {{"applicant.screening", kConsent,
         R"(ground = { declared = "legitimate-interest", lia_ref = "lia-1" })"}}},
      {"A24",
       "Directive 2002/58/EC 13",
       "demo.sales-contact",
       {{"demo.sales-contact", "", "soft_opt_in = true"}}},
      {"A25",
       "GDPR 13(1)(c), 5(1)(c)",
       "usage-analytics",
       {{"customer.satisfaction-survey", "", R"(categories = ["usage-analytics", "email"])"}}},
      {"A26",
       "GDPR 6(1)(b)",
       "commercial.contract-performance",
       {{"commercial-relation", R"("organisation")", R"("person")"}}},
      {"A28",
       "GDPR 6(1)(f), portrait right",
       "event.photo-video",
       {{"event.photo-video", kInterest, kConsent}, asked_with_newsletter("event.photo-video")},
       {"G5 event.photo-video"}},
      {"A31",
       "GDPR 21(2)",
       "user.informative-communication",
       {{"user.informative-communication", R"("product-update", )", ""}}},
      {"A32",
       "GDPR 21(2)",
       "commercial.marketing-communication",
       {{"commercial.marketing-communication", R"(, "market-research")", ""}}},
      {"G5",
       "GDPR 6(1)(f), 5(2)",
       "customer.satisfaction-survey",
       {{"customer.satisfaction-survey", R"(t" })", R"(t", lia_ref = "lia-2" })"}}},
      {"G6", "GDPR 7(1)", "visitor.recognition", {asked_with_newsletter("visitor.recognition")}},
  };
}

std::vector<LintChange> mended_rules() {
  return {
      {"A12",
       "GDPR 13(2)(a)",
       "ret.prospect-3y",
       {{"ret.prospect-3y", "start = false", "start = true"},
        {"ret.prospect-3y", "binding = false", "binding = true"}}},
      {"A14", "GDPR 4(8), 28", "rc.partner", {{"rc.partner", R"("processor")", R"("controller")"}}},
      {"A15",
       "GDPR 13(1)(f), 44",
       "tm.privacy-shield",
       {{"tm.privacy-shield", "", "declared = false"}}},
      {"A15",
       "GDPR 46(2)(c), 46(2)(d)",
       "transfer-cascade",
       {{"transfer-cascade", R"(, "names-wrong-issuer")", ""}}},
      {"A15", "GDPR 45", "transfer-cascade", {{"transfer-cascade", R"("unnamed-list", )", ""}}},
      {"A16",
       "GDPR 13(2)(a)",
       "ret.necessity",
       {{"ret.necessity", R"("necessity")", R"("criterion")"}}},
      {"A17",
       "GDPR 12(6), 5(1)(c)",
       "right.access",
       {{"right.access", "copy = true", "copy = false"}}},
      {"A17",
       "GDPR 7(3), 21(2)",
       "right.consent-withdrawal",
       {{"right.consent-withdrawal", "copy = true", "copy = false"}}},
      {"A19",
       "GDPR 20(1)",
       "right.portability",
       {{"right.portability", "", R"(promised_grounds = ["consent", "contract"])"}}},
      {"A30",
       "GDPR 13(2)(a)",
       "phone.call-recording",
       {{"ret.call-recording", "declared = false", "declared = true"}}},
      {"A30",
       "GDPR 13(2)(a)",
       "applicant.screening",
       {{"ret.applicant", "declared = false", "declared = true"}},
       {"A30 applicant.contact"}},
      {"G4",
       "GDPR 44",
       "example-analytics",
       {{"example-analytics", R"("tm.privacy-shield", )", ""}}},
  };
}

std::vector<LintChange> all_mended() {
  std::vector<LintChange> all = mended_words();
  for (const auto& more : {mended_activities(), mended_rules()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace

TEST_CASE("the example policy raises each of the ambiguities A1 to A32") {
  std::set<std::string> ids;
  for (const Lint& each : lints_of(example_text()))
    ids.emplace(each.id);
  for (int number = 1; number <= 32; ++number) {
    const std::string id = "A" + std::to_string(number);
    CAPTURE(id);
    CHECK(ids.contains(id));
  }
}

TEST_CASE("a lint of the example goes, and no other, when its field is mended") {
  const auto before = lints_of(example_text());
  std::set<std::string> ids;
  for (const LintChange& change : all_mended()) {
    CAPTURE(change.id);
    CAPTURE(change.item);
    CHECK(has_lint(before, change.id, change.article, change.item));
    const auto after = lints_of(edited(example_text(), change.edits));
    CHECK_FALSE(has_lint(after, change.id, change.article, change.item));
    const Found gone = without(found_in(before), found_in(after));
    const Found come = without(found_in(after), found_in(before));
    CHECK_MESSAGE(gone == change.all(), "gone: ", shown(gone));
    CHECK_MESSAGE(come.empty(), "come: ", shown(come));
    ids.insert(change.id);
  }
  for (const Lint& each : before)
    CHECK_MESSAGE(ids.contains(std::string(each.id)), "no row mends ", each.id);
}

TEST_CASE("a blanket exclusion of objection is found on the ten rows that rest on interest") {
  const auto lints = lints_of(example_text());
  CHECK(std::count_if(lints.begin(), lints.end(), [](const Lint& each) {
          return each.id == "A2" && each.severity == LintSeverity::kError;
        }) == 10);
}
