// F20, F21, F22 and F47: transfers outside the European Economic Area.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

constexpr const char* kAnalytics = "example-analytics"; // in the US
constexpr const char* kHosting = "example-hosting";     // in the Netherlands and Germany
constexpr const char* kStats = "service.usage-analytics";

Fill to(const std::string& recipient, const std::string& country = {}, const Fill& more = {}) {
  return doing(kStats, [=](wire::Clear::Builder clear) {
    clear.setRecipient(recipient);
    if (!country.empty()) clear.setCountry(country);
    clear.setEeaInfeasible(wire::EeaInfeasible::NO_PROVIDER);
    if (more) more(clear);
  });
}

// On a mechanism, with the references of all its documents but one.
enum class Without { kNothing, kCertificate, kContract, kAssessment, kReason };
Fill on(const std::string& mechanism, Without without = Without::kNothing,
        const std::string& country = "US") {
  return to(kAnalytics, country, [=](wire::Clear::Builder clear) {
    clear.setMechanism(mechanism);
    if (without != Without::kCertificate) clear.setCertificate(bytes_of(ref(1)));
    if (without != Without::kContract) clear.setContract(bytes_of(ref(2)));
    if (without != Without::kAssessment) clear.setAssessment(bytes_of(ref(3)));
    if (without != Without::kReason) clear.setGround(wire::Ground::CONTRACT);
  });
}

Fill certified(const std::string& mechanism, const char* from = nullptr, const char* to = nullptr) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecipient(kAnalytics);
    clear.setMechanism(mechanism);
    clear.setCertificate(bytes_of(ref(1)));
    if (from != nullptr) clear.setEffectiveFrom(at(from).get());
    if (to != nullptr) clear.setEffectiveTo(at(to).get());
  };
}

Fill clauses(const char* to = nullptr) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecipient(kAnalytics);
    clear.setContractKind(wire::ContractKind::STANDARD_CLAUSES);
    clear.setContract(bytes_of(ref(2)));
    if (to != nullptr) clear.setEffectiveTo(at(to).get());
  };
}

Fill assessed(wire::AssessmentOutcome outcome, wire::AssessmentKind kind) {
  return [=](wire::Clear::Builder clear) {
    clear.setRecipient(kAnalytics);
    clear.setAssessment(bytes_of(ref(3)));
    clear.setAssessmentKind(kind);
    clear.setAssessmentOutcome(outcome);
  };
}

bool transfer_raises(Rule rule, const char* when, const Fill& fill) {
  Story story;
  story.fact(EventType::TRANSFER_THIRD_COUNTRY, when, fill);
  return story.raises(rule);
}

constexpr const char* kShield = "tm.privacy-shield";
constexpr const char* kDpf = "tm.dpf";
constexpr const char* kLegacy = "tm.scc-commission-legacy";
constexpr const char* kClauses = "tm.scc-commission-2021";

} // namespace

TEST_CASE("F20: a plain disclosure to a recipient outside the area is a transfer") {
  Story story;
  const Sequence given = story.fact(EventType::DISCLOSURE, "2024-03-01", to(kAnalytics));
  story.fact(EventType::DISCLOSURE, "2024-03-01", to(kHosting));
  const auto found = story.of(Rule::F20);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == given);
  CHECK(found[0].about == kAnalytics);
  CHECK(found[0].from == at("2024-03-01"));
  CHECK(found[0].breaks == Breaks::kLaw);
  CHECK_FALSE(story.raises(Rule::F21));
}

TEST_CASE("F20: a place of processing outside the area is enough, and so is a stated country") {
  const auto told = [](const std::string& policy, const char* country) {
    Story story(policy);
    story.fact(EventType::DISCLOSURE, "2024-03-01", to(kHosting, country));
    return story.raises(Rule::F20);
  };
  const std::string text = example_text();
  CHECK_FALSE(told(text, ""));
  CHECK_FALSE(told(text, "NO")); // EFTA
  CHECK(told(text, "IN"));
  CHECK(told(replaced(text, "locations = [\"NL\", \"DE\"]", "locations = [\"NL\", \"IN\"]"), ""));
}

TEST_CASE("F20: a sub-processor outside the area is judged for itself") {
  Story story(replaced(example_text(),
                       "name = \"Example Backup GmbH\"\ncategory = "
                       "\"rc.ict.hosting\"\ncountry = \"DE\"",
                       "name = \"Example Backup GmbH\"\ncategory = \"rc.ict.hosting\"\ncountry = "
                       "\"IN\""));
  story.fact(EventType::DISCLOSURE, "2024-03-01", to(kHosting, "", [](wire::Clear::Builder clear) {
               set_names(clear.initVia(1), {"example-backup"});
             }));
  REQUIRE(story.of(Rule::F20).size() == 1);
  CHECK(story.of(Rule::F20)[0].about == "example-backup");
}

TEST_CASE("F20: neither an unknown mechanism nor a claim of no transfer is a mechanism") {
  CHECK(transfer_raises(Rule::F20, "2024-03-01", on("undeclared")));
  CHECK(transfer_raises(Rule::F20, "2024-03-01", on("tm.none-eea")));
  CHECK_FALSE(transfer_raises(Rule::F20, "2024-03-01", on(kDpf)));
}

TEST_CASE("F20: what an adequate territory gets needs no more") {
  CHECK_FALSE(transfer_raises(Rule::F20, "2024-03-01", to("undeclared", "JP")));
  CHECK(transfer_raises(Rule::F20, "2018-06-01", to("undeclared", "JP")));
  CHECK_FALSE(transfer_raises(Rule::F20, "2026-01-26", to("undeclared", "BR")));
  CHECK(transfer_raises(Rule::F20, "2026-01-25", to("undeclared", "BR")));
  // Of certified entities only.
  CHECK(transfer_raises(Rule::F20, "2024-03-01", to("undeclared", "US")));
}

TEST_CASE("F20: the United Kingdom counted as the area, was bridged and is adequate until 2031") {
  for (const char* when : {"2018-06-01", "2020-12-31", "2021-01-01", "2021-06-27", "2021-06-28",
                           "2025-12-28", "2031-12-26"}) {
    CAPTURE(when);
    CHECK_FALSE(transfer_raises(Rule::F20, when, to("undeclared", "GB")));
  }
  CHECK(transfer_raises(Rule::F20, "2031-12-27", to("undeclared", "GB")));
}

TEST_CASE("F20: a disclosure may rest on what the policy and the house have for the recipient") {
  const auto raised = [](EventType type, const Fill& fill) {
    Story story;
    story.house(type, "2023-08-01", fill);
    story.fact(EventType::DISCLOSURE, "2024-03-01", to(kAnalytics));
    return story.raises(Rule::F20);
  };
  CHECK_FALSE(raised(EventType::RECIPIENT_CERTIFIED, certified(kDpf)));
  CHECK(raised(EventType::RECIPIENT_CERTIFIED, certified(kDpf, nullptr, "2024-03-01")));
  CHECK(raised(EventType::RECIPIENT_CERTIFIED, certified(kShield)));
  CHECK(raised(EventType::RECIPIENT_CERTIFIED, certified("tm.bcr"))); // not the recipient's
  CHECK_FALSE(raised(EventType::CONTRACT_SIGNED, clauses()));
}

TEST_CASE("F21: mechanisms hold from their first day and no longer on their last") {
  struct Row {
    const char* mechanism;
    const char* when;
    bool holds;
  };
  for (const Row& row : {Row{kShield, "2019-01-01", true}, Row{kShield, "2020-07-15", true},
                         Row{kShield, "2020-07-16", false}, Row{kShield, "2021-03-01", false},
                         Row{kDpf, "2023-07-09", false}, Row{kDpf, "2023-07-10", true},
                         Row{kLegacy, "2022-12-26", true}, Row{kLegacy, "2022-12-27", false},
                         Row{kClauses, "2021-06-26", false}, Row{kClauses, "2021-06-27", true},
                         Row{"tm.safe-harbour", "2018-06-01", false}}) {
    CAPTURE(row.mechanism);
    CAPTURE(row.when);
    CHECK(transfer_raises(Rule::F21, row.when, on(row.mechanism)) != row.holds);
    CHECK_FALSE(transfer_raises(Rule::F20, row.when, on(row.mechanism)));
  }
}

TEST_CASE("F21: a mechanism does not hold without the reference of its document") {
  for (const auto& [mechanism, without] :
       {std::pair{kDpf, Without::kCertificate}, std::pair{kClauses, Without::kContract},
        std::pair{"tm.bcr", Without::kCertificate},
        std::pair{"tm.scc-supervisory-authority", Without::kCertificate},
        std::pair{"tm.scc-supervisory-authority", Without::kContract},
        std::pair{"tm.derogation-49", Without::kReason}}) {
    const char* const named = mechanism;
    CAPTURE(named);
    CHECK(transfer_raises(Rule::F21, "2024-03-01", on(named, without)));
    CHECK_FALSE(transfer_raises(Rule::F21, "2024-03-01", on(named)));
  }
}

TEST_CASE("F21: not for a country that it is not for, nor adequacy where there is none") {
  CHECK(transfer_raises(Rule::F21, "2024-03-01", on(kDpf, Without::kNothing, "IN")));
  CHECK_FALSE(transfer_raises(Rule::F21, "2024-03-01", on(kDpf)));
  CHECK(transfer_raises(Rule::F21, "2024-03-01", on("tm.adequacy")));
  Story adequate;
  adequate.fact(EventType::TRANSFER_THIRD_COUNTRY, "2024-03-01",
                to("undeclared", "JP",
                   [](wire::Clear::Builder clear) { clear.setMechanism("tm.adequacy"); }));
  CHECK_FALSE(adequate.raises(Rule::F21));
}

TEST_CASE("F21: a certificate that lapsed carries nothing, and is the evidence while it holds") {
  const auto raised = [](const char* when) {
    Story story;
    story.house(EventType::RECIPIENT_CERTIFIED, "2023-08-01",
                certified(kDpf, "2023-08-01", "2024-08-01"));
    story.fact(EventType::TRANSFER_THIRD_COUNTRY, when, on(kDpf));
    return story.raises(Rule::F21);
  };
  CHECK_FALSE(raised("2024-07-31"));
  CHECK(raised("2024-08-01"));
}

TEST_CASE("F21: standard clauses must be in force, and earlier sets not be signed too late") {
  const auto raised = [](const char* signed_on, const char* mechanism, const char* until) {
    Story story;
    story.house(EventType::CONTRACT_SIGNED, signed_on, clauses(until));
    story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2022-03-01", on(mechanism));
    return story.raises(Rule::F21);
  };
  CHECK_FALSE(raised("2021-08-01", kClauses, nullptr));
  CHECK(raised("2021-08-01", kClauses, "2022-03-01"));
  CHECK_FALSE(raised("2021-09-26", kLegacy, nullptr));
  CHECK(raised("2021-09-27", kLegacy, nullptr));
}

TEST_CASE("F21: of several clauses, those that the transfer names count") {
  Story story;
  story.house(EventType::CONTRACT_SIGNED, "2021-08-01", [](wire::Clear::Builder clear) {
    clauses()(clear);
    clear.setContract(bytes_of(ref(9)));
  });
  story.house(EventType::CONTRACT_SIGNED, "2021-10-01", clauses());
  story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2022-03-01", on(kLegacy));
  CHECK(story.raises(Rule::F21));
}

TEST_CASE("F21: clauses of one set are not those of another") {
  const auto raised = [](const char* mechanism) {
    Story story;
    story.house(EventType::CONTRACT_SIGNED, "2021-10-01", [=](wire::Clear::Builder clear) {
      clauses()(clear);
      clear.setMechanism(mechanism);
    });
    story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2022-03-01", on(kLegacy));
    return story.raises(Rule::F21);
  };
  CHECK(raised(kLegacy)); // signed too late
  CHECK_FALSE(raised(kClauses));
}

TEST_CASE("F21: what only certified entities may rely on needs the certificate") {
  Story story(replaced(example_text(),
                       "valid_from = 2023-07-10\ncountries = [\"US\"]\ncertified_entities_only = "
                       "true\nrequires = [\"certificate\"]\n",
                       "valid_from = 2023-07-10\ncountries = [\"US\"]\ncertified_entities_only = "
                       "true\n"));
  story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2024-03-01", on(kDpf, Without::kCertificate));
  CHECK(story.raises(Rule::F21));
}

TEST_CASE("F21: a certificate for another mechanism says nothing about this one") {
  Story story;
  story.house(EventType::RECIPIENT_CERTIFIED, "2019-01-01",
              certified(kShield, nullptr, "2020-01-01"));
  story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2024-03-01", on(kDpf));
  CHECK_FALSE(story.raises(Rule::F21));
}

TEST_CASE("F22: clauses and binding rules need an assessment, since the Privacy Shield fell") {
  Story story;
  const Sequence given = story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2024-03-01",
                                    on(kClauses, Without::kAssessment));
  const auto found = story.of(Rule::F22);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == given);
  CHECK(found[0].about == kAnalytics);
  CHECK_FALSE(story.raises(Rule::F21));
  CHECK(transfer_raises(Rule::F22, "2024-03-01", on("tm.bcr", Without::kAssessment)));
  CHECK_FALSE(transfer_raises(Rule::F22, "2024-03-01", on(kClauses)));
  CHECK_FALSE(transfer_raises(Rule::F22, "2024-03-01", on(kDpf, Without::kAssessment)));
  CHECK_FALSE(transfer_raises(Rule::F22, "2020-07-15", on(kLegacy, Without::kAssessment)));
  CHECK(transfer_raises(Rule::F22, "2020-07-16", on(kLegacy, Without::kAssessment)));
  // What does not hold at all is F21.
  CHECK_FALSE(transfer_raises(Rule::F22, "2023-03-01", on(kLegacy, Without::kAssessment)));
}

TEST_CASE("F22: an assessment that failed, or asked for measures that were not taken, is none") {
  using Outcome = wire::AssessmentOutcome;
  const auto raised = [](Outcome outcome, bool measures,
                         wire::AssessmentKind kind = wire::AssessmentKind::TRANSFER) {
    Story story;
    story.house(EventType::ASSESSMENT_RECORDED, "2022-01-01", assessed(outcome, kind));
    story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2022-03-01", [=](wire::Clear::Builder clear) {
      on(kClauses)(clear);
      if (measures) clear.setSupplementaryMeasures(wire::Answer::YES);
    });
    return story.raises(Rule::F22);
  };
  CHECK_FALSE(raised(Outcome::ACCEPTABLE, false));
  CHECK(raised(Outcome::NOT_ACCEPTABLE, true));
  CHECK(raised(Outcome::WITH_MEASURES, false));
  CHECK_FALSE(raised(Outcome::WITH_MEASURES, true));
  CHECK_FALSE(raised(Outcome::NOT_ACCEPTABLE, true, wire::AssessmentKind::IMPACT));
}

TEST_CASE("F22: the assessment is the one that the transfer names, made before it") {
  const auto raised = [](const char* made, std::uint8_t number, Without without) {
    Story story;
    story.house(EventType::ASSESSMENT_RECORDED, made, [=](wire::Clear::Builder clear) {
      assessed(wire::AssessmentOutcome::NOT_ACCEPTABLE, wire::AssessmentKind::TRANSFER)(clear);
      clear.setAssessment(bytes_of(ref(number)));
    });
    story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2022-03-01", on(kClauses, without));
    return story.raises(Rule::F22);
  };
  CHECK(raised("2022-01-01", 3, Without::kNothing));
  CHECK_FALSE(raised("2022-04-01", 3, Without::kNothing));
  CHECK_FALSE(raised("2022-01-01", 9, Without::kNothing));
  Story unnamed; // one there is, but the transfer does not rest on it
  unnamed.house(EventType::ASSESSMENT_RECORDED, "2022-01-01",
                assessed(wire::AssessmentOutcome::ACCEPTABLE, wire::AssessmentKind::TRANSFER));
  unnamed.fact(EventType::TRANSFER_THIRD_COUNTRY, "2022-03-01", on(kClauses, Without::kAssessment));
  CHECK(unnamed.raises(Rule::F22));
}

TEST_CASE("F47: a lawful mechanism that the statement does not name breaks what it promised") {
  Story story;
  const Sequence given = story.fact(EventType::TRANSFER_THIRD_COUNTRY, "2024-03-01", on(kDpf));
  const auto found = story.of(Rule::F47);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == given);
  CHECK(found[0].breaks == Breaks::kPromise);
  CHECK(transfer_raises(Rule::F47, "2024-03-01", on("tm.bcr")));
  CHECK(transfer_raises(Rule::F47, "2024-03-01", on("tm.derogation-49")));
  CHECK_FALSE(transfer_raises(Rule::F47, "2024-03-01", on(kClauses)));
  // Not lawful: F21.
  CHECK_FALSE(transfer_raises(Rule::F47, "2024-03-01", on(kDpf, Without::kCertificate)));
}

TEST_CASE("F47: a transfer says why it could not be done inside the area, if that was promised") {
  const auto raised = [](const std::string& policy, const char* country) {
    Story story(policy);
    story.fact(EventType::DISCLOSURE, "2024-03-01",
               to("undeclared", country, [](wire::Clear::Builder clear) {
                 clear.setEeaInfeasible(wire::EeaInfeasible::UNSTATED);
               }));
    return story.raises(Rule::F47);
  };
  const std::string text = example_text();
  CHECK(raised(text, "JP"));
  CHECK_FALSE(raised(text, "FR"));
  CHECK_FALSE(raised(replaced(text, "step = 0\n", ""), "JP"));
  CHECK_FALSE(transfer_raises(Rule::F47, "2024-03-01", to("undeclared", "JP")));
}
