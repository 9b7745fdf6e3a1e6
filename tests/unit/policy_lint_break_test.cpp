// Each lint in the policy of another organisation, which raises none: it comes when its field is
// broken, and stays away when something near it changes.
#include "tests/unit/policy_lint_support.hpp"

using namespace ledger;
using namespace ledger::policy;

namespace {

const std::string kThreeYears = R"(period = "P3Y")";

Edit with_trait(const std::string& clause, const std::string& trait) {
  return {clause, "", "traits = [\"" + trait + "\"]"};
}

std::vector<LintChange> broken_words() {
  return {
      {"A1", "GDPR 12(1)", "law.sport", {{"law.sport", "", "valid_to = 2026-11-01"}}},
      {"A3", "GDPR 21(1)", "objecting", {with_trait("objecting", "old-law-test")}},
      {"A9", "GDPR 4(1)", "network-address", {{"network-address", "", "called_anonymous = true"}}},
      {"A9", "GDPR 5(1)(a)", "town", {{"town", R"("full-)", R"("shortened-)"}}},
      {"A13",
       "GDPR 13(1)(c), 14(1)(c)",
       "donor",
       {{"donor-letters", R"("legitimate-interest")",
         R"("unstated", assessed = "legitimate-interest")"}}},
      {"A18", "GDPR 4(4), 13(2)(f)", "boat-hire", {{"boat-hire", "", "evaluates = true"}}},
      {"A18", "GDPR 4(4), 13(2)(f)", "boat-hire", {{"boat-hire", "", "automated = true"}}},
      {"A20", "GDPR 4(10)", "trainers", {with_trait("trainers", "called-third-party")}},
      {"A21", "GDPR 82", "objecting", {with_trait("objecting", "excludes-liability")}},
      {"A22", "GDPR 13, 14", "subscriber", {{"subscriber", "", R"(mention = "name")"}}},
      {"A22",
       "GDPR 5(2), 12(1)",
       "club-statement",
       {{"club-statement", "", "states_date = false"}}},
      {"A22",
       "GDPR 12(1)",
       "club-statement",
       {{"club-statement", R"(["informal"])", R"(["formal", "informal"])"}}},
      {"A23", "GDPR 7(3)", "objecting", {with_trait("objecting", "silent-on-earlier-processing")}},
      {"A27", "GDPR 14", "donor", {{"club-statement", R"("everyone")", R"("who-share-data")"}}},
      {"A29", "GDPR 7(2), 12(1)", "objecting", {with_trait("objecting", "acknowledgement")}},
  };
}

std::vector<LintChange> broken_grounds() {
  return {
      {"A4",
       "GDPR 6(1), 21(1)",
       "training",
       {{"lessons-need-it", R"("contract")", R"("contract", "legitimate-interest")"}}},
      {"A11", "GDPR 4(11), 7(4)", "fitness", {{"rower", "", "imbalance = true"}}},
      {"A26", "GDPR 6(1)(b)", "training", {{"member", R"("person")", R"("organisation")"}}},
      {"A26", "GDPR 6(1)(b)", "training", {{"member", R"(agreement_with = "person")", ""}}},
      {"G1",
       "GDPR 6(1)",
       "technique",
       {{"technique", R"({ declared = "legitimate-interest", lia_ref = "weighing-1" })", "{}"}}},
      {"G1",
       "GDPR 6(1)",
       "training",
       {{"training", "ground.declared", "ground.assessed"}},
       {"A4 training"}},
      {"G5", "GDPR 6(1)(f), 5(2)", "technique", {{"technique", R"(, lia_ref = "weighing-1")", ""}}},
      {"G6",
       "GDPR 7(1)",
       "news",
       {{"news", R"(wording.en = "Send me the news of the club. I can stop that at any time.")",
         ""}}},
      {"G6", "GDPR 7(3)", "health", {{"health", R"(["letter"])", "[]"}}},
      {"G6", "GDPR 7(1)", "member-news", {{"news", R"(, "member-news")", ""}}},
  };
}

std::vector<LintChange> broken_marketing() {
  const std::string interest =
      R"(ground = { declared = "legitimate-interest", lia_ref = "weighing-4" })";
  return {
      {"A2", "GDPR 21(1)", "technique", {{"technique", R"("possible")", R"("excluded")"}}},
      {"A5", "GDPR 13(1)(c)", "member-news", {{"member-news", R"("promotion")", R"("rowing")"}}},
      {"A6",
       "GDPR 7(3), 21(3)",
       "member-news",
       {{"member-news", R"(ground.declared = "consent")", interest},
        {"member-news", "", "soft_opt_in = true"},
        {"member-news", R"(retention = "opt-in")", R"(retention = "seasons")"}}},
      {"A7",
       "GDPR 21(2)",
       "invitation",
       {{"training", R"("training-plan")", R"("training-plan", "invitation")"}}},
      {"A8", "GDPR 12(1)", "fitness", {{"fitness", "", R"(as_named = "News to members")"}}},
      {"A24",
       "Directive 2002/58/EC 13",
       "donor-letters",
       {{"donor-letters", R"(["letter"])", R"(["mail"])"}}},
      {"A31", "GDPR 21(2)", "technique", {{"technique", "", R"(items = ["season-news"])"}}},
      {"A32",
       "GDPR 21(2)",
       "member-news",
       {{"member-news", R"("season-news", )", R"("season-news", "poll", )"}}},
      {"G8",
       "GDPR 21(2)",
       "member-news",
       {{"member-news", "", R"(objection.declared = "excluded")"}}},
      {"G8",
       "GDPR 21(2)",
       "member-news",
       {{"member-news", "", R"(objection.assessed = "excluded")"}}},
  };
}

std::vector<LintChange> broken_data() {
  return {
      {"A10", "GDPR 13(1)(c)", "video", {{"technique", R"("video")", R"("boat-log")"}}},
      {"A25", "GDPR 13(1)(c), 5(1)(c)", "boat-log", {{"training", R"(, "boat-log")", ""}}},
      {"A28", "GDPR 6(1)(f), portrait right", "technique", {{"video", "", "portrait = true"}}},
      {"G2",
       "GDPR 14(1)(d), 30(1)(c)",
       "donor-letters",
       {{"donor-letters", "", R"(categories = ["name", "boat-log"])"}}},
      {"G9",
       "GDPR 9(2), 10",
       "fitness",
       {{"fitness", R"(special_condition = "explicit-consent")", ""}}},
      {"A17",
       "GDPR 12(6), 5(1)(c)",
       "access",
       {{"access", "", "identity_proof.systematic_id_copy = true"}}},
      {"A17",
       "GDPR 7(3), 21(2)",
       "unsubscribing",
       {{"unsubscribing", "", "identity_proof.systematic_id_copy = true"}}},
      {"A19",
       "GDPR 20(1)",
       "portability",
       {{"portability", R"(promised_grounds = ["consent", "contract"])", ""}}},
      {"A19",
       "GDPR 20(1)",
       "portability",
       {{"portability", R"(promised_grounds = ["consent",)",
         R"(promised_grounds = ["public-task",)"}}},
  };
}

std::vector<LintChange> broken_terms() {
  return {
      {"A12", "GDPR 13(2)(a)", "hire", {{"hire", "", "states_start = false"}}},
      {"A12", "GDPR 13(2)(a)", "hire", {{"hire", "", "states_binding = false"}}},
      {"A16", "GDPR 13(2)(a)", "seasons", {{"seasons", "", R"(stated_as = "necessity")"}}},
      {"A30",
       "GDPR 13(2)(a)",
       "boat-hire",
       {{"member", "", "term_expected = true"}, {"hire", "", "declared = false"}}},
      {"A30",
       "GDPR 13(2)(a)",
       "boat-hire",
       {{"member", "", "term_expected = true"}, {"boat-hire", R"(retention = "hire")", ""}}},
      {"A30",
       "GDPR 13(2)(a)",
       "training",
       {{"boat-log", "", "term_expected = true"}, {"seasons", "", "declared = false"}}},
      {"G7", "GDPR 5(1)(e)", "training", {{"member", R"("relation.ended")", ""}}, {"G7 technique"}},
      {"G7",
       "GDPR 5(1)(e)",
       "boat-hire",
       {{"boat-hire", R"(retention = "hire")", R"(retention = "opt-in")"}}},
      {"G10", "GDPR 6(1)(c)", "hire", {{"hire", kThreeYears, R"(period = "P23M")"}}},
      {"G10", "GDPR 5(1)(e)", "hire", {{"hire", kThreeYears, R"(period = "P4YT1H")"}}},
      {"G10",
       "GDPR 5(1)(e)",
       "hire",
       {{"hire", kThreeYears, R"(criterion.en = "While it is needed")"}},
       {"G10 hire"}},
  };
}

std::vector<LintChange> broken_recipients() {
  const Edit clauses_over = {"tm.clauses", "", "declared = false\nvalid_to = 2026-11-01"};
  return {
      {"A14",
       "GDPR 4(8), 28",
       "rc.printer",
       {{"rc.printer", R"(role.declared = "processor")",
         R"(role = { declared = "processor", assessed = "controller" })"}}},
      {"A15",
       "GDPR 13(1)(f), 44",
       "tm.clauses",
       {{"tm.clauses", "", "valid_to = 2026-11-01"}, {"example-print", R"(, "tm.clauses")", ""}}},
      {"A15", "GDPR 46(2)(c), 46(2)(d)", "abroad", {with_trait("abroad", "names-wrong-issuer")}},
      {"A15", "GDPR 45", "abroad", {with_trait("abroad", "unnamed-list")}},
      {"G3", "GDPR 28(3)", "example-print", {{"example-print", R"(contract_ref = "print-1")", ""}}},
      {"G4", "GDPR 44", "example-print", {clauses_over}},
      {"G4", "GDPR 44", "example-print", {{"tm.clauses", "", "no_new_from = 2024-01-01"}}},
      {"G4",
       "GDPR 44",
       "example-print",
       {clauses_over, {"tm.swiss", "", "declared = false\nvalid_to = 2026-11-01"}}},
  };
}

// None of these is a reason for a lint.
const std::vector<Edit> kNearMisses[] = {
    {{"law.sport", "", "valid_to = 2026-11-02"}},
    {{"law.sport", "", "declared = false\nvalid_to = 2020-01-01"}},
    {{"technique", R"("possible")", R"("excluded")"},
     {"technique", R"("legitimate-interest", lia_ref = "weighing-1")", R"("contract")"}},
    {with_trait("objecting", "called-third-party")},
    {{"boat-hire", "", "evaluates = true"}, {"no-profiles", R"("denies-profiling")", ""}},
    {{"donor-letters", R"(["letter"])", R"(["mail"])"},
     {"donor-letters", "", "soft_opt_in = true"}},
    {{"subscriber", "", R"(mention = "text")"}},
    {{"news", R"(wording.en = "Send me the news of the club. I can stop that at any time.")",
      R"(text_hash.en = "0000000000000000000000000000000000000000000000000000000000000000")"}},
    {{"hire", kThreeYears, R"(period = "P4Y")"}},
    {{"hire", kThreeYears, R"(period = "P2Y")"}},
    {{"example-print", R"("rc.printer")", R"("rc.trainers")"},
     {"example-print", R"(contract_ref = "print-1")", ""}},
    {{"tm.clauses", "", "valid_to = 2026-11-02"}},
    {{"tm.clauses", "", "declared = false\nvalid_to = 2026-01-01"},
     {"example-print", "", "valid_to = 2026-01-01"}},
    {{"tm.clauses", "", "no_new_from = 2024-01-02"}},
    {{"rower", "", "term_expected = true"}},
    {{"training", "", R"(as_named = "Coaching")"}},
};

std::vector<LintChange> all_broken() {
  std::vector<LintChange> all = broken_words();
  for (const auto& more :
       {broken_grounds(), broken_marketing(), broken_data(), broken_terms(), broken_recipients()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

} // namespace

TEST_CASE("a policy that leaves nothing to say raises no lint") {
  const Found found = found_in(lints_of(club_text()));
  CHECK_MESSAGE(found.empty(), shown(found));
}

TEST_CASE("a lint comes, and no other, when its field is broken in another policy") {
  std::set<std::string> ids;
  for (const LintChange& change : all_broken()) {
    CAPTURE(change.id);
    CAPTURE(change.item);
    const auto lints = lints_of(edited(club_text(), change.edits));
    const Found found = found_in(lints);
    CHECK_MESSAGE(found == change.all(), shown(found));
    CHECK(has_lint(lints, change.id, change.article, change.item));
    ids.insert(change.id);
  }
  for (int number = 1; number <= 32; ++number)
    CHECK_MESSAGE(ids.contains("A" + std::to_string(number)), "no row breaks A", number);
  for (int number = 1; number <= 10; ++number)
    CHECK_MESSAGE(ids.contains("G" + std::to_string(number)), "no row breaks G", number);
}

TEST_CASE("what is near a lint and is none raises nothing") {
  for (const auto& edits : kNearMisses) {
    CAPTURE(edits.front().item);
    CAPTURE(edits.front().to);
    const Found found = found_in(lints_of(edited(club_text(), edits)));
    CHECK_MESSAGE(found.empty(), shown(found));
  }
}

TEST_CASE("a transfer mechanism that ended is worse when no other one holds") {
  const Edit over = {"tm.clauses", "", "declared = false\nvalid_to = 2026-11-01"};
  const auto one = lints_of(edited(club_text(), {over}));
  REQUIRE(one.size() == 1);
  CHECK(one.front().severity == LintSeverity::kNote);
  const auto none = lints_of(edited(club_text(), {over, {"example-print", R"("tm.swiss", )", ""}}));
  REQUIRE(none.size() == 1);
  CHECK(none.front().severity == LintSeverity::kError);
}

TEST_CASE("every sentence of every lint is there in Dutch, French and English") {
  std::vector<Lint> lints = lints_of(example_text());
  for (const LintChange& change : all_broken())
    for (Lint& each : lints_of(edited(club_text(), change.edits)))
      lints.push_back(std::move(each));
  for (const Lint& each : lints) {
    CAPTURE(each.id);
    for (const Labels* sentences : {&each.what, &each.next}) {
      REQUIRE(sentences->texts.size() == 3);
      for (const auto& [language, text] : sentences->texts) {
        CHECK(text.size() > 5);
        CHECK(text.back() == '.');
        CHECK(text.find_first_of("{}") == std::string::npos);
      }
      CHECK(sentences->in("nl") != sentences->in("fr"));
      CHECK(sentences->in("fr") != sentences->in("en"));
      CHECK(sentences->in("nl") != sentences->in("en"));
    }
  }
}
