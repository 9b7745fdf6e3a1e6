// F16 and F17: how data is made less, and what is not to be made of it.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Operation;
using wire::PlacePrecision;
using wire::Rule;
using wire::Transform;

namespace {

constexpr const char* kAnalytics = "service.usage-analytics";

Fill collected(const std::string& category, const Fill& more) {
  return [=](wire::Clear::Builder clear) {
    set_names(clear.initCategories(2), {"email", category});
    more(clear);
  };
}

Fill address(Transform transform, std::uint8_t bits = 0) {
  return collected("anonymised-ip", [=](wire::Clear::Builder clear) {
    clear.setTransform(transform);
    clear.setTransformBits(bits);
  });
}

Fill place(PlacePrecision precision) {
  return collected("derived-geo",
                   [=](wire::Clear::Builder clear) { clear.setPlacePrecision(precision); });
}

std::vector<Finding> found(Rule rule, EventType type, const Fill& fill,
                           const std::string& text = example_text()) {
  Story story(text);
  story.fact(type, "2024-03-01", fill);
  return story.of(rule);
}

bool exposes(const Fill& fill, const std::string& text = example_text()) {
  return !found(Rule::F16, EventType::COLLECTION, fill, text).empty();
}

Fill by(Operation operation, const std::string& activity = kAnalytics) {
  return doing(activity, [=](wire::Clear::Builder clear) { clear.setOperation(operation); });
}

// The example policy, with a decision that no person takes.
std::string automated_text() {
  return replaced(example_text(), "id = \"service.usage-analytics\"\n",
                  "id = \"service.usage-analytics\"\nautomated = true\n");
}

std::string without_denial(const std::string& text) {
  return replaced(text, "traits = [\"denies-profiling\"]", "traits = []");
}

} // namespace

TEST_CASE("F16: a network address that was not made anonymous") {
  const auto raw = found(Rule::F16, EventType::COLLECTION, address(Transform::NONE));
  REQUIRE(raw.size() == 1);
  CHECK(raw[0].about == "anonymised-ip");
  CHECK(raw[0].trigger == Sequence(2));
  CHECK(raw[0].from == at("2024-03-01"));
  CHECK(exposes(address(Transform::UNSTATED)));
  CHECK(exposes(address(Transform::PSEUDONYMISED)));
  CHECK_FALSE(exposes(address(Transform::IP_ANONYMISED)));
}

TEST_CASE("F16: no more bits of an address are kept than the policy says") {
  const auto keeps = [](std::uint8_t bits) {
    return exposes(address(Transform::IP_ANONYMISED, bits));
  };
  CHECK_FALSE(keeps(24));
  CHECK(keeps(25)); // of an address of 32
  CHECK(keeps(32));
  CHECK_FALSE(keeps(33)); // of one of 128
  CHECK_FALSE(keeps(48));
  CHECK(keeps(49));
  CHECK(keeps(128));
  CHECK_FALSE(
      exposes(address(Transform::IP_ANONYMISED, 28),
              replaced(example_text(), "anonymised_ipv4_bits = 24", "anonymised_ipv4_bits = 28")));
  CHECK_FALSE(
      exposes(address(Transform::IP_ANONYMISED, 56),
              replaced(example_text(), "anonymised_ipv6_bits = 48", "anonymised_ipv6_bits = 56")));
}

TEST_CASE("F16: a derived place is no finer than the policy says") {
  CHECK_FALSE(exposes(place(PlacePrecision::UNSTATED)));
  CHECK_FALSE(exposes(place(PlacePrecision::COUNTRY)));
  CHECK_FALSE(exposes(place(PlacePrecision::REGION)));
  CHECK(exposes(place(PlacePrecision::CITY)));
  CHECK(exposes(place(PlacePrecision::EXACT)));
  const std::string to_the_city = replaced(example_text(), "derived_place_precision = \"region\"",
                                           "derived_place_precision = \"city\"");
  CHECK_FALSE(exposes(place(PlacePrecision::CITY), to_the_city));
  CHECK(exposes(place(PlacePrecision::EXACT), to_the_city));
  const std::string to_the_country =
      replaced(example_text(), "derived_place_precision = \"region\"",
               "derived_place_precision = \"country\"");
  CHECK(exposes(place(PlacePrecision::REGION), to_the_country));
  CHECK_FALSE(exposes(place(PlacePrecision::COUNTRY), to_the_country));
}

TEST_CASE("F16 is about collecting such data, and about no other") {
  CHECK(found(Rule::F16, EventType::USE, address(Transform::NONE)).empty());
  CHECK_FALSE(exposes(collected("business-address", [](wire::Clear::Builder clear) {
    clear.setPlacePrecision(PlacePrecision::EXACT);
    clear.setTransform(Transform::NONE);
  })));
}

TEST_CASE("F16: nothing is asked of data that the policy does not know") {
  CHECK_FALSE(exposes(collected("undeclared", [](wire::Clear::Builder clear) {
    clear.setTransform(Transform::NONE);
    clear.setPlacePrecision(PlacePrecision::EXACT);
  })));
}

TEST_CASE("F16 and F17 under no policy: only the law can be broken") {
  Story story(example_from("2025-01-01"));
  story.fact(EventType::COLLECTION, "2024-03-01", address(Transform::NONE));
  story.fact(EventType::USE, "2024-03-01", by(Operation::PROFILE));
  CHECK_FALSE(story.raises(Rule::F16));
  CHECK_FALSE(story.raises(Rule::F17));
  story.fact(EventType::USE, "2024-03-01", by(Operation::DECIDE));
  CHECK(story.of(Rule::F17).at(0).breaks == Breaks::kLaw);
}

TEST_CASE("F17: profiling, where the statement says that there is none") {
  for (const EventType type : {EventType::USE, EventType::USE_BATCH}) {
    const auto profiled = found(Rule::F17, type, by(Operation::PROFILE));
    REQUIRE(profiled.size() == 1);
    CHECK(profiled[0].about == kAnalytics);
    CHECK(profiled[0].trigger == Sequence(2));
    CHECK(profiled[0].from == at("2024-03-01"));
    CHECK(profiled[0].breaks == Breaks::kPromise);
  }
  CHECK(found(Rule::F17, EventType::USE, by(Operation::PROFILE), without_denial(example_text()))
            .empty());
  CHECK(found(Rule::F17, EventType::USE, by(Operation::ANALYSE)).empty());
}

TEST_CASE("F17: a decision that no person takes, unless the policy has it do so") {
  const auto decided = [](const std::string& text, const char* activity = kAnalytics) {
    return found(Rule::F17, EventType::USE, by(Operation::DECIDE, activity), text);
  };
  REQUIRE(decided(example_text()).size() == 1);
  CHECK(decided(example_text())[0].breaks == Breaks::kLaw);
  CHECK(decided(without_denial(example_text())).at(0).breaks == Breaks::kLaw);
  CHECK(decided(without_denial(example_text()), "undeclared").at(0).breaks == Breaks::kLaw);
  // The policy foresees it, but the statement says otherwise.
  CHECK(decided(automated_text()).at(0).breaks == Breaks::kPromise);
  CHECK(decided(without_denial(automated_text())).empty());
}
