// What is refused of a draft: its shape, never what it reports.
#include "tests/unit/event_support.hpp"

#include <set>

using namespace ledger;
using namespace ledger::test;

TEST_SUITE("event.validate") {
  Errc refusal(Built built) {
    const auto event = validate(built.take(), PostedBy::kApplication);
    REQUIRE_FALSE(event.has_value());
    CHECK_FALSE(event.error().where().empty());
    CHECK_FALSE(event.error().next().empty());
    CHECK(event.error().what().find("canary") == std::string::npos);
    return event.error().code();
  }

  TEST_CASE("what is refused is refused for its shape, by name") {
    Built wrong_type = consent();
    wrong_type.draft.setType(wire::EventType::LEDGER_OPENED);
    CHECK(refusal(std::move(wrong_type)) == Errc::kUnknownType);

    Built no_id = consent();
    no_id.draft.setEventId(blob(as_bytes("short")));
    CHECK(refusal(std::move(no_id)) == Errc::kInvalidField);

    Built foreign_field = consent();
    foreign_field.draft.getClear().setCountry("BE");
    CHECK(refusal(std::move(foreign_field)) == Errc::kInvalidField);

    Built foreign_bits = consent();
    foreign_bits.draft.getClear().setFeeMinorUnits(5);
    CHECK(refusal(std::move(foreign_bits)) == Errc::kInvalidField);

    Built missing = consent();
    missing.draft.getClear().setConsentMethod(wire::ConsentMethod::UNSTATED);
    CHECK(refusal(std::move(missing)) == Errc::kInvalidField);

    Built unknown_enum = consent();
    unknown_enum.draft.getClear().setConsentMethod(static_cast<wire::ConsentMethod>(99));
    CHECK(refusal(std::move(unknown_enum)) == Errc::kInvalidField);

    for (const std::int64_t time : {std::int64_t{INT64_MIN}, std::int64_t{INT64_MAX}}) {
      CAPTURE(time);
      Built no_time = consent();
      no_time.draft.getClear().setOccurredAt(time);
      CHECK(refusal(std::move(no_time)) == Errc::kInvalidField);
    }

    Built no_slug = consent("Canary Name");
    CHECK(refusal(std::move(no_slug)) == Errc::kInvalidField);

    Built nobody = consent();
    nobody.draft.initSubjects(0);
    CHECK(refusal(std::move(nobody)) == Errc::kInvalidField);
  }

  TEST_CASE("every type of the schema has a row, with a name of its own") {
    std::set<std::string_view> names;
    for (const auto enumerant : capnp::Schema::from<wire::EventType>().getEnumerants()) {
      CAPTURE(enumerant.getProto().getName().cStr());
      if (enumerant.getOrdinal() == 0) continue;
      const TypeInfo* row = type_info(static_cast<wire::EventType>(enumerant.getOrdinal()));
      REQUIRE(row != nullptr);
      CHECK(names.insert(row->name).second);
      CHECK(type_named(row->name) == row);
    }
    CHECK(all_types().size() == names.size());
    CHECK(type_info(static_cast<wire::EventType>(60'000)) == nullptr);
  }

  TEST_CASE("what only officers post is refused to applications, and the other way round") {
    const auto refused = [](wire::EventType type, PostedBy by) {
      Built built;
      built.draft.setType(type);
      const auto result = validate(built.take(), by);
      REQUIRE_FALSE(result.has_value());
      return result.error().code() == Errc::kUnknownType;
    };
    CHECK(refused(wire::EventType::LEDGER_BASELINE, PostedBy::kApplication));
    CHECK_FALSE(refused(wire::EventType::LEDGER_BASELINE, PostedBy::kOfficer));
    CHECK(refused(wire::EventType::COLLECTION, PostedBy::kOfficer));
    CHECK(refused(wire::EventType::ERASURE_STARTED, PostedBy::kOfficer));
  }

  TEST_CASE("every row of the taxonomy names fields that exist") {
    for (const TypeInfo& type : all_types()) {
      CAPTURE(type.name);
      CHECK_NOTHROW(static_cast<void>(shape_of(type)));
      CHECK(type_named(type.name) == &type);
    }
  }

  TEST_CASE("only a rectification may say what was wrong before") {
    Built built = consent();
    auto former = built.draft.getSubjects()[0].initFormer(1)[0];
    former.setName("email");
    former.setValue(blob(as_bytes("old@example.org")));
    const auto refused = validate(built.take(), PostedBy::kApplication);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code() == Errc::kInvalidField);
    CHECK(refused.error().where() == "subject 0, former");
  }
}
