#include "ledger/base/utf8.hpp"
#include "ledger/crypto/base64.hpp"
#include "ledger/event/clear_fields.hpp"
#include "ledger/event/json.hpp"
#include "ledger/event/taxonomy.hpp"
#include "ledger/event/views.hpp"

namespace ledger {
namespace {

namespace json = boost::json;

constexpr std::size_t kIdBytes = 16;

json::string id_json(ByteView id) {
  if (id.size() != kIdBytes) return json::string(to_hex(id));
  return json::string(to_uuid_text(id.first<kIdBytes>()));
}

json::array ids_json(ByteView ids) {
  json::array list;
  for (; ids.size() >= kIdBytes; ids = ids.subspan(kIdBytes))
    list.push_back(id_json(ids.first(kIdBytes)));
  return list;
}

json::value enum_json(const capnp::DynamicEnum& value) {
  KJ_IF_MAYBE (known, value.getEnumerant()) return json::string(known->getProto().getName().cStr());
  return value.getRaw();
}

json::value list_json(const capnp::DynamicList::Reader& list) {
  json::array array;
  for (const auto element : list)
    array.push_back(plain_json(element));
  return array;
}

json::value struct_json(const capnp::DynamicStruct::Reader& message) {
  json::object object;
  for (const auto field : message.getSchema().getNonUnionFields()) {
    const capnp::DynamicValue::Reader value = message.get(field);
    const bool unstated = value.getType() == capnp::DynamicValue::ENUM &&
                          value.as<capnp::DynamicEnum>().getRaw() == 0;
    if (!unstated) object[field.getProto().getName().cStr()] = plain_json(value);
  }
  KJ_IF_MAYBE (set, message.which())
    object[set->getProto().getName().cStr()] = plain_json(message.get(*set));
  return object;
}

bool is_stated(const ClearField& field, const capnp::DynamicStruct::Reader& clear) {
  if (field.is_pointer) return clear.has(field.schema);
  return clear.has(field.schema, capnp::HasMode::NON_DEFAULT);
}

json::array flags_json(std::uint16_t flags) {
  static constexpr std::array<const char*, 3> kNames = {"clamped", "clockNotSynchronised",
                                                        "control"};
  json::array names;
  for (std::size_t bit = 0; bit < 16; ++bit) {
    if ((flags >> bit & 1) == 0) continue;
    if (bit < kNames.size())
      names.emplace_back(kNames.at(bit));
    else
      names.emplace_back("bit-" + std::to_string(bit));
  }
  return names;
}

std::string field_name(std::uint16_t ordinal) {
  const auto& fields = clear_layout().fields;
  return ordinal < fields.size() ? std::string(fields[ordinal].name)
                                 : "field-" + std::to_string(ordinal);
}

json::array hidden_json(capnp::List<wire::HiddenText>::Reader texts) {
  json::array list;
  for (const auto text : texts)
    list.push_back(json::object{{"field", field_name(text.getField())},
                                {"index", text.getIndex()},
                                {"text", view(text.getText())}});
  return list;
}

json::object values_json(capnp::List<wire::NamedValue>::Reader values) {
  json::object object;
  for (const auto value : values)
    object[view(value.getName())] = bytes_json(view(value.getValue()));
  return object;
}

void add_content(json::object& object, wire::BoxContent::Reader content) {
  object["namespace"] = view(content.getNamespace());
  if (content.hasReference()) object["reference"] = bytes_json(view(content.getReference()));
  object["values"] = values_json(content.getValues());
  if (content.hasFormer()) object["former"] = values_json(content.getFormer());
  object["slugs"] = hidden_json(content.getSlugs());
  object["references"] = hidden_json(content.getReferences());
}

json::array tags_json(capnp::List<capnp::Data>::Reader tags) {
  json::array list;
  for (const auto of_value : tags)
    list.emplace_back(to_hex(view(of_value)));
  return list;
}

json::object box_json(wire::Box::Reader box) {
  json::object object{
      {"subjectIndex", box.getSubjectIndex()},       {"keyClass", view(box.getKeyClass())},
      {"incarnation", box.getIncarnation()},         {"keyId", id_json(view(box.getKeyId()))},
      {"algorithm", plain_json(box.getAlgorithm())}, {"bytes", box.getCiphertext().size()}};
  if (box.hasValueTags()) object["valueTags"] = tags_json(box.getValueTags());
  if (box.hasFormerTags()) object["formerTags"] = tags_json(box.getFormerTags());
  return object;
}

json::array boxes_json(capnp::List<wire::Box>::Reader boxes,
                       capnp::List<wire::OpenedBox>::Reader opened) {
  json::array list;
  for (const auto box : boxes)
    list.push_back(box_json(box));
  for (const auto one : opened) {
    if (one.getBoxIndex() >= list.size()) continue;
    json::object& object = list[one.getBoxIndex()].as_object();
    object["state"] = plain_json(one.getState());
    if (one.getState() == wire::BoxState::OPENED) add_content(object, one.getContent());
  }
  return list;
}

// Puts the application's own texts back where Clear holds nothing.
void restore_references(json::object& object, wire::Draft::Reader draft) {
  const auto& fields = clear_layout().fields;
  for (const auto hidden : draft.getReferences()) {
    if (hidden.getField() >= fields.size()) continue;
    object[fields[hidden.getField()].name] = view(hidden.getText());
  }
}

json::object subject_json(wire::DraftSubject::Reader subject) {
  json::object object;
  if (subject.hasNamespace()) object["namespace"] = view(subject.getNamespace());
  if (subject.hasReference()) object["reference"] = bytes_json(view(subject.getReference()));
  if (subject.hasSubjectId()) object["subjectId"] = id_json(view(subject.getSubjectId()));
  if (subject.hasValues()) object["values"] = values_json(subject.getValues());
  if (subject.hasFormer()) object["former"] = values_json(subject.getFormer());
  return object;
}

void add_all(json::object& object, json::object&& more) {
  for (auto& [key, value] : more)
    object[key] = std::move(value);
}

} // namespace

json::value number_json(std::uint64_t number) {
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  if (number <= kExact) return number;
  return json::string(std::to_string(number));
}

json::value bytes_json(ByteView bytes) {
  const std::string_view text = as_text(bytes);
  if (is_valid_utf8(text) && text.find('\0') == std::string_view::npos) return json::string(text);
  return json::object{{"base64", to_base64(bytes)}};
}

json::value plain_json(const capnp::DynamicValue::Reader& value) {
  switch (value.getType()) {
  case capnp::DynamicValue::BOOL:
    return value.as<bool>();
  case capnp::DynamicValue::INT:
    return json::string(to_rfc3339(Timestamp(value.as<std::int64_t>())));
  case capnp::DynamicValue::UINT:
    return number_json(value.as<std::uint64_t>());
  case capnp::DynamicValue::TEXT:
    return json::string(view(value.as<capnp::Text>()));
  case capnp::DynamicValue::DATA:
    return id_json(view(value.as<capnp::Data>()));
  case capnp::DynamicValue::ENUM:
    return enum_json(value.as<capnp::DynamicEnum>());
  case capnp::DynamicValue::LIST:
    return list_json(value.as<capnp::DynamicList>());
  case capnp::DynamicValue::STRUCT:
    return struct_json(value.as<capnp::DynamicStruct>());
  default:
    return nullptr;
  }
}

json::object clear_json(wire::Clear::Reader clear) {
  const capnp::DynamicStruct::Reader fields = clear;
  json::object object;
  for (const ClearField& field : clear_layout().fields) {
    if (!is_stated(field, fields)) continue;
    const capnp::DynamicValue::Reader value = fields.get(field.schema);
    object[field.name] = field.kind == FieldKind::kReferences
                             ? json::value(ids_json(view(value.as<capnp::Data>())))
                             : plain_json(value);
  }
  return object;
}

json::object draft_json(wire::Draft::Reader draft) {
  json::object object{{"type", type_name(draft.getType())},
                      {"eventId", id_json(view(draft.getEventId()))}};
  json::array subjects;
  for (const auto subject : draft.getSubjects())
    subjects.push_back(subject_json(subject));
  if (!subjects.empty()) object["subjects"] = std::move(subjects);
  add_all(object, clear_json(draft.getClear()));
  restore_references(object, draft);
  return object;
}

json::object record_json(const RecordHead& head, wire::Event::Reader event,
                         capnp::List<wire::OpenedBox>::Reader opened) {
  json::object object{{"sequence", number_json(head.sequence.get())},
                      {"recordedAt", to_rfc3339(head.recorded_at)},
                      {"flags", flags_json(head.flags)},
                      {"ledgerId", id_json(head.ledger.view())},
                      {"previousLeaf", to_hex(head.previous.view())},
                      {"type", type_name(event.getType())},
                      {"eventId", id_json(view(event.getEventId()))},
                      {"source", view(event.getSource())},
                      {"policySequence", number_json(event.getPolicySequence())},
                      {"policyHash", to_hex(view(event.getPolicyHash()))}};
  if (event.getPartCount() != 0) {
    object["partIndex"] = event.getPartIndex();
    object["partCount"] = event.getPartCount();
  }
  object["subjectIds"] = ids_json(view(event.getSubjectIds()));
  add_all(object, clear_json(event.getClear()));
  if (event.hasControl()) object["control"] = plain_json(event.getControl());
  object["boxes"] = boxes_json(event.getBoxes(), opened);
  return object;
}

} // namespace ledger
