#include "ledger/base/limits.hpp"
#include "ledger/base/time_range.hpp"
#include "ledger/base/utf8.hpp"
#include "ledger/crypto/digest.hpp"
#include "ledger/event/draft.hpp"
#include "ledger/event/value_tags.hpp"
#include "ledger/event/views.hpp"

#include <capnp/any.h>
#include <kj/exception.h>

#include <cstring>

namespace ledger {
namespace {

std::string field_place(const ClearField& field) {
  return "field " + std::string(field.name);
}

tl::unexpected<Error> invalid(std::string what, std::string where, std::string next) {
  return fail(Errc::kInvalidField, std::move(what), std::move(where), std::move(next));
}

std::uint64_t data_bits(ByteView section, const ClearField& field) {
  const std::size_t byte = field.index / 8;
  const std::size_t width = field.bits / 8;
  if (byte + width > section.size()) return 0;
  std::uint64_t value = 0;
  std::memcpy(&value, section.data() + byte, width);
  return value;
}

// Every bit that is set belongs to a field that this type may carry.
bool is_writable_time(std::uint64_t bits) {
  const Timestamp time(static_cast<std::int64_t>(bits));
  return kEarliestTime <= time && time <= kLatestTime;
}

Status check_data_section(ByteView section, const TypeInfo& type, const TypeShape& shape) {
  for (std::size_t at = 0; at < section.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, section.data() + at, std::min<std::size_t>(8, section.size() - at));
    const std::uint64_t allowed =
        at / 8 < TypeShape::kMaxDataWords ? shape.allowed_data[at / 8] : 0;
    if ((word & ~allowed) == 0) continue;
    for (const ClearField& field : clear_layout().fields)
      if (!field.is_pointer && field.index / 64 == at / 8 && data_bits(section, field) != 0 &&
          (allowed >> field.index % 64 & 1) == 0)
        return invalid("events of type " + std::string(type.name) + " do not carry this field",
                       field_place(field), "auditledger schema show " + std::string(type.name));
    return invalid("a field that this version does not know is set",
                   "word " + std::to_string(at / 8) + " of the clear part",
                   "upgrade the daemon, or post without the newer field");
  }
  for (const ClearField* field : shape.allowed) {
    if (field->kind == FieldKind::kEnum && data_bits(section, *field) >= field->enumerants)
      return invalid("not a value of this closed list", field_place(*field),
                     "auditledger schema show " + std::string(type.name));
    if (field->kind == FieldKind::kTime && !is_writable_time(data_bits(section, *field)))
      return invalid("no time that can be written", field_place(*field),
                     "microseconds since 1970, of the years 1 to 9999");
  }
  return {};
}

Status check_slug(std::string_view text, const ClearField& field) {
  if (is_slug(text)) return {};
  return invalid("not a policy id", field_place(field),
                 "lower-case letters, digits, dots and dashes, at most " +
                     std::to_string(limits::kSlugChars) + " characters");
}

Status check_slugs(capnp::List<capnp::Text>::Reader list, const ClearField& field) {
  if (list.size() > limits::kSlugsPerList)
    return fail(Errc::kTooLarge, "more than " + std::to_string(limits::kSlugsPerList) + " entries",
                field_place(field), "post several events");
  for (const auto text : list)
    LEDGER_TRY(check_slug(view(text), field));
  return {};
}

Status check_languages(capnp::List<capnp::Text>::Reader list, const ClearField& field) {
  if (list.size() > limits::kSlugsPerList)
    return fail(Errc::kTooLarge, "too many languages", field_place(field), "name each once");
  for (const auto text : list)
    if (!is_language(view(text)))
      return invalid("not a language tag", field_place(field), "BCP 47: nl, nl-BE, fr, en");
  return {};
}

Status check_documents(capnp::List<wire::DocumentRef>::Reader list, const ClearField& field) {
  constexpr auto kKinds = static_cast<std::uint16_t>(wire::DocumentKind::ORDER_TEXT) + 1;
  constexpr auto kAnswers = static_cast<std::uint16_t>(wire::Answer::YES) + 1;
  if (list.size() > limits::kSlugsPerList)
    return fail(Errc::kTooLarge, "too many documents", field_place(field), "post several events");
  for (const auto document : list) {
    const auto kind = static_cast<std::uint16_t>(document.getKind());
    const capnp::AnyStruct::Reader raw = document;
    if (kind == 0 || kind >= kKinds ||
        static_cast<std::uint16_t>(document.getMaterial()) >= kAnswers ||
        document.getHash().size() != DocumentHash::kSize || raw.getDataSection().size() > 8 ||
        raw.getPointerSection().size() > 1)
      return invalid("not a document reference", field_place(field),
                     "a kind and the SHA-256 of the text, 32 bytes");
  }
  return {};
}

Status check_pointer(capnp::AnyPointer::Reader pointer, const ClearField& field) {
  using capnp::List;
  switch (field.kind) {
  case FieldKind::kSlug:
    return check_slug(view(pointer.getAs<capnp::Text>()), field);
  case FieldKind::kSlugList:
    return check_slugs(pointer.getAs<List<capnp::Text>>(), field);
  case FieldKind::kCountry:
    if (is_country(view(pointer.getAs<capnp::Text>()))) return {};
    return invalid("not a country code", field_place(field), "two capitals: ISO 3166-1, as BE");
  case FieldKind::kLanguage:
    if (is_language(view(pointer.getAs<capnp::Text>()))) return {};
    return invalid("not a language tag", field_place(field), "BCP 47: nl, nl-BE, fr, en");
  case FieldKind::kLanguages:
    return check_languages(pointer.getAs<List<capnp::Text>>(), field);
  case FieldKind::kReference:
    if (pointer.getAs<capnp::Data>().size() == OpaqueRef::kSize) return {};
    return invalid("not 16 bytes", field_place(field), "a UUID, or text among the references");
  case FieldKind::kReferences: {
    const std::size_t size = pointer.getAs<capnp::Data>().size();
    if (size % OpaqueRef::kSize == 0 && size / OpaqueRef::kSize <= limits::kSlugsPerList) return {};
    return invalid("not a list of 16-byte references", field_place(field), "UUIDs, at most 64");
  }
  case FieldKind::kCauses:
    if (pointer.getAs<List<std::uint64_t>>().size() <= limits::kCausesPerEvent) return {};
    return fail(Errc::kTooLarge, "too many causes", field_place(field),
                "at most " + std::to_string(limits::kCausesPerEvent));
  case FieldKind::kDocuments:
    return check_documents(pointer.getAs<List<wire::DocumentRef>>(), field);
  default:
    return invalid("unexpected field", field_place(field), "check the schema");
  }
}

Status check_pointers(capnp::List<capnp::AnyPointer>::Reader section, const TypeInfo& type,
                      const TypeShape& shape) {
  for (const ClearField& field : clear_layout().fields) {
    if (!field.is_pointer || field.index >= section.size()) continue;
    const auto pointer = section[field.index];
    if (pointer.isNull()) continue;
    if ((shape.allowed_pointers >> field.index & 1) == 0)
      return invalid("events of type " + std::string(type.name) + " do not carry this field",
                     field_place(field), "auditledger schema show " + std::string(type.name));
    LEDGER_TRY(check_pointer(pointer, field));
  }
  for (unsigned i = clear_layout().pointers; i < section.size(); ++i)
    if (!section[i].isNull())
      return invalid("a field that this version does not know is set", "the clear part",
                     "upgrade the daemon, or post without the newer field");
  return {};
}

Status check_references(wire::Draft::Reader draft, const TypeShape& shape,
                        capnp::List<capnp::AnyPointer>::Reader section) {
  if (draft.getReferences().size() > 16)
    return fail(Errc::kTooLarge, "too many references", "references", "one per field");
  for (const auto reference : draft.getReferences()) {
    const std::string where = "reference for field " + std::to_string(reference.getField());
    const auto& fields = clear_layout().fields;
    if (reference.getField() >= fields.size()) return invalid("no such field", where, "see schema");
    const ClearField& field = fields[reference.getField()];
    if (field.kind != FieldKind::kReference || (shape.allowed_pointers >> field.index & 1) == 0 ||
        reference.getIndex() != 0)
      return invalid("this field takes no reference", where, "auditledger schema");
    if (field.index < section.size() && !section[field.index].isNull())
      return invalid("given both as bytes and as text", where, "give one of the two");
    const std::string_view text = view(reference.getText());
    if (text.empty() || text.size() > limits::kOpaqueTextBytes || !is_valid_utf8(text))
      return invalid("not 1 to 512 bytes of UTF-8", where, "shorten it, or send a UUID");
  }
  return {};
}

bool carries(wire::Draft::Reader draft, ByteView data,
             capnp::List<capnp::AnyPointer>::Reader section, const ClearField& field) {
  if (!field.is_pointer) return data_bits(data, field) != 0;
  if (field.index < section.size() && !section[field.index].isNull()) return true;
  for (const auto reference : draft.getReferences())
    if (reference.getField() == field.ordinal) return true;
  return false;
}

Status check_clear(wire::Draft::Reader draft, const TypeInfo& type) {
  const TypeShape& shape = shape_of(type);
  const capnp::AnyStruct::Reader clear = draft.getClear();
  const ByteView data = view(clear.getDataSection());
  LEDGER_TRY(check_data_section(data, type, shape));
  LEDGER_TRY(check_pointers(clear.getPointerSection(), type, shape));
  LEDGER_TRY(check_references(draft, shape, clear.getPointerSection()));
  for (const ClearField* field : shape.required)
    if (!carries(draft, data, clear.getPointerSection(), *field))
      return invalid("events of type " + std::string(type.name) + " need this field",
                     field_place(*field), "auditledger schema show " + std::string(type.name));
  return {};
}

Status check_values(capnp::List<wire::NamedValue>::Reader values, const std::string& where) {
  if (values.size() > limits::kValuesPerSubject)
    return fail(Errc::kTooLarge, "too many values", where, "post several events");
  for (const auto value : values) {
    if (!is_slug(view(value.getName())))
      return invalid("the name of a value is a slug", where, "for example: email, message-id");
    if (value.getValue().size() > limits::kValueBytes)
      return fail(Errc::kTooLarge, "longer than " + std::to_string(limits::kValueBytes) + " bytes",
                  where, "keep the document elsewhere and give its id");
  }
  return {};
}

Status check_subject(wire::DraftSubject::Reader subject) {
  const std::string_view name_space = view(subject.getNamespace());
  const bool named = subject.getReference().size() > 0;
  const bool by_id = subject.getSubjectId().size() > 0;
  if (named == by_id)
    return invalid("a person is named by a reference or by a subject id", "reference", "give one");
  if (by_id && subject.getSubjectId().size() != SubjectId::kSize)
    return invalid("not 16 bytes", "subjectId", "use the id that an earlier answer gave");
  if (subject.getReference().size() > limits::kReferenceBytes)
    return fail(Errc::kTooLarge,
                "longer than " + std::to_string(limits::kReferenceBytes) + " bytes", "reference",
                "use the application's own short id");
  if (!name_space.empty() && (!is_slug(name_space) || by_id))
    return invalid("not a namespace", "namespace", "a slug, beside a reference");
  LEDGER_TRY(check_values(subject.getValues(), "values"));
  return check_values(subject.getFormer(), "former");
}

Status check_subjects(wire::Draft::Reader draft, const TypeInfo& type) {
  const auto subjects = draft.getSubjects();
  const bool batch = type.type == wire::EventType::USE_BATCH;
  const std::size_t most = batch ? limits::kSubjectsPerBatchUse : type.max_subjects;
  if (subjects.size() < type.min_subjects)
    return invalid("events of type " + std::string(type.name) + " are about a person", "subjects",
                   "name at least one");
  if (subjects.size() > most)
    return fail(Errc::kTooLarge, "more than " + std::to_string(most) + " people", "subjects",
                batch ? "cut the campaign" : "post several events");
  for (unsigned i = 0; i < subjects.size(); ++i) {
    Status checked = check_subject(subjects[i]);
    if (checked && batch && subjects[i].getValues().size() > 0)
      checked = invalid("a batch use says nothing personal about each", "values", "leave them out");
    if (checked && !has_former_values(type.type) && subjects[i].getFormer().size() > 0)
      checked = invalid("only a rectification says what was wrong before", "former",
                        "leave it out, or post rectification.executed");
    if (!checked) return fail(checked.error().within("subject " + std::to_string(i)));
  }
  return {};
}

Status check_all(wire::Draft::Reader draft, const TypeInfo*& type, PostedBy by) {
  type = type_info(draft.getType());
  if (type == nullptr || type->posted_by != by)
    return fail(Errc::kUnknownType, "no event type that can be posted here", "field type",
                "auditledger schema list");
  if (draft.getEventId().size() != EventId::kSize)
    return invalid("not 16 bytes", "field eventId", "make a UUIDv7, and keep it for a retry");
  LEDGER_TRY(check_clear(draft, *type));
  return check_subjects(draft, *type);
}

} // namespace

Result<Validated> validate(Draft draft, PostedBy by) {
  const TypeInfo* type = nullptr;
  try {
    LEDGER_TRY(check_all(draft.reader_, type, by));
    const EventId id(ByteView(view(draft.reader_.getEventId())).first<EventId::kSize>());
    const std::size_t subjects = draft.reader_.getSubjects().size();
    return Validated(std::move(draft), *type, id, subjects);
  } catch (const kj::Exception&) {
    return fail(Errc::kMalformed, "not a well-formed message", "event",
                "check the client's Cap'n Proto library and schema version");
  }
}

} // namespace ledger
