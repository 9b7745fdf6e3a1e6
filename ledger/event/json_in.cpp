#include "ledger/event/clear_fields.hpp"
#include "ledger/event/json.hpp"
#include "ledger/event/json_people.hpp"
#include "ledger/event/json_take.hpp"
#include "ledger/event/taxonomy.hpp"

#include <limits>

namespace ledger {

using namespace json_take;
namespace json = boost::json;

namespace {

constexpr std::size_t kHashBytes = 32;

struct PendingText {
  std::uint16_t field;
  std::string text;
};

class DraftReader {
 public:
  explicit DraftReader(wire::Draft::Builder draft) : draft_(draft) {}

  Status read(const json::object& object, const DraftDefaults& defaults) {
    LEDGER_TRY(read_type(object));
    draft_.setEventId(data_reader(defaults.event_id.view()));
    wire::Clear::Builder clear = draft_.initClear();
    for (const json::key_value_pair& pair : object)
      LEDGER_TRY(read_key(object, pair, clear));
    if (!object.contains("occurredAt")) clear.setOccurredAt(time_left_out(defaults).get());
    LEDGER_TRY(read_short_subject(object, draft_));
    write_references();
    return {};
  }

 private:
  Status read_type(const json::object& object) {
    const json::value* type = object.if_contains("type");
    if (type == nullptr)
      return bad("the event has no type", field_place("type"),
                 "auditledger schema list names them");
    LEDGER_ASSIGN(const std::string name, take_text(*type, field_place("type")));
    const TypeInfo* info = type_named(name);
    if (info == nullptr)
      return fail(Errc::kUnknownType, "no such type of event", field_place("type"),
                  "the nearest is " + std::string(nearest_type(name)) +
                      "; auditledger schema list names all");
    draft_.setType(info->type);
    return {};
  }

  // A retry has to say the same as the first try, so the time comes with the id where it can.
  [[nodiscard]] Timestamp time_left_out(const DraftDefaults& defaults) const {
    constexpr std::int64_t kMicrosPerMilli = 1000;
    const auto id = draft_.asReader().getEventId();
    const bool version_7 = (id[6] & 0xF0) == 0x70 && (id[8] & 0xC0) == 0x80;
    const auto millis = static_cast<std::int64_t>(get_be(id.begin(), 6));
    if (!version_7 || millis == 0) return defaults.occurred_at;
    return Timestamp(millis * kMicrosPerMilli);
  }

  Status read_key(const json::object& object, const json::key_value_pair& pair,
                  capnp::DynamicStruct::Builder clear) {
    const std::string_view key = pair.key();
    if (key == "type" || key == "subject" || key == "values" || key == "former") return {};
    if (key == "eventId") {
      LEDGER_ASSIGN(const auto id, take_uuid(pair.value(), field_place(key)));
      draft_.setEventId(data_reader(id));
      return {};
    }
    if (key == "subjects") return read_subjects(pair.value(), draft_);
    const ClearField* field = clear_layout().find(key);
    if (field == nullptr)
      return unknown_key(object, pair, "", "auditledger help fields names the fields");
    return read_field(*field, pair.value(), clear);
  }

  Status read_field(const ClearField& field, const json::value& value,
                    capnp::DynamicStruct::Builder clear) {
    const std::string place = field_place(field.name);
    switch (field.kind) {
    case FieldKind::kTime: {
      LEDGER_ASSIGN(const Timestamp time, take_time(value, place));
      clear.set(field.schema, time.get());
      return {};
    }
    case FieldKind::kNumber: {
      const std::uint64_t most = std::numeric_limits<std::uint64_t>::max() >> (64 - field.bits);
      LEDGER_ASSIGN(const std::uint64_t number, take_number(value, most, place));
      clear.set(field.schema, number);
      return {};
    }
    case FieldKind::kEnum: {
      const capnp::EnumSchema schema = field.schema.getType().asEnum();
      LEDGER_ASSIGN(const std::uint16_t number, take_enumerant(value, schema, place));
      clear.set(field.schema, capnp::DynamicEnum(schema, number));
      return {};
    }
    case FieldKind::kSlug:
    case FieldKind::kCountry:
    case FieldKind::kLanguage: {
      LEDGER_ASSIGN(const std::string text, take_text(value, place));
      clear.set(field.schema, text_reader(text));
      return {};
    }
    case FieldKind::kSlugList:
    case FieldKind::kLanguages:
      return read_texts(field, value, clear);
    case FieldKind::kReference:
      return read_reference(field, value, clear);
    case FieldKind::kReferences:
      return read_ids(field, value, clear);
    case FieldKind::kCauses:
      return read_causes(value, place);
    case FieldKind::kDocuments:
      return read_documents(value, place);
    }
    return bad("this field cannot be written as JSON", place, "leave it out");
  }

  // An empty list says as much as no list, and takes the form of none, since there is one form
  // only.
  static Status read_texts(const ClearField& field, const json::value& value,
                           capnp::DynamicStruct::Builder clear) {
    const std::string place = field_place(field.name);
    LEDGER_ASSIGN(const json::array* array, take_array(value, place));
    if (array->empty()) return {};
    auto list =
        clear.init(field.schema, static_cast<unsigned>(array->size())).as<capnp::DynamicList>();
    for (unsigned i = 0; i < list.size(); ++i) {
      LEDGER_ASSIGN(const std::string text, take_text((*array)[i], element(place, i)));
      list.set(i, text_reader(text));
    }
    return {};
  }

  Status read_reference(const ClearField& field, const json::value& value,
                        capnp::DynamicStruct::Builder clear) {
    LEDGER_ASSIGN(std::string text, take_text(value, field_place(field.name)));
    if (const auto id = parse_uuid(text))
      clear.set(field.schema, data_reader(*id));
    else
      references_.push_back({field.ordinal, std::move(text)});
    return {};
  }

  // Entries of a list stand side by side in the clear, so there is no room for a text to hide.
  static Status read_ids(const ClearField& field, const json::value& value,
                         capnp::DynamicStruct::Builder clear) {
    const std::string place = field_place(field.name);
    LEDGER_ASSIGN(const json::array* array, take_array(value, place));
    if (array->empty()) return {};
    Bytes ids;
    for (std::size_t i = 0; i < array->size(); ++i) {
      LEDGER_ASSIGN(const auto id, take_uuid((*array)[i], element(place, i)));
      append(ids, id);
    }
    clear.set(field.schema, data_reader(ids));
    return {};
  }

  Status read_causes(const json::value& value, const std::string& place) {
    LEDGER_ASSIGN(const json::array* array, take_array(value, place));
    if (array->empty()) return {};
    auto causes = draft_.getClear().initCauses(static_cast<unsigned>(array->size()));
    for (unsigned i = 0; i < causes.size(); ++i) {
      LEDGER_ASSIGN(
          const std::uint64_t record,
          take_number((*array)[i], std::numeric_limits<std::uint64_t>::max(), element(place, i)));
      causes.set(i, record);
    }
    return {};
  }

  Status read_documents(const json::value& value, const std::string& place) {
    LEDGER_ASSIGN(const json::array* array, take_array(value, place));
    if (array->empty()) return {};
    auto documents = draft_.getClear().initDocuments(static_cast<unsigned>(array->size()));
    for (unsigned i = 0; i < documents.size(); ++i)
      LEDGER_TRY(read_document((*array)[i], element(place, i), documents[i]));
    return {};
  }

  static Status read_document(const json::value& value, const std::string& place,
                              wire::DocumentRef::Builder document) {
    LEDGER_ASSIGN(const json::object* object, take_object(value, place));
    const json::value* kind = object->if_contains("kind");
    const json::value* hash = object->if_contains("hash");
    const json::value* material = object->if_contains("material");
    const std::size_t known = material == nullptr ? 2 : 3;
    if (kind == nullptr || hash == nullptr || object->size() != known)
      return bad("a document has a kind, a hash and perhaps whether it is a material change", place,
                 R"(write {"kind": ..., "hash": ...})");
    if (material != nullptr) {
      LEDGER_ASSIGN(
          const std::uint16_t answer,
          take_enumerant(*material, capnp::Schema::from<wire::Answer>(), place + ".material"));
      document.setMaterial(static_cast<wire::Answer>(answer));
    }
    LEDGER_ASSIGN(
        const std::uint16_t number,
        take_enumerant(*kind, capnp::Schema::from<wire::DocumentKind>(), place + ".kind"));
    document.setKind(static_cast<wire::DocumentKind>(number));
    LEDGER_ASSIGN(const std::string hex, take_text(*hash, place + ".hash"));
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != kHashBytes)
      return bad("this is not a SHA-256 hash", place + ".hash", "write 64 hexadecimal digits");
    document.setHash(data_reader(*bytes));
    return {};
  }

  void write_references() {
    if (references_.empty()) return;
    auto list = draft_.initReferences(static_cast<unsigned>(references_.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      list[i].setField(references_[i].field);
      list[i].setText(text_reader(references_[i].text));
    }
  }

  wire::Draft::Builder draft_;
  std::vector<PendingText> references_;
};

} // namespace

Status read_draft(const json::object& object, const DraftDefaults& defaults,
                  wire::Draft::Builder draft) {
  return DraftReader(draft).read(object, defaults);
}

Status read_draft(std::string_view text, const DraftDefaults& defaults,
                  wire::Draft::Builder draft) {
  LEDGER_ASSIGN(const json::value value, parse_strict_json(text));
  if (!value.is_object())
    return fail(Errc::kMalformed, "an event is a JSON object", "the whole text",
                "send one JSON object for each event");
  return read_draft(value.get_object(), defaults, draft);
}

} // namespace ledger
