#include "tools/simulate/history.hpp"

#include "ledger/event/taxonomy.hpp"
#include "tests/support/told_history.hpp"
#include "tests/unit/policy_support.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

using namespace ledger;
using namespace ledger::tools;
using ledger::policy::at;
using ledger::policy::example;
using ledger::policy::webshop;
using ledger::test::ToldHistory;
namespace json = boost::json;

namespace {

HistoryOptions options_for(std::uint64_t seed, std::size_t people) {
  HistoryOptions options;
  options.people = people;
  options.seed = seed;
  options.from = at("2024-11-01T00:00:00Z");
  options.to = at("2026-11-01T00:00:00Z");
  // Else everything that is older than the policy's tolerance would be told too late: F40.
  options.before_ledger = at("2026-10-22T00:00:00Z");
  return options;
}

std::vector<json::object> history(const HistoryOptions& options) {
  std::vector<json::object> events;
  const auto injected = tell_history(example(), options, [&](const json::object& event) {
    events.push_back(event);
    return true;
  });
  REQUIRE(injected);
  return events;
}

std::string text_of(const json::object& event, const char* key) {
  return std::string(event.at(key).as_string());
}

// Types that applications and officers may post, and this history does not tell.
std::string untold(const ToldHistory& history) {
  std::string missing;
  for (const TypeInfo& type : all_types())
    if (can_be_appended(type) && !history.types().contains(std::string(type.name)))
      missing += (missing.empty() ? "" : " ") + std::string(type.name);
  return missing;
}

} // namespace

TEST_CASE("the same seed makes the same history and another seed another") {
  CHECK(history(options_for(7, 20)) == history(options_for(7, 20)));
  CHECK(history(options_for(7, 20)) != history(options_for(8, 20)));
}

TEST_CASE("every event of a history has an id of its own and comes in order of time") {
  std::set<std::string> ids;
  Timestamp last;
  for (const json::object& event : history(options_for(1, 200))) {
    CAPTURE(json::serialize(event));
    CHECK(ids.insert(text_of(event, "eventId")).second);
    const auto time = parse_rfc3339(text_of(event, "occurredAt"));
    REQUIRE(time);
    CHECK(last <= *time);
    last = *time;
    CHECK(text_of(event, "eventId")[14] == '7');
  }
}

TEST_CASE("a history tells every type of event that is posted") {
  const Policy policy = example();
  CHECK(untold(ToldHistory(policy, options_for(1, 800))) == "");
}

TEST_CASE("under the web shop's policy there are no calls and no portraits to tell of") {
  const Policy policy = webshop();
  CHECK(untold(ToldHistory(policy, options_for(1, 2000))) ==
        "recording.refused media.opt-out media.removal-requested");
}

// F10 as a broken promise: what the statement does not name and was assessed all the same. Both
// policies have such activities, so every history that tells of them has it.
TEST_CASE("who keeps to the policy breaks no rule but the promises that the policy itself breaks") {
  for (const Policy& policy : {example(), webshop()})
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      CAPTURE(policy.version());
      CAPTURE(seed);
      std::map<std::string, int> other;
      for (const auto& each : ToldHistory(policy, options_for(seed, 400)).found()) {
        const bool inherent = each.rule == 10 && each.finding.breaks == Breaks::kPromise;
        if (!inherent)
          ++other["F" + std::to_string(each.rule) + " " + each.subject + " " +
                  std::string(each.finding.about)];
      }
      std::string shown;
      for (const auto& [what, count] : other)
        shown += what + "\n";
      CHECK_MESSAGE(other.empty(), shown);
    }
}
