// When each source was heard, hour by hour.
#include "ledger/projection/source_projection.hpp"
#include "tests/unit/projection_support.hpp"

using namespace ledger;
using namespace ledger::test;
using wire::EventType;

namespace {

Timestamp at(const char* time) {
  const auto parsed = parse_rfc3339(time);
  REQUIRE(parsed.has_value());
  return *parsed;
}

struct Heard {
  std::string source;
  Sequence by;
  Timestamp time;
  friend bool operator==(const Heard&, const Heard&) = default;
};

// What a ledger of the first `size` records says as of `as_of` of them.
std::vector<Heard> heard(const History& history, TreeSize size, TreeSize as_of) {
  const TempFolder folder;
  const auto store = open_store(folder);
  commit(*store, history, 0, size.get());
  const auto projector = start(*store, one<SourceProjection>());
  REQUIRE(reaches(*projector, size));
  CHECK(projector->compare(SourceProjection::kName).value().equal);
  std::vector<Heard> found;
  const Status read =
      projector->read(SourceProjection::kName, [&](const StateCopy& copy) -> Status {
        LEDGER_ASSIGN(const auto facts, read_heard(copy, as_of));
        for (const Fact& fact : facts)
          found.push_back({std::string(fact.source()), fact.by(), fact.recorded_at()});
        return {};
      });
  REQUIRE(read.has_value());
  return found;
}

// Two sources, with a night between two days of one.
History two_sources() {
  History history; // record 0
  history.wait_until(at("2026-03-02T10:15:00Z"));
  for (int i = 0; i < 3; ++i)
    history.add(EventType::USE, {person(1)}); // 1 to 3
  history.post_as("crm");
  history.add(EventType::USE, {person(1)}); // 4
  history.post_as("shop");
  history.wait_until(at("2026-03-02T11:59:00Z"));
  history.add(EventType::USE, {person(2)}); // 5
  history.wait_until(at("2026-03-03T08:30:00Z"));
  history.add(EventType::USE, {person(2)}); // 6
  return history;
}

} // namespace

TEST_CASE("of each source the ends of what was heard without a silent hour are kept") {
  const History history = two_sources();
  CHECK((heard(history, history.size(), history.size()) ==
         std::vector<Heard>{{"crm", Sequence(4), at("2026-03-02T10:15:03Z")},
                            {"crm", Sequence(4), at("2026-03-02T10:59:59.999999Z")},
                            {"shop", Sequence(1), at("2026-03-02T10:15:00Z")},
                            {"shop", Sequence(5), at("2026-03-02T11:59:59.999999Z")},
                            {"shop", Sequence(6), at("2026-03-03T08:30:00Z")},
                            {"shop", Sequence(6), at("2026-03-03T08:59:59.999999Z")}}));
}

TEST_CASE("what was heard as of a record is what a ledger that ends there says") {
  const History history = two_sources();
  for (std::uint64_t size = 1; size <= history.size().get(); ++size) {
    CAPTURE(size);
    CHECK((heard(history, history.size(), TreeSize(size)) ==
           heard(history, TreeSize(size), TreeSize(size))));
  }
}

TEST_CASE("a source that posts much takes no more room than one that posts once an hour") {
  History history;
  for (int i = 0; i < 1'000; ++i) // 17 minutes, from 22:13
    history.add(EventType::USE, {person(1)});
  const TempFolder folder;
  const auto store = open_store(folder);
  commit(*store, history, 0, history.size().get());
  const auto projector = start(*store, one<SourceProjection>());
  REQUIRE(reaches(*projector, history.size()));
  CHECK(keys_in(*store, "sources.v1") == 2); // the hour, and the cursor
}

TEST_CASE("who posts nothing as an application leaves no silence") {
  History history;
  history.post_as("officer");
  history.add(EventType::POLICY_PUBLISHED, {});
  history.add(EventType::LEDGER_BASELINE, {});
  history.add_own(heartbeat());
  CHECK(heard(history, history.size(), history.size()).empty());
}

TEST_CASE("a projector that starts again in the middle of an hour keeps the hour's first record") {
  const History history = two_sources();
  const TempFolder folder;
  const auto store = open_store(folder);
  for (std::uint64_t size = 1; size <= history.size().get(); ++size) {
    commit(*store, history, size - 1, size);
    const auto projector = start(*store, one<SourceProjection>());
    REQUIRE(reaches(*projector, TreeSize(size)));
    const auto comparison = projector->compare(SourceProjection::kName);
    CHECK(comparison.value().equal);
  }
}
