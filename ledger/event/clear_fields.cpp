#include "ledger/event/clear_fields.hpp"

#include "ledger/base/limits.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace ledger {
namespace {

namespace schema = capnp::schema;

std::uint32_t width_of(schema::Type::Reader type) {
  switch (type.which()) {
  case schema::Type::UINT8:
    return 8;
  case schema::Type::ENUM:
  case schema::Type::UINT16:
    return 16;
  case schema::Type::UINT32:
    return 32;
  case schema::Type::INT64:
  case schema::Type::UINT64:
    return 64;
  default:
    throw std::logic_error("event.capnp: Clear has a field of a type without a kind");
  }
}

// Text and Data fields look alike in the schema; what they mean is said here, by name.
FieldKind pointer_kind(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, FieldKind>, 18> kKinds = {{
      {"activities", FieldKind::kSlugList},
      {"categories", FieldKind::kSlugList},
      {"via", FieldKind::kSlugList},
      {"keyClasses", FieldKind::kSlugList},
      {"recipients", FieldKind::kSlugList},
      {"systems", FieldKind::kSlugList},
      {"correlation", FieldKind::kReference},
      {"campaign", FieldKind::kReference},
      {"contract", FieldKind::kReference},
      {"certificate", FieldKind::kReference},
      {"assessment", FieldKind::kReference},
      {"staff", FieldKind::kReference},
      {"sourceReference", FieldKind::kReference},
      {"hold", FieldKind::kReference},
      {"media", FieldKind::kReferences},
      {"country", FieldKind::kCountry},
      {"language", FieldKind::kLanguage},
      {"languages", FieldKind::kLanguages},
  }};
  if (name == "causes") return FieldKind::kCauses;
  if (name == "documents") return FieldKind::kDocuments;
  const auto* found = std::find_if(kKinds.begin(), kKinds.end(),
                                   [&](const auto& row) { return row.first == name; });
  return found == kKinds.end() ? FieldKind::kSlug : found->second;
}

ClearField describe(capnp::StructSchema::Field field) {
  const auto proto = field.getProto();
  const auto slot = proto.getSlot();
  const auto type = slot.getType();
  ClearField row;
  row.name = std::string_view(proto.getName().cStr(), proto.getName().size());
  row.ordinal = proto.getOrdinal().getExplicit();
  row.schema = field;
  row.index = slot.getOffset();
  switch (type.which()) {
  case schema::Type::TEXT:
  case schema::Type::DATA:
  case schema::Type::LIST:
    row.is_pointer = true;
    row.kind = pointer_kind(row.name);
    return row;
  case schema::Type::ENUM:
    row.kind = FieldKind::kEnum;
    row.enumerants = static_cast<std::uint16_t>(field.getType().asEnum().getEnumerants().size());
    break;
  case schema::Type::INT64:
    row.kind = FieldKind::kTime;
    break;
  default:
    row.kind = FieldKind::kNumber;
  }
  row.bits = width_of(type);
  row.index *= row.bits;
  return row;
}

ClearLayout make_layout() {
  const capnp::StructSchema clear = capnp::Schema::from<wire::Clear>();
  ClearLayout layout;
  layout.data_words = clear.getProto().getStruct().getDataWordCount();
  layout.pointers = clear.getProto().getStruct().getPointerCount();
  for (const capnp::StructSchema::Field field : clear.getFields())
    layout.fields.push_back(describe(field));
  return layout;
}

} // namespace

const ClearField* ClearLayout::find(std::string_view name) const {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [&](const ClearField& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

const ClearLayout& clear_layout() {
  static const ClearLayout layout = make_layout();
  return layout;
}

bool is_slug(std::string_view text) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= limits::kSlugChars && plain(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return plain(c) || c == '.' || c == '-'; });
}

bool is_country(std::string_view text) {
  return text.size() == 2 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_language(std::string_view text) {
  return text.size() >= 2 && text.size() <= 35 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-';
         });
}

} // namespace ledger
