// F43: data that was put right and is used in its former form.
#include "tests/unit/findings_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;
using wire::Rule;

namespace {

constexpr const char* kOrders = "customer.invoicing";

// The tag of a value under a key: equal for equal values under equal keys.
ValueTag tag(std::uint8_t value, std::uint8_t key = 0) {
  ValueTag made;
  made.writable()[0] = value;
  made.writable()[1] = key;
  return made;
}

ValueTags stating(const TagList& values) {
  ValueTags tags;
  tags.stated = values;
  return tags;
}
ValueTags correcting(const TagList& former, const TagList& now = {}) {
  ValueTags tags;
  tags.former = former;
  tags.stated = now;
  return tags;
}

} // namespace

TEST_CASE("F43: a value that was put right is used, disclosed or transferred in its former form") {
  for (const EventType type :
       {EventType::USE, EventType::DISCLOSURE, EventType::TRANSFER_THIRD_COUNTRY}) {
    CAPTURE(static_cast<unsigned>(type));
    Story story;
    story.fact(EventType::COLLECTION, "2024-01-01", doing(kOrders), {}, stating({{tag(1)}}));
    story.fact(type, "2024-02-01", doing(kOrders), {}, stating({{tag(1)}})); // before it
    const Sequence rectified = story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01", {}, {},
                                          correcting({{tag(1)}}, {{tag(2)}}));
    const Sequence used =
        story.fact(type, "2024-04-01", doing(kOrders), {}, stating({{tag(7)}, {tag(1)}}));
    const auto found = story.of(Rule::F43);
    REQUIRE(found.size() == 1);
    CHECK(found[0].trigger == used);
    CHECK(found[0].evidence == std::vector{rectified, used});
    CHECK(found[0].about == kOrders);
    CHECK(found[0].from == at("2024-04-01"));
  }
}

TEST_CASE("F43: the value that took its place, another one, and none at all raise nothing") {
  Story story;
  story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01", {}, {},
             correcting({{tag(1)}}, {{tag(2)}}));
  story.fact(EventType::USE, "2024-04-01", doing(kOrders), {}, stating({{tag(2)}}));
  story.fact(EventType::USE, "2024-04-02", doing(kOrders), {}, stating({{tag(3)}}));
  story.fact(EventType::USE, "2024-04-03", doing(kOrders));
  CHECK_FALSE(story.raises(Rule::F43));
}

TEST_CASE("F43: a value is known again under any key that both were tagged under") {
  Story story;
  story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01", {}, {},
             correcting({{tag(1, 10), tag(1, 11)}, {tag(5, 10), tag(5, 11)}}));
  story.fact(EventType::USE, "2024-04-01", doing(kOrders), {}, stating({{tag(5, 11)}}));
  CHECK(story.of(Rule::F43).size() == 1);
  story.fact(EventType::USE, "2024-04-02", doing(kOrders), {}, stating({{tag(5, 12)}}));
  CHECK(story.of(Rule::F43).size() == 1);
}

TEST_CASE("F43: what is collected anew, or put right back, may be used again") {
  for (const EventType again : {EventType::COLLECTION, EventType::RECTIFICATION_EXECUTED}) {
    CAPTURE(static_cast<unsigned>(again));
    Story story;
    story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01", {}, {},
               correcting({{tag(1, 10), tag(1, 11)}}));
    story.fact(EventType::USE, "2024-03-15", doing(kOrders), {}, stating({{tag(1, 11)}}));
    story.fact(again, "2024-04-01", {}, {}, stating({{tag(1, 10)}}));
    story.fact(EventType::USE, "2024-04-15", doing(kOrders), {}, stating({{tag(1, 11)}}));
    const auto found = story.of(Rule::F43);
    REQUIRE(found.size() == 1);
    CHECK(found[0].from == at("2024-03-15"));
  }
}

TEST_CASE("F43: what counts is when it happened, not when it was told") {
  Story story;
  const Sequence used =
      story.fact(EventType::USE, "2024-04-01", doing(kOrders), "2024-06-01", stating({{tag(1)}}));
  story.fact(EventType::USE, "2024-02-01", doing(kOrders), "2024-06-01", stating({{tag(1)}}));
  story.fact(EventType::RECTIFICATION_EXECUTED, "2024-03-01", {}, "2024-06-02",
             correcting({{tag(1)}}));
  const auto found = story.of(Rule::F43);
  REQUIRE(found.size() == 1);
  CHECK(found[0].trigger == used);
}
