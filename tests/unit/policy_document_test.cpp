// How a document is read: every kind of mistake against the error that it must give, what makes its
// identity, and periods.
#include "ledger/base/limits.hpp"
#include "ledger/policy/slug.hpp"
#include "tests/unit/policy_support.hpp"

using namespace ledger;
using namespace ledger::policy;

namespace {

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

} // namespace

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
      {"[[clauses]]\nid = \"c\"\nlabel.en = \"C\"\ntraits = [\"acknowledgment\"]\n",
       "line 19, column 11, field clauses.traits", "not a word that this field knows"},
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

TEST_CASE("a zone that nobody knows keeps a policy from being published, not from being read") {
  const std::string wrong = kSmall + "[calendar]\ntime_zone = \"Europe/Brusels\"\n";
  CHECK(parse_policy(as_bytes(wrong)).has_value());
  const auto refused = parse_new_policy(as_bytes(wrong));
  REQUIRE_FALSE(refused);
  REQUIRE_MESSAGE(refused.error().size() == 1, shown(refused.error()));
  const Error& error = refused.error().front();
  CHECK(error.code() == Errc::kInvalidField);
  CHECK(error.where() == "line 17, column 13, field calendar.time_zone");
  CHECK(mentions(error.what(), "\"Europe/Brusels\""));
  CHECK(error.next() == "did you mean \"Europe/Brussels\"?");
  // Beside whatever else is wrong.
  const auto both = parse_new_policy(as_bytes(wrong + "weekend = [\"sonday\"]\n"));
  REQUIRE_FALSE(both);
  CHECK(both.error().size() == 2);

  const std::string right = kSmall + "[calendar]\ntime_zone = \"Europe/Brussels\"\n";
  const auto policy = parse_new_policy(as_bytes(right));
  REQUIRE_MESSAGE(policy.has_value(), shown(policy.error()));
  CHECK(policy->id() == parse_policy(as_bytes(right))->id());
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
