#include "tools/simulate/history.hpp"

#include "ledger/event/draft.hpp"
#include "ledger/event/json.hpp"
#include "tools/example_policy.hpp"

#include <boost/json/serialize.hpp>
#include <capnp/message.h>
#include <doctest/doctest.h>
#include <map>
#include <set>

using namespace ledger;
using namespace ledger::tools;
namespace json = boost::json;

namespace {

std::vector<json::object> history(std::uint64_t seed, std::size_t people) {
  const auto policy = parse_policy(as_bytes(example_policy()));
  REQUIRE(policy);
  HistoryOptions options;
  options.people = people;
  options.seed = seed;
  options.from = *parse_rfc3339("2024-11-01");
  options.to = *parse_rfc3339("2026-11-01");
  return make_history(*policy, options);
}

std::string text_of(const json::object& event, const char* key) {
  return std::string(event.at(key).as_string());
}

} // namespace

TEST_CASE("the same seed makes the same history and another seed another") {
  CHECK(history(7, 20) == history(7, 20));
  CHECK(history(7, 20) != history(8, 20));
}

TEST_CASE("every event of a history can be posted, under an id of its own, in order of time") {
  std::set<std::string> ids;
  Timestamp last;
  for (const json::object& event : history(1, 200)) {
    CAPTURE(json::serialize(event));
    auto message = std::make_shared<capnp::MallocMessageBuilder>();
    const auto draft = message->initRoot<wire::Draft>();
    REQUIRE(read_draft(event, DraftDefaults(), draft));
    const auto valid = validate(Draft(message, draft.asReader()), PostedBy::kApplication);
    if (!valid) FAIL(valid.error().what(), " ", valid.error().where());
    CHECK(ids.insert(text_of(event, "eventId")).second);
    const auto time = parse_rfc3339(text_of(event, "occurredAt"));
    REQUIRE(time);
    CHECK(last <= *time);
    last = *time;
    CHECK(text_of(event, "eventId")[14] == '7');
  }
}

TEST_CASE("a history has all that a report looks at") {
  std::map<std::string, int> types;
  for (const json::object& event : history(1, 500))
    ++types[text_of(event, "type")];
  for (const char* type :
       {"collection", "notice.served", "relation.started", "relation.ended", "consent.given",
        "consent.refused", "consent.withdrawn", "use", "use.batch", "disclosure",
        "transfer.third-country", "request.received", "request.answered", "objection.lodged",
        "erasure.requested", "erasure.executed"}) {
    CAPTURE(type);
    CHECK(types[type] > 0);
  }
}
