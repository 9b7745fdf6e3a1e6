// The example policy against the statement as it was taken apart, and every kind of mistake in a
// document against the error that it must give.
#include "ledger/base/limits.hpp"
#include "ledger/policy/document.hpp"
#include "ledger/policy/slug.hpp"

#include <algorithm>
#include <doctest/doctest.h>
#include <fstream>
#include <iterator>
#include <set>

using namespace ledger;
using namespace ledger::policy;

namespace {

std::string example_text() {
  std::ifstream file(LEDGER_SOURCE_DIR "/schemas/policies/example.toml", std::ios::binary);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string shown(const std::vector<Error>& errors) {
  std::string text;
  for (const Error& error : errors)
    text += error.where() + ": " + error.what() + " -> " + error.next() + "\n";
  return text;
}

Policy example() {
  const std::string text = example_text();
  auto policy = parse_policy(as_bytes(text));
  REQUIRE_MESSAGE(policy.has_value(), shown(policy.error()));
  return *policy;
}

// The smallest document there is; what is added behind it begins on line 16.
const std::string kSmall = R"(format = 1
version = "1"
effective_from = 2024-01-01
languages = ["en"]
[controller]
id = "controller"
name = "Example"
country = "BE"
[statement]
id = "statement"
title.en = "Statement"

[[purposes]]
id = "support"
label.en = "Support"
)";

std::vector<Error> errors_of(const std::string& text) {
  const auto policy = parse_policy(as_bytes(text));
  REQUIRE_FALSE(policy.has_value());
  for (const Error& error : policy.error()) {
    CAPTURE(error.what());
    CHECK(error.where().starts_with("line "));
    CHECK_FALSE(error.what().empty());
    CHECK_FALSE(error.next().empty());
  }
  return policy.error();
}

Error only_error_of(const std::string& text) {
  const auto errors = errors_of(text);
  REQUIRE_MESSAGE(errors.size() == 1, shown(errors));
  return errors.front();
}

bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

template <class Test>
auto count_declared(const Register<Activity>& activities, Test&& test) {
  return std::count_if(activities.begin(), activities.end(),
                       [&](const Activity& each) { return each.declared && test(each); });
}

Timestamp at(std::string_view text) {
  return parse_rfc3339(text).value();
}

} // namespace

TEST_CASE("the example has the relations, categories and activities of the statement") {
  const Policy policy = example();
  const Contents& all = policy.contents();
  CHECK(std::count_if(all.relations.begin(), all.relations.end(),
                      [](const Relation& each) { return each.declared; }) == 11);
  CHECK(all.relations.size() == 16);
  CHECK(all.categories.size() == 18);
  CHECK(count_declared(all.activities, [](const Activity&) { return true; }) == 28);
  CHECK(all.activities.size() == 37);
  for (const char* group :
       {"prospect", "first-visit", "returning-visit", "ex-customer", "ex-supplier"}) {
    CAPTURE(group);
    REQUIRE(policy.relation(group) != nullptr);
    CHECK_FALSE(policy.relation(group)->declared);
  }
  CHECK(policy.relation("prospect")->mention == Mention::kText);
  CHECK(policy.relation("ex-customer")->mention == Mention::kName);
}

TEST_CASE("the declared activities rest on 22 interests, 4 contracts and 2 consents") {
  const Policy policy = example();
  const auto resting_on = [&](Ground ground) {
    return count_declared(policy.contents().activities,
                          [=](const Activity& each) { return each.declared_ground == ground; });
  };
  CHECK(resting_on(Ground::kLegitimateInterest) == 22);
  CHECK(resting_on(Ground::kContract) == 4);
  CHECK(resting_on(Ground::kConsent) == 2);
}

TEST_CASE("13 declared activities exclude objection, 10 of them against the assessment") {
  const Policy policy = example();
  const auto excluding = [&](Ground ground, std::string_view reason) {
    return count_declared(policy.contents().activities, [=](const Activity& each) {
      return each.declared_objection == Objectability::kExcluded &&
             each.declared_ground == ground && each.objection_reason == reason;
    });
  };
  CHECK(excluding(Ground::kLegitimateInterest, "n1") == 5);
  CHECK(excluding(Ground::kLegitimateInterest, "n3") == 3);
  CHECK(excluding(Ground::kLegitimateInterest, "n4") == 2);
  CHECK(excluding(Ground::kContract, "n1") == 1);
  CHECK(excluding(Ground::kContract, "n2") == 2);
  const auto excluded = count_declared(policy.contents().activities, [](const Activity& each) {
    return each.declared_objection == Objectability::kExcluded;
  });
  CHECK(excluded == 13);
  const auto overruled = count_declared(policy.contents().activities, [](const Activity& each) {
    return each.declared_objection == Objectability::kExcluded &&
           each.assessed_objection == Objectability::kPossible;
  });
  CHECK(overruled == 10);
}

TEST_CASE("each declared relation has the categories and activities of its table") {
  struct Row {
    const char* relation;
    std::size_t categories;
    long activities;
  };
  // The statement prints the IP address and the place derived from it as one bullet.
  constexpr Row kRows[] = {
      {"paying-customer", 14, 4},      {"platform-user", 13, 3},    {"email-correspondent", 2, 1},
      {"phone-contact", 3, 1},         {"chat-contact", 4, 1},      {"demo-user", 13, 4},
      {"newsletter-subscriber", 5, 1}, {"event-registrant", 14, 6}, {"office-visitor", 8, 2},
      {"commercial-relation", 13, 3},  {"job-applicant", 7, 2}};
  const Policy policy = example();
  for (const Row& row : kRows) {
    CAPTURE(row.relation);
    const Relation* relation = policy.relation(row.relation);
    REQUIRE(relation != nullptr);
    CHECK(relation->declared);
    CHECK(relation->categories.size() == row.categories);
    CHECK(std::count(relation->categories.begin(), relation->categories.end(), "other-voluntary") ==
          1);
    CHECK(count_declared(policy.contents().activities, [&](const Activity& each) {
            return each.relations == Slugs{row.relation};
          }) == row.activities);
  }
}

TEST_CASE("an activity of the example uses only categories of its relations") {
  const Policy policy = example();
  for (const Activity& activity : policy.contents().activities) {
    if (activity.relations.empty()) continue;
    std::set<std::string> known;
    for (const std::string& relation : activity.relations) {
      const Slugs& categories = policy.relation(relation)->categories;
      known.insert(categories.begin(), categories.end());
    }
    for (const std::string& category : activity.categories) {
      CAPTURE(activity.id);
      CAPTURE(category);
      CHECK(known.contains(category));
    }
  }
}

TEST_CASE("mechanisms and adequacy decisions of the example hold half-open") {
  const Policy policy = example();
  const Mechanism* shield = policy.mechanism("tm.privacy-shield");
  REQUIRE(shield != nullptr);
  CHECK_FALSE(shield->valid.holds_at(at("2016-07-11T23:59:59Z")));
  CHECK(shield->valid.holds_at(at("2016-07-12")));
  CHECK(shield->valid.holds_at(at("2020-07-15T23:59:59.999999Z")));
  CHECK_FALSE(shield->valid.holds_at(at("2020-07-16")));
  CHECK(policy.mechanism("tm.dpf")->valid.holds_at(at("2030-01-01")));
  for (const char* day : {"2020-12-31", "2021-01-01", "2021-06-28", "2031-12-26"}) {
    CAPTURE(day);
    const auto& list = policy.contents().adequacy;
    CHECK(std::count_if(list.begin(), list.end(), [&](const Adequacy& each) {
            return each.territory == "GB" && each.valid.holds_at(at(day));
          }) == 1);
  }
}

TEST_CASE("terms, rights and consents of the example are read as written") {
  const Policy policy = example();
  CHECK(policy.retention("ret.prospect-3y")->period == Period{36, 0, 0});
  CHECK(policy.retention("ret.invoice-statutory")->earlier.at(0).period == Period{84, 0, 0});
  CHECK(policy.retention("ret.necessity")->criterion.in("fr") == "Fin de la relation");
  CHECK(policy.right("right.access")->deadline == Period{1, 0, 0});
  CHECK(policy.right("right.access")->extension == Period{2, 0, 0});
  CHECK(policy.contents().breach.notify_authority_within == Period{0, 0, 72});
  CHECK(policy.contents().breach.kinds.size() == 7);
  CHECK(policy.contents().ledger.backdating_tolerance == Period{0, 30, 0});
  CHECK(policy.contents().calendar.fixed_holidays.at(2) ==
        std::chrono::month_day(std::chrono::July, std::chrono::day(21)));
  const ConsentRule* consent = policy.consent("consent.newsletter");
  REQUIRE(consent->wordings.size() == 3);
  const auto& wording = consent->wordings.front();
  CHECK(wording.language == "nl");
  CHECK(wording.sha256 == to_hex(sha256_as<DocumentHash>({as_bytes(wording.text)}).view()));
  for (const char* clause : {"s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"}) {
    CAPTURE(clause);
    CHECK(policy.clause(clause) != nullptr);
  }
}

TEST_CASE("an activity's key class is that of its retention rule, else unclassified") {
  const Policy policy = example();
  CHECK(policy.retention_class_of("customer.invoicing") == "invoice");
  CHECK(policy.retention_class_of("newsletter.marketing-communication") == "marketing");
  CHECK(policy.retention_class_of("visit.camera-surveillance") == "camera");
  CHECK(policy.retention_class_of("no.such-activity") == "unclassified");
  CHECK(policy.activity("no.such-activity") == nullptr);
}

TEST_CASE("a policy is in force from its first instant, and its id is the digest of its bytes") {
  const Policy policy = example();
  CHECK(policy.version() == "2026.1");
  CHECK_FALSE(policy.in_force_at(at("2018-05-24T21:59:59Z")));
  CHECK(policy.in_force_at(at("2018-05-24T22:00:00Z")));
  const std::string text = example_text();
  CHECK(policy.id() == sha256_as<DocumentHash>({as_bytes(text)}));
  const std::string longer = text + "\n";
  CHECK(parse_policy(as_bytes(longer)).value().id() != policy.id());
  std::string other = text;
  other[other.find("The example")] = 't';
  CHECK(parse_policy(as_bytes(other)).value().id() != policy.id());
}

TEST_CASE("the smallest policy is read") {
  const auto policy = parse_policy(as_bytes(kSmall));
  REQUIRE_MESSAGE(policy.has_value(), shown(policy.error()));
  CHECK(policy->purpose("support")->label.in("nl") == "Support");
  CHECK(policy->contents().parameters.lookup_factor == 5);
}

TEST_CASE("text that is not TOML is malformed, with its place") {
  const Error error = only_error_of(kSmall + "[[purposes]\n");
  CHECK(error.code() == Errc::kMalformed);
  CHECK(error.where().starts_with("line 16, column "));
  CHECK(only_error_of("a = \"\xff\"\n").code() == Errc::kMalformed);
}

TEST_CASE("an unknown key is an error that names the nearest known key") {
  const Error error = only_error_of(kSmall + "statment_ref = \"2\"\n");
  CHECK(error.code() == Errc::kInvalidField);
  CHECK(error.where() == "line 16, column 1, field purposes.\"statment_ref\"");
  CHECK(mentions(error.next(), "\"statement_ref\""));
}

TEST_CASE("a slug that is used twice is an error that names the first use") {
  const Error error =
      only_error_of(kSmall + "[[purposes]]\nid = \"support\"\nlabel.en = \"Again\"\n");
  CHECK(error.where().starts_with("line 17, column 6, field purposes.id"));
  CHECK(mentions(error.what(), "line 13"));
}

TEST_CASE("a reference to nothing is an error at the reference") {
  const Error error = only_error_of(kSmall + R"([[activities]]
id = "help"
label.en = "Help"
declared = false
relations = []
purpose = "suport"
ground.assessed = "contract"
)");
  CHECK(error.where() == "line 21, column 11, field activities.purpose");
  CHECK(mentions(error.what(), "no purpose \"suport\""));
  CHECK(mentions(error.next(), "\"support\""));
}

TEST_CASE("a bad slug is an error that says what a slug is") {
  for (const char* bad : {"Support", "sup port", "", ".x", "x_y", "caf\u00e9"}) {
    CAPTURE(bad);
    const Error error =
        only_error_of(kSmall + "[[items]]\nid = \"" + bad + "\"\nlabel.en = \"x\"\n");
    CHECK(error.where() == "line 17, column 6, field items.id");
    CHECK(mentions(error.next(), "lowercase"));
  }
  CHECK(is_slug(std::string(limits::kSlugChars, 'a')));
  CHECK_FALSE(is_slug(std::string(limits::kSlugChars + 1, 'a')));
}

TEST_CASE("an oversized document is refused before it is read") {
  std::string text = kSmall;
  text.append(limits::kDocumentBytes - text.size(), '\n');
  CHECK(parse_policy(as_bytes(text)).has_value());
  const Error error = only_error_of(text + "\n");
  CHECK(error.code() == Errc::kTooLarge);
}

TEST_CASE("a wrong kind, word, period, date order, country or missing field each give an error") {
  struct Mistake {
    const char* text;
    const char* where;
    const char* what;
  };
  constexpr Mistake kMistakes[] = {
      {"declared = 1\n", "line 16, column 12, field purposes.declared", "a whole number"},
      {"[parameters]\nlookup_factor = 0\n", "line 17, column 17", "out of range"},
      {"[parameters]\nsource_silence = \"7 days\"\n", "line 17, column 18", "not a period"},
      {"[parameters]\nderived_place_precision = \"street\"\n", "line 17", "\"street\""},
      {"[eea]\nmembers = [\"BE\", \"Belgium\"]\n", "line 17, column 18", "not a country code"},
      {"[[items]]\nid = \"x\"\n", "line 16, column 1, field items.label", "missing"},
      {"[[items]]\nid = \"x\"\nlabel.en = \"x\"\nlabel.nl = \"x\"\n", "line 19", "\"nl\""},
      {"[[laws]]\nid = \"l\"\nlabel.en = \"L\"\ncitation = \"c\"\nvalid_from = 2020-01-01\n"
       "valid_to = 2020-01-01\n",
       "line 21", "not after"},
      {"[[laws]]\nid = \"l\"\nlabel.en = \"L\"\ncitation = \"c\"\nvalid_from = "
       "2020-01-01T00:00:00\n",
       "line 20", "no kind"},
      {"[[retention]]\nid = \"r\"\nlabel.en = \"R\"\nclass = \"unclassified\"\nstart = "
       "\"collected\"\nperiod = \"P1Y\"\n",
       "line 19", "ledger's own"},
      {"[[retention]]\nid = \"r\"\nlabel.en = \"R\"\nclass = \"c\"\nstart = \"collected\"\n",
       "line 16", "neither"},
      {"[[consents]]\nid = \"c\"\nlabel.en = \"C\"\nwording.en = \"Yes\"\ntext_hash.en = "
       "\"0000000000000000000000000000000000000000000000000000000000000000\"\n",
       "line 20", "not that of the wording"},
      {"[[activities]]\nid = \"a\"\nlabel.en = \"A\"\npurpose = \"support\"\nground = {}\n",
       "line 16", "exactly one relation"},
  };
  for (const Mistake& mistake : kMistakes) {
    CAPTURE(mistake.text);
    const Error error = only_error_of(kSmall + mistake.text);
    CAPTURE(error.where());
    CAPTURE(error.what());
    CHECK(error.code() == Errc::kInvalidField);
    CHECK(error.where().starts_with(mistake.where));
    CHECK(mentions(error.what(), mistake.what));
  }
}

TEST_CASE("all errors of a document come at once, in its order, at most fifty") {
  const auto errors = errors_of(kSmall + "colour = 1\n[[items]]\nid = \"X\"\nlabel.en = \"x\"\n"
                                         "[wishes]\n[ledger]\nretention = \"P\"\n");
  REQUIRE_MESSAGE(errors.size() == 4, shown(errors));
  CHECK(errors[0].where().starts_with("line 16"));
  CHECK(errors[1].where().starts_with("line 18"));
  CHECK(errors[2].where().starts_with("line 20"));
  CHECK(errors[3].where().starts_with("line 22"));

  std::string many = kSmall;
  for (int i = 0; i < 5'000; ++i)
    many += "key" + std::to_string(i) + " = 1\n";
  CHECK(errors_of(many).size() == 50);
}

TEST_CASE("keys and brackets without end are refused, not followed") {
  std::string key = "a";
  while (key.size() < 900'000)
    key += ".a";
  CHECK(only_error_of(key + " = 1\n").code() == Errc::kMalformed);
  CHECK(only_error_of("['x'." + key + "]\n").code() == Errc::kMalformed);
  CHECK(only_error_of("x = " + std::string(900'000, '[')).code() == Errc::kMalformed);
  std::string nested = "x = ";
  for (int i = 0; i < 200; ++i)
    nested += "[{a.a.a.a.a.a.a.a = ";
  CHECK(only_error_of(nested).code() == Errc::kMalformed);
  // Dots in texts and comments are no keys.
  const std::string dots(64, '.');
  const auto policy =
      parse_policy(as_bytes(kSmall + "# " + dots + "\n[[items]]\nid = \"i\"\nlabel.en = \"\"\"" +
                            dots + "\"" + dots + "\"\"\"\"\n"));
  REQUIRE_MESSAGE(policy.has_value(), shown(policy.error()));
}

TEST_CASE("periods are read and written as ISO 8601 durations") {
  struct Case {
    const char* text;
    Period period;
    const char* shortest;
  };
  constexpr Case kCases[] = {{"P3Y", {36, 0, 0}, "P3Y"},
                             {"P1M", {1, 0, 0}, "P1M"},
                             {"P18M", {18, 0, 0}, "P1Y6M"},
                             {"P2W", {0, 14, 0}, "P14D"},
                             {"PT72H", {0, 0, 72}, "PT72H"},
                             {"P0D", {0, 0, 0}, "P0D"},
                             {"P1Y2M3DT4H", {14, 3, 4}, "P1Y2M3DT4H"}};
  for (const Case& each : kCases) {
    CAPTURE(each.text);
    CHECK(parse_period(each.text) == each.period);
    CHECK(to_text(each.period) == each.shortest);
    CHECK(parse_period(each.shortest) == each.period);
  }
  for (const char* bad : {"", "P", "PT", "P1", "1M", "P-1M", "P1H", "PT1M", "P1M1Y", "P10000D",
                          "P1DT", "p1m", "P-0D", "P+1D", " P1D", "P1YT-0H", "P1.5M", "P1M "}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_period(bad).has_value());
  }
}
