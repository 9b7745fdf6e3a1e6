// The second example policy with the programs as they are: no word of theirs knows the first.
#include "json_support.hpp"

#include <map>
#include <set>

using e2e::Daemon;
using e2e::holds;
using e2e::objects_in;
namespace json = boost::json;

namespace {

const std::string kPolicy = LEDGER_SOURCE_DIR "/schemas/policies/webshop.toml";

// What the records of that history say under a key, each once.
std::set<std::string> said(const std::vector<json::object>& records, const char* key) {
  std::set<std::string> texts;
  for (const json::object& record : records) {
    const json::value* value = record.if_contains(key);
    if (value == nullptr) continue;
    if (value->is_string()) texts.emplace(value->as_string());
    if (value->is_array())
      for (const json::value& each : value->as_array())
        if (each.is_string()) texts.emplace(each.as_string());
  }
  return texts;
}

} // namespace

TEST_CASE("a history made from the web shop's policy is stored, and nothing in it is undeclared") {
  const auto made = e2e::run({"simulate", "--policy", kPolicy, "--people", "150", "--seed", "3"});
  INFO(made.err);
  REQUIRE(made.code == 0);
  const Daemon daemon({"--policy", kPolicy});
  const auto posted = daemon.ask({"append", "--stdin", "-q"}, made.out);
  INFO(posted.err);
  REQUIRE(posted.code == 0);
  const auto log = daemon.ask({"log", "-o", "jsonl"});
  REQUIRE(log.code == 0);
  CHECK_FALSE(holds(log.out, "undeclared"));

  const auto records = objects_in(log.out);
  CHECK(records.size() > 800);
  const auto activities = said(records, "activities");
  for (const char* activity : {"order.handling", "diet.filter", "club.recipe-letter"}) {
    CAPTURE(activity);
    CHECK(activities.contains(activity));
  }
  CHECK(said(records, "categories").contains("delivery-address"));
  CHECK(said(records, "relation") ==
        std::set<std::string>{"club-member", "guest-shopper", "household-member", "shopper"});
  CHECK(said(records, "mechanism") == std::set<std::string>{"via.dpf", "via.scc"});
  const auto types = said(records, "type");
  for (const char* type : {"consent.given", "consent.withdrawn", "use.batch", "disclosure",
                           "transfer.third-country", "erasure.executed"}) {
    CAPTURE(type);
    CHECK(types.contains(type));
  }
  std::set<std::string> classes;
  for (const json::object& record : records)
    if (const json::value* boxes = record.if_contains("boxes"))
      for (const json::value& box : boxes->as_array())
        classes.emplace(box.as_object().at("keyClass").as_string());
  for (const char* key_class : {"order", "club", "diet"}) {
    CAPTURE(key_class);
    CHECK(classes.contains(key_class));
  }
}

TEST_CASE("the same history under the other policy is stored as well, and says undeclared") {
  const auto made = e2e::run({"simulate", "--policy", kPolicy, "--people", "5", "--seed", "3"});
  REQUIRE(made.code == 0);
  const Daemon daemon;
  CHECK(daemon.ask({"append", "--stdin", "-q"}, made.out).code == 0);
  CHECK(holds(daemon.ask({"log", "-o", "jsonl"}).out, "undeclared"));
}
