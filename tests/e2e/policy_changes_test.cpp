// The policy changes three times, the last time back in time. What was answered as of a day, or as
// known from so many records, is answered the same ever after; what is known since is added.
#include "story.hpp"

#include <boost/json/serialize.hpp>
#include <map>

using e2e::Daemon;
using e2e::object_in;
using e2e::Story;
namespace json = boost::json;

namespace {

const std::string kNewsletter = "newsletter.marketing-communication";
const std::string kSurvey = "customer.satisfaction-survey";
const std::string kSurveyGround =
    "id = \"customer.satisfaction-survey\"\nrelation = \"paying-customer\"\n"
    "label.nl = \"Klantentevredenheidsonderzoek\"\nlabel.en = \"Customer satisfaction survey\"\n"
    "label.fr = \"Enquête de satisfaction client\"\npurpose = \"statistical-analysis\"\n"
    "ground = { declared = \"legitimate-interest\", assessed = \"legitimate-interest\" }\n";

using Edits = std::vector<std::pair<std::string, std::string>>;

// Publishes the example with these edits; the number of records then.
std::uint64_t publish(const Daemon& daemon, const std::string& from, const Edits& edits) {
  std::string text = e2e::content_of(LEDGER_SOURCE_DIR "/schemas/policies/example.toml");
  for (const auto& [old, now] : edits) {
    const std::size_t at = text.find(old);
    REQUIRE(at != std::string::npos);
    text.replace(at, old.size(), now);
  }
  const e2e::fs::path file = daemon.file("policy-" + from + ".toml");
  std::ofstream(file, std::ios::binary) << text;
  const auto published =
      daemon.ask({"policy", "publish", file.string(), "--effective-from", from, "-o", "json"});
  return object_in(published).at("sequence").to_number<std::uint64_t>() + 1;
}

// Surveys rest on consent from now on.
std::uint64_t publish_survey_on_consent(const Daemon& daemon, const std::string& from) {
  std::string on_consent = kSurveyGround;
  for (std::size_t at; (at = on_consent.find("\"legitimate-interest\"")) != std::string::npos;)
    on_consent.replace(at, 21, "\"consent\"");
  return publish(daemon, from, {{"\"2026.1\"", "\"2022.1\""}, {kSurveyGround, on_consent}});
}

// A consent to the newsletter lives for half a year.
std::uint64_t publish_short_consent(const Daemon& daemon, const std::string& from) {
  return publish(daemon, from,
                 {{"\"2026.1\"", "\"2023.1\""}, {"validity = \"P2Y\"", "validity = \"P6M\""}});
}

std::uint64_t publish_without_survey(const Daemon& daemon, const std::string& from) {
  return publish(daemon, from, {{"\"2026.1\"", "\"2021.1\""}, {kSurvey, "customer.yearly-survey"}});
}

void tell(const Daemon& daemon) {
  Story story(daemon);
  for (const std::string year : {"2019", "2022", "2023", "2024"}) {
    story.tell(year + "-06-01T09:00:00Z", "consent.given",
               R"("subject":"ann","consentMethod":"box","activities":[")" + kNewsletter + "\"]");
    for (const std::string& activity : {kNewsletter, kSurvey})
      story.tell(year + "-12-15T09:00:00Z", "use",
                 R"("subject":"ann","channel":"post","activities":[")" + activity + "\"]");
  }
  story.post();
}

using Answers = std::map<std::string, std::string>;

const std::vector<std::string> kDays = {"2019-12-31", "2022-12-31", "2023-12-31", "2024-12-31"};

// Findings, register and proof as of each day, known from so many records.
Answers answers_known_at(const Daemon& daemon, std::uint64_t size) {
  Answers answers;
  for (const std::string& day : kDays) {
    const std::vector<std::string> when = {"--as-of", day,    "--known-at", std::to_string(size),
                                           "-o",      "json", "-q"};
    for (std::vector<std::string> words : std::vector<std::vector<std::string>>{
             {"findings", "ann"},
             {"report", "register"},
             {"report", "consent", "ann", "--activity", kNewsletter}}) {
      const std::string name = day + " " + words[words.size() > 1 ? 1 : 0];
      words.insert(words.end(), when.begin(), when.end());
      const auto asked = daemon.ask(words);
      INFO(asked.err);
      CHECK(asked.code == 0);
      answers[name] = asked.out;
    }
  }
  return answers;
}

// What the gate says of the days, by what is known now.
std::string gate_on(const Daemon& daemon, const std::string& activity, const std::string& day) {
  const json::object verdict =
      object_in(daemon.ask({"check", "ann", "--activity", activity, "--at", day, "-o", "json"}));
  return std::string(verdict.at("reason").as_string()) + " " +
         json::serialize(verdict.at("policyRecord"));
}

std::string survey_ground(const Daemon& daemon, const std::string& day, std::uint64_t size) {
  const json::object all = object_in(daemon.ask(
      {"report", "register", "--as-of", day, "--known-at", std::to_string(size), "-o", "json"}));
  for (const json::value& row : all.at("activities").as_array())
    if (row.at("activityId").as_string() == kSurvey)
      return std::string(row.at("groundDeclared").as_string());
  return "none";
}

std::string found(const Daemon& daemon, const std::string& rule, const std::string& day,
                  std::uint64_t size) {
  const json::object all =
      object_in(daemon.ask({"findings", "ann", "--rule", rule, "--as-of", day, "--known-at",
                            std::to_string(size), "-o", "json"}));
  std::string days;
  for (const json::value& each : all.at("findings").as_array())
    days += std::string(each.at("from").as_string()).substr(0, 4) + " " +
            std::string(each.at("about").as_string()) + "; ";
  return days;
}

} // namespace

TEST_CASE(
    "a policy changed three times, once retroactively, leaves every earlier answer as it was") {
  const Daemon daemon;
  tell(daemon);
  const std::uint64_t first =
      object_in(daemon.ask({"status", "-o", "json"})).at("size").to_number<std::uint64_t>();
  std::map<std::uint64_t, Answers> said;
  const auto remember = [&](std::uint64_t size) {
    said[size] = answers_known_at(daemon, size);
    for (const auto& each : said) {
      CAPTURE(each.first);
      CHECK(answers_known_at(daemon, each.first) == each.second);
    }
  };
  remember(first);
  const std::string survey = " " + kSurvey + "; ";
  CHECK(found(daemon, "F01", "2026-01-01", first).empty());
  CHECK(gate_on(daemon, kSurvey, "2022-12-15") == "allowed 1");

  const std::uint64_t second = publish_survey_on_consent(daemon, "2022-01-01");
  remember(second);
  CHECK(found(daemon, "F01", "2023-01-01", second) == "2022" + survey);
  CHECK(survey_ground(daemon, "2022-06-01", first) == "legitimate-interest");
  CHECK(survey_ground(daemon, "2022-06-01", second) == "consent");
  CHECK(survey_ground(daemon, "2021-06-01", second) == "legitimate-interest");
  CHECK(gate_on(daemon, kSurvey, "2022-12-15") == "noConsent " + std::to_string(second - 1));
  CHECK(gate_on(daemon, kSurvey, "2019-12-15") == "allowed 1");

  const std::uint64_t third = publish_short_consent(daemon, "2023-01-01");
  remember(third);
  // By then it had died under the third version, and surveys were as they had been.
  CHECK(found(daemon, "F02", "2026-01-01", second).empty());
  CHECK(found(daemon, "F02", "2026-01-01", third) ==
        "2023 " + kNewsletter + "; 2024 " + kNewsletter + "; ");
  CHECK(found(daemon, "F01", "2026-01-01", third) == "2022" + survey);
  CHECK(gate_on(daemon, kNewsletter, "2023-12-15") ==
        "consentExpired " + std::to_string(third - 1));

  // Retroactively: from the middle of 2019 until the version of 2022 takes over.
  const std::uint64_t fourth = publish_without_survey(daemon, "2019-07-01");
  remember(fourth);
  CHECK(found(daemon, "F10", "2026-01-01", third).empty());
  CHECK(found(daemon, "F10", "2020-01-01", fourth) == "2019" + survey);
  CHECK(survey_ground(daemon, "2020-06-01", third) == "legitimate-interest");
  CHECK(survey_ground(daemon, "2020-06-01", fourth) == "none");
  CHECK(survey_ground(daemon, "2022-06-01", fourth) == "consent");
  CHECK(gate_on(daemon, kSurvey, "2019-12-15") == "unknownActivity " + std::to_string(fourth - 1));
  CHECK(gate_on(daemon, kNewsletter, "2019-12-15").starts_with("allowed"));
}
