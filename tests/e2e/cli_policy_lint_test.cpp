// `auditledger policy lint` on the shipped example and on a policy that leaves nothing to say.
#include "cli_support.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

using e2e::holds;
using e2e::run;

namespace {

const std::string kExample = LEDGER_SOURCE_DIR "/schemas/policies/example.toml";
const std::string kClub = LEDGER_SOURCE_DIR "/tests/support/club_policy.toml";

std::vector<std::string> lint_of(const std::string& file, std::vector<std::string> more = {}) {
  std::vector<std::string> words = {"policy", "lint", file, "--as-of", "2026-11-01"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

} // namespace

TEST_CASE("policy lint names place, article and item, and what to do once for each kind") {
  const auto lint = run(lint_of(kExample));
  CHECK(lint.code == 1);
  CHECK(holds(lint.out, "LINE  LINT  SEVERITY"));
  CHECK(holds(lint.out, "GDPR 21(1)"));
  CHECK(holds(lint.out, "applicant.screening"));
  CHECK(holds(lint.err, " found: "));
  const std::string advice = "Ask for no proof of identity here.";
  const std::size_t at = lint.out.find(advice);
  REQUIRE(at != std::string::npos);
  CHECK(lint.out.find(advice, at + 1) == std::string::npos);
  CHECK(run(lint_of(kExample)).out == lint.out);
  CHECK(holds(run(lint_of(kExample, {"--lang", "nl"})).out, "WHAT"));
  CHECK(holds(run(lint_of(kExample, {"--lang", "nl"})).out, "Geef een periode"));
  CHECK(holds(run(lint_of(kExample, {"--lang", "fr"})).out, "Donnez une durée"));
}

TEST_CASE("policy lint as JSON has a place and three languages for each lint") {
  const auto json = run(lint_of(kExample, {"-o", "json"}));
  CHECK(json.code == 1);
  const auto document = boost::json::parse(json.out).as_object();
  const auto& lints = document.at("lints").as_array();
  REQUIRE(lints.size() > 32);
  for (const auto& each : lints) {
    const auto& lint = each.as_object();
    CHECK(lint.at("line").as_int64() > 0);
    CHECK(lint.at("column").as_int64() > 0);
    for (const char* field : {"id", "severity", "article", "item"})
      CHECK_FALSE(lint.at(field).as_string().empty());
    for (const char* language : {"nl", "fr", "en"}) {
      CHECK_FALSE(lint.at("what").at(language).as_string().empty());
      CHECK_FALSE(lint.at("next").at(language).as_string().empty());
    }
  }
  const auto lines = run(lint_of(kExample, {"-o", "jsonl"}));
  CHECK(static_cast<std::size_t>(std::count(lines.out.begin(), lines.out.end(), '\n')) ==
        lints.size());
}

TEST_CASE("policy lint of a policy that leaves nothing to say succeeds in silence") {
  const auto lint = run(lint_of(kClub));
  CHECK(lint.code == 0);
  CHECK(lint.out.empty());
  CHECK(holds(lint.err, "0 found"));
  CHECK(holds(run(lint_of(kClub, {"-o", "json"})).out, "\"lints\":[]"));
}

TEST_CASE("policy lint looks at laws as of a day, and today when none is given") {
  const auto then = run({"policy", "lint", kExample, "--as-of", "2018-06-01"});
  const auto today = run({"policy", "lint", kExample});
  for (const char* item : {"law.privacy-act-1992", "tm.privacy-shield"}) {
    CAPTURE(item);
    CHECK_FALSE(holds(then.out, item));
    CHECK(holds(today.out, item));
  }
}

TEST_CASE("policy lint refuses a file that is no policy and options that make no sense") {
  const e2e::TemporaryFolder folder;
  const std::string broken = (folder.path / "policy.toml").string();
  std::ofstream(broken) << "format = 2\n";
  const auto lint = run({"policy", "lint", broken});
  CHECK(lint.code == 1);
  CHECK(lint.out.empty());
  CHECK(holds(lint.err, "error[AL-1003]"));
  CHECK(holds(lint.err, "line 1"));
  CHECK(run({"policy", "lint", broken + "-not-there"}).code == 3);
  CHECK(run({"policy", "lint", kExample, "--as-of", "yesterday"}).code == 2);
  CHECK(run({"policy", "lint", kExample, "--lang", "de"}).code == 2);
}
