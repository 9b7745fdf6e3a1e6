#include "ledger/event/json.hpp"

#include "ledger/event/clear_fields.hpp"
#include "ledger/event/taxonomy.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <capnp/message.h>
#include <doctest/doctest.h>
#include <string>

using namespace ledger;
namespace json = boost::json;

namespace {

constexpr std::string_view kId = "01981111-2222-7333-8444-555566667777";

DraftDefaults some_defaults() {
  DraftDefaults defaults;
  defaults.event_id = EventId(*parse_uuid(kId));
  defaults.occurred_at = Timestamp(1'000'000);
  return defaults;
}

struct Read {
  explicit Read(std::string_view text)
      : status(read_draft(text, some_defaults(), message.initRoot<wire::Draft>())),
        draft(message.getRoot<wire::Draft>().asReader()) {}
  capnp::MallocMessageBuilder message;
  Status status;
  wire::Draft::Reader draft;
};

void check_refused(const std::string& text, Errc code, const std::string& where) {
  CAPTURE(text);
  const Read read(text);
  REQUIRE(!read.status);
  CHECK(read.status.error().code() == code);
  CHECK(read.status.error().where() == where);
  CHECK(!read.status.error().what().empty());
  CHECK(!read.status.error().next().empty());
}

std::string with(std::string_view field) {
  return R"({"type":"collection",)" + std::string(field) + "}";
}

std::string text_of(capnp::Data::Reader data) {
  return std::string(as_text({data.begin(), data.size()}));
}

} // namespace

TEST_CASE("an event in JSON becomes a draft with every field in its place") {
  const Read read(R"({"type":"consent.given","eventId":"0198aaaa-2222-7333-8444-555566667777",
    "subject":"customer-42","activities":["newsletter.marketing-communication"],
    "consentMethod":"box","occurredAt":"2026-03-02T08:00:00Z",
    "values":{"email":"x@example.org"}})");
  REQUIRE(read.status);
  CHECK(read.draft.getType() == wire::EventType::CONSENT_GIVEN);
  CHECK(to_hex({read.draft.getEventId().begin(), 16}) == "0198aaaa222273338444555566667777");
  const auto clear = read.draft.getClear();
  CHECK(clear.getOccurredAt() == parse_rfc3339("2026-03-02T08:00:00Z")->get());
  CHECK(clear.getConsentMethod() == wire::ConsentMethod::BOX);
  REQUIRE(clear.getActivities().size() == 1);
  CHECK(clear.getActivities()[0] == "newsletter.marketing-communication");
  REQUIRE(read.draft.getSubjects().size() == 1);
  const auto subject = read.draft.getSubjects()[0];
  CHECK(text_of(subject.getReference()) == "customer-42");
  REQUIRE(subject.getValues().size() == 1);
  CHECK(subject.getValues()[0].getName() == "email");
  CHECK(text_of(subject.getValues()[0].getValue()) == "x@example.org");
}

TEST_CASE("what an event leaves out comes from the caller") {
  const Read read(R"({"type":"subject.registered"})");
  REQUIRE(read.status);
  CHECK(to_hex({read.draft.getEventId().begin(), 16}) == to_hex(parse_uuid(kId).value()));
  CHECK(!read.draft.hasSubjects());
  CHECK(!read.draft.hasReferences());
}

TEST_CASE("a time that is left out comes with a UUIDv7, so that a retry says the same") {
  const auto time_of = [](const std::string& id) {
    const Read read(R"({"type":"subject.registered","eventId":")" + id + R"("})");
    REQUIRE(read.status);
    return read.draft.getClear().getOccurredAt();
  };
  CHECK(time_of("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == 1'645'557'742'000'000);
  CHECK(time_of("017f22e2-79b0-4cc3-98c4-dc0c0c07398f") == 1'000'000);
  CHECK(time_of("017f22e2-79b0-7cc3-18c4-dc0c0c07398f") == 1'000'000);
  CHECK(time_of("00000000-0000-7cc3-98c4-dc0c0c07398f") == 1'000'000);
  const Read stated(R"({"type":"subject.registered","occurredAt":"2026-03-02",
    "eventId":"017f22e2-79b0-7cc3-98c4-dc0c0c07398f"})");
  CHECK(stated.draft.getClear().getOccurredAt() == parse_rfc3339("2026-03-02")->get());
}

TEST_CASE("people are named by text, by reference or by id") {
  const Read read(R"({"type":"use.batch","subjects":["a",
    {"namespace":"crm","reference":"b","values":{"note":"n"}},
    {"reference":{"base64":"AP8="}},
    {"subjectId":"01981111-2222-7333-8444-555566667777"}]})");
  REQUIRE(read.status);
  const auto subjects = read.draft.getSubjects();
  REQUIRE(subjects.size() == 4);
  CHECK(text_of(subjects[0].getReference()) == "a");
  CHECK(subjects[1].getNamespace() == "crm");
  CHECK(subjects[1].getValues()[0].getName() == "note");
  CHECK(to_hex({subjects[2].getReference().begin(), 2}) == "00ff");
  CHECK(!subjects[3].hasReference());
  CHECK(subjects[3].getSubjectId().size() == 16);
}

TEST_CASE("a rectification says what was wrong before, in the short form and in the long one") {
  for (const char* event :
       {R"({"type":"rectification.executed","subject":"a","former":{"email":"old@example.org"}})",
        R"({"type":"rectification.executed","subjects":[{"reference":"a",
            "former":{"email":"old@example.org"}}]})"}) {
    const Read read(event);
    REQUIRE(read.status);
    const auto subject = read.draft.getSubjects()[0];
    CHECK(!subject.hasValues());
    REQUIRE(subject.getFormer().size() == 1);
    CHECK(subject.getFormer()[0].getName() == "email");
    CHECK(text_of(subject.getFormer()[0].getValue()) == "old@example.org");
  }
  const Read nobody(R"({"type":"rectification.executed","former":{"email":"x"}})");
  REQUIRE(!nobody.status);
  CHECK(nobody.status.error().where() == "field former");
}

TEST_CASE("a reference that is no UUID goes to the texts that will be sealed") {
  const Read read(R"({"type":"request.received","right":"access","correlation":"case 2026/7",
    "staff":"01981111-2222-7333-8444-555566667777"})");
  REQUIRE(read.status);
  CHECK(!read.draft.getClear().hasCorrelation());
  CHECK(read.draft.getClear().getStaff().size() == 16);
  REQUIRE(read.draft.getReferences().size() == 1);
  const auto hidden = read.draft.getReferences()[0];
  CHECK(hidden.getField() == clear_layout().find("correlation")->ordinal);
  CHECK(hidden.getIndex() == 0);
  CHECK(hidden.getText() == "case 2026/7");
}

TEST_CASE("JSON that others repair is refused") {
  const auto refused = [](std::string_view text) {
    CAPTURE(text);
    const Read read(text);
    REQUIRE(!read.status);
    CHECK(read.status.error().code() == Errc::kMalformed);
    CHECK(read.status.error().where().find("byte ") == 0);
  };
  const std::string deep = R"({"type":)" + std::string(20, '[') + std::string(20, ']') + "}";
  for (const std::string& text : {
           std::string(""),
           std::string("{"),
           std::string(R"({"type":"use","type":"use"})"),
           std::string(R"({"type":"use","subjects":[{"values":{"a":"1","a":"2"}}]})"),
           std::string(R"({"type":"use","\u0074ype":"use"})"),
           std::string(R"({"type":"use"} x)"),
           std::string(R"({"type":"use"}{"type":"use"})"),
           std::string(R"({"type":"use","count":1.0})"),
           std::string(R"({"type":"use","count":1e999})"),
           std::string(R"({"type":"use","causes":[18446744073709551616]})"),
           std::string(R"({"type":"use","subject":"a\u0000b"})"),
           std::string("{\"type\":\"use\",\"subject\":\"a\0b\"}", 30),
           std::string("{\"type\":\"use\",\"subject\":\"\xff\"}"),
           std::string("{\"type\":\"use\",\"subject\":\"\xed\xa0\x80\"}"),
           std::string(R"({"type":"use","subject":"\ud800"})"),
           std::string("{\"type\":\"use\",\"subject\":\"line\nline\"}"),
           std::string("\xef\xbb\xbf{\"type\":\"use\"}"),
           std::string(R"({"type":"use",})"),
           std::string(R"({"type":"use"/* c */})"),
           std::string(R"({'type':'use'})"),
           deep,
       })
    refused(text);
}

TEST_CASE("sixteen levels are read and a seventeenth is not") {
  const auto nested = [](std::size_t levels) {
    return parse_strict_json(std::string(levels, '[') + std::string(levels, ']'));
  };
  CHECK(nested(kJsonDepth).has_value());
  CHECK(!nested(kJsonDepth + 1).has_value());
}

TEST_CASE("keys in different objects may be equal") {
  CHECK(parse_strict_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})").has_value());
}

TEST_CASE("64-bit numbers keep every digit") {
  const Read read(R"({"type":"use","causes":[9007199254740993,18446744073709551615,
    "18446744073709551614"]})");
  REQUIRE(read.status);
  const auto causes = read.draft.getClear().getCauses();
  CHECK(causes[0] == 9007199254740993u);
  CHECK(causes[1] == 18446744073709551615u);
  CHECK(causes[2] == 18446744073709551614u);
  const json::object out = clear_json(read.draft.getClear());
  CHECK(json::serialize(out.at("causes")) ==
        R"(["9007199254740993","18446744073709551615","18446744073709551614"])");
}

TEST_CASE("a field of the wrong kind is refused by name") {
  const auto invalid = [](std::string_view field, const std::string& where) {
    check_refused(with(field), Errc::kInvalidField, where);
  };
  invalid(R"("categories":"email")", "field categories");
  invalid(R"("categories":["email",7])", "field categories[1]");
  invalid(R"("categories":[""])", "field categories[0]");
  invalid(R"("item":null)", "field item");
  invalid(R"("item":"")", "field item");
  invalid(R"("dataSource":"Observed")", "field dataSource");
  invalid(R"("dataSource":3)", "field dataSource");
  invalid(R"("beforeLedger":true)", "field beforeLedger");
  invalid(R"("count":-1)", "field count");
  invalid(R"("count":4294967296)", "field count");
  invalid(R"("count":"7")", "field count");
  invalid(R"("transformBits":256)", "field transformBits");
  invalid(R"("documentDate":"yesterday")", "field documentDate");
  invalid(R"("documentDate":"2026-02-30")", "field documentDate");
  invalid(R"("documentDate":"1970-01-01T00:00:00Z")", "field documentDate");
  invalid(R"("documentDate":0)", "field documentDate");
  invalid(R"("causes":[-1])", "field causes[0]");
  invalid(R"("causes":["1x"])", "field causes[0]");
  invalid(R"("causes":[""])", "field causes[0]");
  invalid(R"("media":["not a uuid"])", "field media[0]");
  invalid(R"("correlation":7)", "field correlation");
  invalid(R"("eventId":"7")", "field eventId");
  invalid(R"("documents":[{"kind":"policy"}])", "field documents[0]");
  invalid(R"("documents":[{"kind":"novel","hash":"00"}])", "field documents[0].kind");
  invalid(R"("documents":[{"kind":"policy","hash":"0g"}])", "field documents[0].hash");
  invalid(R"("documents":[{"kind":"policy","hash":"00ff"}])", "field documents[0].hash");
  invalid(R"("subject":[])", "field subject");
  invalid(R"("subject":{"base64":"AA"})", "field subject");
  invalid(R"("subject":{"base64":"AAA=","more":1})", "field subject");
  invalid(R"("subject":"a","subjects":["b"])", "field subject");
  invalid(R"("values":{"email":"x"})", "field values");
  invalid(R"("subject":"a","values":{"E Mail":"x"})", "field values[0]");
  invalid(R"("subject":"a","values":{"a":"x","b":7})", "field values[1]");
  invalid(R"("subjects":[{"reference":"a"},{"subjectId":"b"}])", "field subjects[1].subjectId");
  invalid(R"("subjects":[7])", "field subjects[0]");
}

TEST_CASE("an unknown key is counted and never repeated") {
  check_refused(with(R"("jan@example.org":"x")"), Errc::kInvalidField, "key number 2");
  check_refused(with(R"("subjects":[{"reference":"a","Jan Janssens":1}])"), Errc::kInvalidField,
                "field subjects[0], key number 2");
}

TEST_CASE("no error holds a value that was sent") {
  const std::string secret = "jan.janssens-secret";
  for (const ClearField& field : clear_layout().fields) {
    const std::string name(field.name);
    for (const std::string& value :
         {'"' + secret + '"', "[\"" + secret + "\"]", "{\"" + secret + "\":\"" + secret + "\"}"}) {
      CAPTURE(name);
      CAPTURE(value);
      const Read read(with('"' + name + "\":" + value));
      if (read.status) continue;
      const Error& error = read.status.error();
      CHECK((error.what() + error.where() + error.next()).find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("an event without a type, or of an unknown one, says so") {
  check_refused(R"({"subject":"a"})", Errc::kInvalidField, "field type");
  check_refused(R"({"type":"consent.givn"})", Errc::kUnknownType, "field type");
  const Read read(R"({"type":"consent.givn"})");
  CHECK(read.status.error().next().find("consent.given") != std::string::npos);
  check_refused("[]", Errc::kMalformed, "the whole text");
}

TEST_CASE("an empty list is the same as none") {
  const Read read(with(R"("categories":[],"causes":[],"documents":[],"media":[],"subjects":[])"));
  REQUIRE(read.status);
  CHECK(!read.draft.getClear().hasCategories());
  CHECK(!read.draft.getClear().hasCauses());
  CHECK(!read.draft.getClear().hasDocuments());
  CHECK(!read.draft.getClear().hasMedia());
  CHECK(!read.draft.hasSubjects());
}

namespace {

// A value for each kind, none of them the default.
std::string example_of(const ClearField& field) {
  switch (field.kind) {
  case FieldKind::kTime:
    return R"("2026-03-02T08:00:00.000001Z")";
  case FieldKind::kNumber:
    return "7";
  case FieldKind::kEnum:
    return '"' +
           std::string(
               field.schema.getType().asEnum().getEnumerants()[1].getProto().getName().cStr()) +
           '"';
  case FieldKind::kSlug:
    return R"("a.slug")";
  case FieldKind::kCountry:
    return R"("BE")";
  case FieldKind::kLanguage:
    return R"("nl-BE")";
  case FieldKind::kSlugList:
  case FieldKind::kLanguages:
    return R"(["aa","bb"])";
  case FieldKind::kReference:
    return field.ordinal % 2 == 0 ? R"("some text é")" : '"' + std::string(kId) + '"';
  case FieldKind::kReferences:
    return "[\"" + std::string(kId) + "\"]";
  case FieldKind::kCauses:
    return "[0,5]";
  case FieldKind::kDocuments:
    return R"([{"kind":"consentWording","hash":")" + std::string(64, 'a') + R"("}])";
  }
  return "null";
}

} // namespace

TEST_CASE("every field of every kind survives a round trip through the wire") {
  std::string text = R"({"type":"collection","eventId":")" + std::string(kId) +
                     R"(","subjects":[{"namespace":"crm","reference":"a b","values":)"
                     R"({"note":"tab\tquote\" é","raw":{"base64":"AP8="}}}])";
  for (const ClearField& field : clear_layout().fields)
    text += ",\"" + std::string(field.name) + "\":" + example_of(field);
  text += '}';
  const Read first(text);
  REQUIRE(first.status);
  const json::object out = draft_json(first.draft);
  CHECK(out == parse_strict_json(text)->as_object());
  const Read second(json::serialize(out));
  REQUIRE(second.status);
  CHECK(first.draft.totalSize().wordCount == second.draft.totalSize().wordCount);
  CHECK(draft_json(second.draft) == out);
}

TEST_CASE("a record is written with its header, its clear part and what was opened") {
  capnp::MallocMessageBuilder message;
  auto stored = message.initRoot<wire::StoredRecord>();
  auto boxes = stored.initOpened(2);
  boxes[0].setBoxIndex(0);
  boxes[0].setState(wire::BoxState::OPENED);
  auto content = boxes[0].initContent();
  content.setNamespace("crm");
  content.setReference(capnp::Data::Reader(reinterpret_cast<const capnp::byte*>("c-42"), 4));
  auto values = content.initValues(1);
  values[0].setName("email");
  values[0].setValue(capnp::Data::Reader(reinterpret_cast<const capnp::byte*>("x@y"), 3));
  auto slugs = content.initSlugs(1);
  slugs[0].setField(clear_layout().find("activities")->ordinal);
  slugs[0].setText("novelty");
  boxes[1].setBoxIndex(9); // no such box: a lying peer changes nothing

  capnp::MallocMessageBuilder body;
  auto event = body.initRoot<wire::Event>();
  event.setType(wire::EventType::CONSENT_GIVEN);
  event.setSource("shop");
  event.setEventId(kj::arrayPtr(parse_uuid(kId)->data(), 16));
  event.initClear().setConsentMethod(wire::ConsentMethod::BOX);
  auto box = event.initBoxes(1)[0];
  box.setKeyClass("customer");
  box.setIncarnation(1);
  box.setAlgorithm(wire::BoxAlgorithm::HKDF_SHA256_AES256_GCM);

  RecordHead head;
  head.sequence = Sequence(7);
  head.recorded_at = Timestamp(1'500'000);
  head.flags = 0b101;
  const std::string text =
      json::serialize(record_json(head, event.asReader(), stored.asReader().getOpened()));
  CHECK(text ==
        R"({"sequence":7,"recordedAt":"1970-01-01T00:00:01.500000Z","flags":["clamped","control"],)"
        R"("ledgerId":"00000000-0000-0000-0000-000000000000","previousLeaf":")" +
            std::string(64, '0') +
            R"(","type":"consent.given","eventId":"01981111-2222-7333-8444-555566667777",)"
            R"("source":"shop","policySequence":0,"policyHash":"","subjectIds":[],)"
            R"("consentMethod":"box","boxes":[{"subjectIndex":0,"keyClass":"customer",)"
            R"("incarnation":1,"keyId":"","algorithm":"hkdfSha256Aes256Gcm","bytes":0,)"
            R"("state":"opened","namespace":"crm","reference":"c-42","values":{"email":"x@y"},)"
            R"("slugs":[{"field":"activities","index":0,"text":"novelty"}],"references":[]}]})");
}

TEST_CASE("any message is written by reflection, a union by the member that is set") {
  capnp::MallocMessageBuilder message;
  auto control = message.initRoot<wire::Control>();
  control.initClockAnomaly().setExpected(1'000'000);
  CHECK(json::serialize(plain_json(capnp::DynamicStruct::Reader(control.asReader()))) ==
        R"({"clockAnomaly":{"expected":"1970-01-01T00:00:01.000000Z",)"
        R"("found":"1970-01-01T00:00:00.000000Z","followed":false}})");
  CHECK(json::serialize(number_json(std::uint64_t{1} << 53)) == "9007199254740992");
  CHECK(json::serialize(number_json((std::uint64_t{1} << 53) + 1)) == "\"9007199254740993\"");
}
