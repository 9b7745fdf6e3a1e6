// A made-up history of some thousand events with breaches to order, posted to a daemon: what the
// daemon finds is what was injected.
#include "json_support.hpp"

#include <map>
#include <set>

using e2e::Daemon;
using e2e::holds;
using e2e::objects_in;
namespace fs = std::filesystem;
namespace json = boost::json;

namespace {

const std::string kPolicies = LEDGER_SOURCE_DIR "/schemas/policies/";

std::string text_of(const json::object& object, const char* key) {
  return std::string(object.at(key).as_string());
}

std::string days_ago(int days) {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const std::chrono::year_month_day day(now - std::chrono::days(days));
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return text;
}

// Posts a history of the policy that ends today, and compares what was found with what was ordered.
void check_history(const std::string& policy, std::size_t breaches) {
  const Daemon daemon({"--policy", policy});
  const fs::path injected_file = daemon.file("injected.jsonl");
  const fs::path receipt_file = daemon.file("receipts.jsonl");
  const auto made = e2e::run({"simulate", "--policy", policy, "--people", "200", "--seed", "11",
                              "--from", days_ago(730), "--to", days_ago(0), "--breach", "all=2",
                              "--before-ledger", "--injected", injected_file.string()});
  INFO(made.err);
  REQUIRE(made.code == 0);
  const auto posted =
      daemon.ask({"append", "--stdin", "-q", "--receipt", receipt_file.string()}, made.out);
  INFO(posted.err);
  REQUIRE(posted.code == 0);
  std::map<std::string, std::int64_t> records;
  for (const json::object& receipt : objects_in(e2e::content_of(receipt_file)))
    records[text_of(receipt, "eventId")] = receipt.at("sequence").to_number<std::int64_t>();
  CHECK(records.size() > 3'000);

  const auto asked = daemon.ask({"findings", "-q", "-o", "json"});
  REQUIRE(asked.code == 0);
  const json::value answer = json::parse(asked.out);
  std::multiset<std::pair<std::string, std::int64_t>> found;
  for (const json::value& finding : answer.at("findings").as_array()) {
    const json::object& object = finding.as_object();
    // What the statement does not name and was assessed all the same: the policy's own doing.
    if (object.at("rule") == "F10" && object.at("breaks") == "promise") continue;
    found.emplace(text_of(object, "rule"), object.at("record").to_number<std::int64_t>());
  }
  std::multiset<std::pair<std::string, std::int64_t>> ordered;
  for (const json::object& each : objects_in(e2e::content_of(injected_file)))
    ordered.emplace(text_of(each, "rule"), records.at(text_of(each, "eventId")));
  CHECK(ordered.size() == 2 * breaches);
  CHECK((found == ordered));
}

} // namespace

TEST_CASE("a daemon finds the breaches that were ordered under the example policy, and no other") {
  check_history(kPolicies + "example.toml", 45);
}

TEST_CASE("a daemon finds the breaches that were ordered under the web shop's, and no other") {
  check_history(kPolicies + "webshop.toml", 40);
}

TEST_CASE("a history that nothing of is older than the ledger is told too late") {
  const Daemon daemon;
  const auto made = e2e::run({"simulate", "--policy", kPolicies + "example.toml", "--people", "3",
                              "--from", "2024-01-01", "--to", "2024-06-01"});
  REQUIRE(made.code == 0);
  REQUIRE(daemon.ask({"append", "--stdin", "-q"}, made.out).code == 0);
  CHECK(holds(daemon.ask({"findings", "--rule", "F40"}).out, "F40"));
}

TEST_CASE("a breach that cannot be ordered is refused before anything is printed") {
  const std::vector<std::string> words = {"simulate", "--policy", kPolicies + "example.toml"};
  const auto with = [&](const std::string& breach) {
    auto line = words;
    line.insert(line.end(), {"--breach", breach});
    return e2e::run(line);
  };
  for (const char* breach : {"F41", "F99", "4", "F04=x", "F04=20000"}) {
    CAPTURE(breach);
    const auto refused = with(breach);
    CHECK(refused.code == 2);
    CHECK(refused.out.empty());
    CHECK(holds(refused.err, "--breach"));
  }
  CHECK(holds(with("F41").err, "this breach cannot be made"));
  const auto made = with("f04=3");
  CHECK(made.code == 0);
  CHECK(holds(made.out, "breach-f04-3"));
  CHECK_FALSE(holds(made.out, "breach-f04-4"));
}
