#include "tools/render/schema_text.hpp"

#include "ledger/event/draft.hpp"
#include "ledger/event/json.hpp"
#include "tools/input.hpp"

#include <capnp/message.h>
#include <doctest/doctest.h>

using namespace ledger;
using namespace ledger::tools;

namespace {

Result<Validated> validated(const boost::json::object& event,
                            PostedBy by = PostedBy::kApplication) {
  auto message = std::make_shared<capnp::MallocMessageBuilder>();
  const auto draft = message->initRoot<wire::Draft>();
  DraftDefaults defaults;
  defaults.event_id = EventId(*parse_uuid("01981111-2222-7333-8444-555566667777"));
  defaults.occurred_at = Timestamp(1);
  LEDGER_TRY(read_draft(event, defaults, draft));
  return validate(Draft(message, draft.asReader()), by);
}

} // namespace

TEST_CASE("the example of every type can be posted as it stands") {
  for (const TypeInfo& type : all_types()) {
    if (!can_be_appended(type)) continue;
    CAPTURE(type.name);
    const auto result = validated(example_event(type), type.posted_by);
    if (!result) MESSAGE(result.error().what(), " ", result.error().where());
    CHECK(result.has_value());
  }
}

TEST_CASE("a type is described with its fields, its article and who posts it") {
  const std::string text = type_in_words(*type_named("consent.given"), Palette());
  CHECK(text.find("GDPR art. 7, 4(11)") != std::string::npos);
  CHECK(text.find("posted by: application") != std::string::npos);
  CHECK(text.find("consentMethod     yes     one of: box doubleOptIn") != std::string::npos);
  CHECK(text.find("recipient") == std::string::npos);
}

TEST_CASE("a type says what may be sealed about each person") {
  const auto says = [](const char* type, const char* words) {
    return type_in_words(*type_named(type), Palette()).find(words) != std::string::npos;
  };
  CHECK(says("use", "\nvalues "));
  CHECK_FALSE(says("use", "\nformer "));
  CHECK(says("rectification.executed", "\nformer "));
  CHECK_FALSE(says("use.batch", "\nvalues "));
  CHECK_FALSE(says("ledger.heartbeat", "\nvalues "));
}

TEST_CASE("options on the command line become the same event as JSON") {
  EventArguments arguments;
  arguments.type = "use";
  arguments.subjects = {{"customer-42", "crm", false}};
  arguments.fields = {"activities=a.b,c.d", "count=7", "operation=send", "campaign=spring=2026"};
  arguments.values = {"note=a=b"};
  const auto object = event_object(arguments);
  REQUIRE(object);
  CHECK(*object == parse_strict_json(R"({"type":"use","activities":["a.b","c.d"],"count":7,
    "operation":"send","campaign":"spring=2026",
    "subjects":[{"reference":"customer-42","namespace":"crm","values":{"note":"a=b"}}]})")
                       ->as_object());
  CHECK(validated(*object).has_value());
}

TEST_CASE("options that make no sense are refused before anything is sent") {
  const auto refused = [](EventArguments arguments) {
    arguments.type = "use";
    const auto object = event_object(arguments);
    REQUIRE(!object);
    CHECK(object.error().code() == Errc::kUsage);
    return object.error().next();
  };
  EventArguments arguments;
  arguments.fields = {"activites=a"};
  CHECK(refused(arguments) == "did you mean activities?");
  arguments.fields = {"activities"};
  refused(arguments);
  arguments.fields = {"count=1", "count=2"};
  refused(arguments);
  arguments.fields = {"count=x"};
  refused(arguments);
  arguments.fields = {"documents=00ff"};
  refused(arguments);
  arguments.fields = {};
  arguments.values = {"email=x"};
  refused(arguments);
}
