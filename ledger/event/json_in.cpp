#include "ledger/base/utf8.hpp"
#include "ledger/crypto/base64.hpp"
#include "ledger/event/clear_fields.hpp"
#include "ledger/event/json.hpp"
#include "ledger/event/taxonomy.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace ledger {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kHashBytes = 32;

std::string quoted(std::string_view name) {
  return "field " + std::string(name);
}
std::string element(const std::string& place, std::size_t index) {
  return place + "[" + std::to_string(index) + "]";
}

tl::unexpected<Error> bad(std::string what, const std::string& place, std::string next) {
  return fail(Errc::kInvalidField, std::move(what), place, std::move(next));
}

capnp::Text::Reader text_reader(const std::string& text) {
  return {text.c_str(), text.size()};
}
capnp::Data::Reader data_reader(ByteView bytes) {
  return {bytes.data(), bytes.size()};
}

Result<std::string> take_text(const json::value& value, const std::string& place) {
  if (!value.is_string()) return bad("a text is expected here", place, "write it in quotes");
  const json::string& text = value.get_string();
  if (text.empty()) return bad("the text is empty", place, "leave out what is not known");
  return std::string(text.data(), text.size());
}

Result<const json::array*> take_array(const json::value& value, const std::string& place) {
  if (!value.is_array()) return bad("a list is expected here", place, "write it as [ ... ]");
  return &value.get_array();
}

Result<const json::object*> take_object(const json::value& value, const std::string& place) {
  if (!value.is_object()) return bad("an object is expected here", place, "write it as { ... }");
  return &value.get_object();
}

// A text, or {"base64": "..."} for bytes that are none.
Result<Bytes> take_bytes(const json::value& value, const std::string& place) {
  if (value.is_object()) {
    const json::object& object = value.get_object();
    const json::value* encoded = object.if_contains("base64");
    if (encoded == nullptr || object.size() != 1)
      return bad("bytes are not written like this", place, R"(write a text or {"base64": "..."})");
    LEDGER_ASSIGN(const std::string text, take_text(*encoded, place));
    auto bytes = from_base64(text);
    if (!bytes) return bad("this is not base64", place, "use RFC 4648 section 4, with padding");
    return *std::move(bytes);
  }
  LEDGER_ASSIGN(const std::string text, take_text(value, place));
  return Bytes(text.begin(), text.end());
}

Result<std::array<std::uint8_t, kIdBytes>> take_uuid(const json::value& value,
                                                     const std::string& place) {
  LEDGER_ASSIGN(const std::string text, take_text(value, place));
  const auto id = parse_uuid(text);
  if (!id) return bad("this is not a UUID", place, "write 32 hexadecimal digits, 8-4-4-4-12");
  return *id;
}

// 64-bit numbers may also come as texts, since that is how they are written out.
Result<std::uint64_t> take_number(const json::value& value, std::uint64_t most,
                                  const std::string& place) {
  const std::string next = "write a whole number from 0 to " + std::to_string(most);
  std::uint64_t number = 0;
  if (value.is_uint64()) {
    number = value.get_uint64();
  } else if (value.is_int64() && value.get_int64() >= 0) {
    number = static_cast<std::uint64_t>(value.get_int64());
  } else if (value.is_string() && most == std::numeric_limits<std::uint64_t>::max()) {
    const json::string& text = value.get_string();
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number);
    if (text.empty() || parsed.ec != std::errc() || parsed.ptr != end)
      return bad("this is not a number", place, next);
  } else {
    return bad("this is not a number in range", place, next);
  }
  if (number > most) return bad("the number is too large", place, next);
  return number;
}

Result<std::uint16_t> take_enumerant(const json::value& value, capnp::EnumSchema schema,
                                     const std::string& place) {
  std::string names;
  for (const auto enumerant : schema.getEnumerants())
    if (enumerant.getOrdinal() != 0)
      names += (names.empty() ? "" : ", ") + std::string(enumerant.getProto().getName().cStr());
  const std::string next = "write one of: " + names;
  if (!value.is_string()) return bad("a name is expected here", place, next);
  const std::string name(value.get_string().data(), value.get_string().size());
  KJ_IF_MAYBE (known, schema.findEnumerantByName(text_reader(name))) return known->getOrdinal();
  return bad("no such name", place, next);
}

Result<Timestamp> take_time(const json::value& value, const std::string& place) {
  LEDGER_ASSIGN(const std::string text, take_text(value, place));
  const auto time = parse_rfc3339(text);
  if (!time)
    return bad("this is not a time", place, "write RFC 3339, for example 2026-03-02T08:00:00Z");
  if (time->get() == 0)
    return bad("the first instant of 1970 stands for \"not stated\"", place,
               "leave the field out, or state another instant");
  return *time;
}

// The place of a key that has no meaning: never the key itself, which may be anything.
tl::unexpected<Error> unknown_key(const json::object& object, const json::key_value_pair& pair,
                                  const std::string& place, std::string next) {
  const auto index = static_cast<std::size_t>(&pair - object.begin());
  return bad("no such field", place + "key number " + std::to_string(index + 1), std::move(next));
}

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
    LEDGER_TRY(read_short_subject(object));
    write_references();
    return {};
  }

 private:
  Status read_type(const json::object& object) {
    const json::value* type = object.if_contains("type");
    if (type == nullptr)
      return bad("the event has no type", quoted("type"), "auditledger schema list names them");
    LEDGER_ASSIGN(const std::string name, take_text(*type, quoted("type")));
    const TypeInfo* info = type_named(name);
    if (info == nullptr)
      return fail(Errc::kUnknownType, "no such type of event", quoted("type"),
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
    if (key == "type" || key == "subject" || key == "values") return {};
    if (key == "eventId") {
      LEDGER_ASSIGN(const auto id, take_uuid(pair.value(), quoted(key)));
      draft_.setEventId(data_reader(id));
      return {};
    }
    if (key == "subjects") return read_subjects(pair.value());
    const ClearField* field = clear_layout().find(key);
    if (field == nullptr)
      return unknown_key(object, pair, "", "auditledger help fields names the fields");
    return read_field(*field, pair.value(), clear);
  }

  Status read_field(const ClearField& field, const json::value& value,
                    capnp::DynamicStruct::Builder clear) {
    const std::string place = quoted(field.name);
    switch (field.kind) {
    case FieldKind::kTime: {
      LEDGER_ASSIGN(const Timestamp time, take_time(value, place));
      clear.set(field.schema, time.get());
      return {};
    }
    case FieldKind::kNumber: {
      const std::uint64_t most = (std::uint64_t{1} << field.bits) - 1;
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
    const std::string place = quoted(field.name);
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
    LEDGER_ASSIGN(std::string text, take_text(value, quoted(field.name)));
    if (const auto id = parse_uuid(text))
      clear.set(field.schema, data_reader(*id));
    else
      references_.push_back({field.ordinal, std::move(text)});
    return {};
  }

  // Entries of a list stand side by side in the clear, so there is no room for a text to hide.
  static Status read_ids(const ClearField& field, const json::value& value,
                         capnp::DynamicStruct::Builder clear) {
    const std::string place = quoted(field.name);
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
    if (kind == nullptr || hash == nullptr || object->size() != 2)
      return bad("a document has a kind and a hash", place, R"(write {"kind": ..., "hash": ...})");
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

  Status read_short_subject(const json::object& object) {
    const json::value* subject = object.if_contains("subject");
    const json::value* values = object.if_contains("values");
    if (subject == nullptr && values == nullptr) return {};
    if (subject == nullptr)
      return bad("values belong to a person", quoted("values"),
                 "add the field subject, or put values into an entry of subjects");
    if (object.contains("subjects"))
      return bad("subject and subjects exclude each other", quoted("subject"),
                 "put all people into subjects");
    auto list = draft_.initSubjects(1);
    LEDGER_ASSIGN(const Bytes reference, take_bytes(*subject, quoted("subject")));
    list[0].setReference(data_reader(reference));
    return values == nullptr ? Status() : read_values(*values, quoted("values"), list[0]);
  }

  Status read_subjects(const json::value& value) {
    const std::string place = quoted("subjects");
    LEDGER_ASSIGN(const json::array* array, take_array(value, place));
    if (array->empty()) return {};
    auto subjects = draft_.initSubjects(static_cast<unsigned>(array->size()));
    for (unsigned i = 0; i < subjects.size(); ++i)
      LEDGER_TRY(read_subject((*array)[i], element(place, i), subjects[i]));
    return {};
  }

  static Status read_subject(const json::value& value, const std::string& place,
                             wire::DraftSubject::Builder subject) {
    if (value.is_string()) {
      LEDGER_ASSIGN(const Bytes reference, take_bytes(value, place));
      subject.setReference(data_reader(reference));
      return {};
    }
    LEDGER_ASSIGN(const json::object* object, take_object(value, place));
    for (const json::key_value_pair& pair : *object)
      LEDGER_TRY(read_subject_key(*object, pair, place, subject));
    return {};
  }

  static Status read_subject_key(const json::object& object, const json::key_value_pair& pair,
                                 const std::string& place, wire::DraftSubject::Builder subject) {
    const std::string_view key = pair.key();
    if (key == "namespace") {
      LEDGER_ASSIGN(const std::string text, take_text(pair.value(), place + ".namespace"));
      subject.setNamespace(text_reader(text));
      return {};
    }
    if (key == "reference") {
      LEDGER_ASSIGN(const Bytes reference, take_bytes(pair.value(), place + ".reference"));
      subject.setReference(data_reader(reference));
      return {};
    }
    if (key == "subjectId") {
      LEDGER_ASSIGN(const auto id, take_uuid(pair.value(), place + ".subjectId"));
      subject.setSubjectId(data_reader(id));
      return {};
    }
    if (key == "values") return read_values(pair.value(), place + ".values", subject);
    return unknown_key(object, pair, place + ", ",
                       "a subject has namespace, reference, subjectId and values");
  }

  // A name is a slug; anything else might be a person's own words, so it is not repeated.
  static Status read_values(const json::value& value, const std::string& place,
                            wire::DraftSubject::Builder subject) {
    LEDGER_ASSIGN(const json::object* object, take_object(value, place));
    if (object->empty()) return {};
    auto values = subject.initValues(static_cast<unsigned>(object->size()));
    unsigned index = 0;
    for (const json::key_value_pair& pair : *object) {
      const std::string name(pair.key());
      const std::string here = element(place, index);
      if (!is_slug(name))
        return bad("the name of a value is not a slug", here, "use a-z, 0-9, '.' and '-'");
      values[index].setName(text_reader(name));
      LEDGER_ASSIGN(const Bytes bytes, take_bytes(pair.value(), here));
      values[index++].setValue(data_reader(bytes));
    }
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
