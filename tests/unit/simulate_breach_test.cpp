// Breaches to order: each is found as what it was made for, and as nothing else.
#include "tools/simulate/breach.hpp"

#include "tests/support/told_history.hpp"
#include "tests/unit/findings_support.hpp"
#include "tools/simulate/injected.hpp"

#include <map>

using namespace ledger;
using namespace ledger::tools;
using ledger::policy::at;
using ledger::policy::example;
using ledger::policy::webshop;
using ledger::test::ToldHistory;

namespace {

HistoryOptions options_for(std::vector<BreachWish> breaches, std::uint64_t seed = 5) {
  HistoryOptions options;
  options.people = 6;
  options.seed = seed;
  options.from = at("2024-11-01T00:00:00Z");
  options.to = at("2026-11-01T00:00:00Z");
  options.before_ledger = at("2026-10-22T00:00:00Z");
  options.breaches = std::move(breaches);
  return options;
}

using Counts = std::map<unsigned, int>;

Counts counts_of(const ToldHistory& history) {
  Counts counts;
  for (const auto& each : history.found())
    ++counts[each.rule];
  return counts;
}

// Every injected breach is found with the event that it was told to be.
void check_triggers(const ToldHistory& history) {
  const auto found = history.found();
  for (const InjectedBreach& each : history.injected()) {
    CAPTURE(rule_name(each.rule));
    CAPTURE(each.subject);
    CHECK(std::any_of(found.begin(), found.end(), [&](const test::FoundBreach& one) {
      return one.rule == each.rule && one.subject == each.subject && one.trigger == each.event;
    }));
  }
}

void check_each(const Policy& policy, const std::vector<unsigned>& rules, std::uint64_t seed) {
  CAPTURE(seed);
  const Counts before = counts_of(ToldHistory(policy, options_for({}, seed)));
  for (const unsigned rule : rules) {
    CAPTURE(rule_name(rule));
    CHECK_FALSE(before.contains(rule == 10 ? 0 : rule));
    const ToldHistory history(policy, options_for({{rule, 2}}, seed));
    Counts wanted = before;
    wanted[rule] += 2;
    CHECK(counts_of(history) == wanted);
    CHECK(history.injected().size() == 2);
    check_triggers(history);
  }
}

std::vector<unsigned> all_but(const std::vector<unsigned>& left_out) {
  std::vector<unsigned> rules;
  for (unsigned rule = 1; rule <= 47; ++rule)
    if (std::find(left_out.begin(), left_out.end(), rule) == left_out.end()) rules.push_back(rule);
  return rules;
}

// Silence in the ledger's own time, and what this policy leaves out.
const std::vector<unsigned> kNotUnderExample = {39, 41};
const std::vector<unsigned> kNotUnderWebshop = {9, 14, 25, 39, 41, 46, 47};

} // namespace

TEST_CASE("each breach under the example policy is found as what it is and as nothing else") {
  const Policy policy = example();
  CHECK(makeable_breaches(policy, options_for({})) == all_but(kNotUnderExample));
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U})
    check_each(policy, all_but(kNotUnderExample), seed);
}

TEST_CASE("each breach under the web shop's policy is found as what it is and as nothing else") {
  const Policy policy = webshop();
  CHECK(makeable_breaches(policy, options_for({})) == all_but(kNotUnderWebshop));
  for (const std::uint64_t seed : {1U, 2U, 3U, 4U})
    check_each(policy, all_but(kNotUnderWebshop), seed);
}

TEST_CASE("what is done before a young policy is found as done under none") {
  const std::string text = test::example_from("2026-10-20");
  const auto policy = parse_policy(as_bytes(text));
  REQUIRE(policy);
  const ToldHistory history(*policy, options_for({{39, 2}}));
  check_triggers(history);
  CHECK(history.injected().size() == 2);
}

TEST_CASE("all breaches together are found, and change nothing of the history around them") {
  const Policy policy = example();
  std::vector<BreachWish> wishes;
  for (const unsigned rule : all_but(kNotUnderExample))
    wishes.push_back({rule, 3});
  const ToldHistory history(policy, options_for(wishes));
  CHECK(history.injected().size() == 3 * wishes.size());
  check_triggers(history);
  Counts wanted = counts_of(ToldHistory(policy, options_for({})));
  for (const BreachWish& wish : wishes)
    wanted[wish.rule] += 3;
  CHECK(counts_of(history) == wanted);
}

TEST_CASE("a breach that cannot be made is refused by its name, with why and what to do") {
  for (const auto& [rule, policy] :
       {std::pair<unsigned, Policy>{41, example()}, {39, example()}, {14, webshop()}}) {
    const auto told = tell_history(policy, options_for({{rule, 1}}),
                                   [](const boost::json::object&) { return true; });
    REQUIRE_FALSE(told);
    CHECK(told.error().code() == Errc::kUsage);
    CHECK(told.error().what().starts_with("this breach cannot be made: "));
    CHECK(told.error().where() == "--breach " + rule_name(rule));
    CHECK_FALSE(told.error().next().empty());
  }
  HistoryOptions short_time = options_for({{26, 1}});
  short_time.from = at("2026-10-20T00:00:00Z");
  const auto told =
      tell_history(example(), short_time, [](const boost::json::object&) { return true; });
  REQUIRE_FALSE(told);
  CHECK(told.error().next() == "set --from and --to further apart");
}

TEST_CASE("a rule is named as findings name it") {
  CHECK(parse_rule("F04") == 4U);
  CHECK(parse_rule("f47") == 47U);
  for (const char* wrong : {"", "F", "F0", "F48", "04", "F4x", "F-1"})
    CHECK_FALSE(parse_rule(wrong));
}

TEST_CASE("what was injected is compared with what was found, record by record") {
  const std::string injected = R"({"rule":"F04","eventId":"a","subject":"x"})"
                               "\n"
                               R"({"rule":"F26","eventId":"b"})"
                               "\n";
  const std::string receipts =
      "{\"eventId\":\"a\",\"sequence\":7}\n{\"eventId\":\"b\",\"sequence\":8}\n";
  const auto compared = [&](const std::string& findings) {
    const auto result = compare_injected(injected, receipts, "{\"findings\":[" + findings + "]}");
    REQUIRE(result);
    return *result;
  };
  const std::string both = R"({"rule":"F04","record":7},{"rule":"F26","record":8})";
  CHECK(compared(both).injected == 2);
  CHECK(compared(both).missing.empty());
  CHECK(compared(both).own.empty());
  const auto other = compared(both + R"(,{"rule":"F26","record":8},{"rule":"F10","record":2})");
  CHECK(other.missing.empty());
  CHECK(other.own == std::map<std::string, std::size_t>{{"F10", 1}, {"F26", 1}});
  const auto elsewhere = compared(R"({"rule":"F04","record":8},{"rule":"F26","record":8})");
  CHECK(elsewhere.missing == std::vector<std::string>{"F04, event a"});
  CHECK_FALSE(compare_injected("no JSON", receipts, "{}"));
}
