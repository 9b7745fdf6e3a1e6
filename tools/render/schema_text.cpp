#include "tools/render/schema_text.hpp"

#include "ledger/event/value_tags.hpp"

#include "tools/render/json.hpp"
#include "tools/render/table.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

constexpr const char* kExampleTime = "2026-03-02T08:00:00Z";

std::vector<std::string> enumerants_of(const ClearField& field) {
  std::vector<std::string> names;
  for (const auto enumerant : field.schema.getType().asEnum().getEnumerants())
    if (enumerant.getOrdinal() != 0) names.emplace_back(enumerant.getProto().getName().cStr());
  return names;
}

std::string example_slug(std::string_view field) {
  if (field == "activities") return "newsletter.marketing-communication";
  if (field == "categories") return "contact.email";
  if (field == "relation") return "paying-customer";
  if (field == "recipient") return "hosting-provider";
  return "example";
}

json::value example_value(const ClearField& field) {
  switch (field.kind) {
  case FieldKind::kTime:
    return kExampleTime;
  case FieldKind::kNumber:
    return 1;
  case FieldKind::kEnum:
    return json::string(enumerants_of(field).front());
  case FieldKind::kSlug:
    return json::string(example_slug(field.name));
  case FieldKind::kSlugList:
    return json::array{json::string(example_slug(field.name))};
  case FieldKind::kReference:
    return "example-2026-03";
  case FieldKind::kReferences:
    return json::array{"01981111-2222-7333-8444-555566667777"};
  case FieldKind::kCountry:
    return "BE";
  case FieldKind::kLanguage:
    return "nl-BE";
  case FieldKind::kLanguages:
    return json::array{"nl", "en"};
  case FieldKind::kCauses:
    return json::array{1};
  case FieldKind::kDocuments:
    return json::array{json::object{{"kind", "noticeText"}, {"hash", std::string(64, '0')}}};
  }
  return nullptr;
}

// What the poster has to give: the time is filled in where it is left out.
bool is_required(const TypeShape& shape, const ClearField* field) {
  return field->name != "occurredAt" &&
         std::find(shape.required.begin(), shape.required.end(), field) != shape.required.end();
}

std::string posted_by(PostedBy by) {
  switch (by) {
  case PostedBy::kApplication:
    return "application";
  case PostedBy::kOfficer:
  case PostedBy::kRequest:
    return "officer";
  case PostedBy::kLedger:
    return "ledger";
  }
  return "ledger";
}

// What an event may say about each person, beside its fields: a name and what it is.
std::vector<std::pair<std::string, std::string>> sealed_parts(const TypeInfo& type) {
  if (type.max_subjects == 0 || type.type == wire::EventType::USE_BATCH) return {};
  std::vector<std::pair<std::string, std::string>> parts = {
      {"values", "of the person, names and texts; sealed"}};
  if (has_former_values(type.type))
    parts.emplace_back("former", "the values that were wrong, names and texts; sealed");
  return parts;
}

std::string fields_table(const TypeInfo& type, const Palette& palette) {
  const TypeShape& shape = shape_of(type);
  Table table({{"FIELD"}, {"NEEDED"}, {"VALUE"}});
  for (const ClearField* field : shape.allowed)
    table.add(
        {std::string(field->name), is_required(shape, field) ? "yes" : "", kind_words(*field)});
  for (const auto& [name, value] : sealed_parts(type))
    table.add({name, "", value});
  return table.empty() ? std::string() : "\n" + table.render(0, palette);
}

} // namespace

std::string kind_words(const ClearField& field) {
  switch (field.kind) {
  case FieldKind::kTime:
    return "time, RFC 3339";
  case FieldKind::kNumber:
    return "number of " + std::to_string(field.bits) + " bits";
  case FieldKind::kEnum: {
    std::string names = "one of:";
    for (const std::string& name : enumerants_of(field))
      names += " " + name;
    return names;
  }
  case FieldKind::kSlug:
    return "policy id";
  case FieldKind::kSlugList:
    return "policy ids";
  case FieldKind::kReference:
    return "UUID, or text that is hashed and sealed";
  case FieldKind::kReferences:
    return "UUIDs";
  case FieldKind::kCountry:
    return "ISO 3166-1 country, two capitals";
  case FieldKind::kLanguage:
    return "BCP 47 language";
  case FieldKind::kLanguages:
    return "BCP 47 languages";
  case FieldKind::kCauses:
    return "record numbers";
  case FieldKind::kDocuments:
    return "documents: kind and SHA-256";
  }
  return {};
}

json::object example_event(const TypeInfo& type) {
  json::object event{{"type", type.name}};
  if (type.min_subjects > 1)
    event["subjects"] = json::array{json::object{{"reference", "customer-42"}},
                                    json::object{{"reference", "visitor-7"}}};
  else if (type.min_subjects == 1)
    event["subject"] = "customer-42";
  event["occurredAt"] = kExampleTime;
  for (const ClearField* field : shape_of(type).required)
    if (field->name != "occurredAt") event[field->name] = example_value(*field);
  if (has_former_values(type.type)) {
    event["values"] = json::object{{"email", "new@example.org"}};
    event["former"] = json::object{{"email", "old@example.org"}};
  }
  return event;
}

std::string type_in_words(const TypeInfo& type, const Palette& palette) {
  std::string out = palette.bold(type.name) + "\n  " + std::string(type.summary);
  out += "\n  GDPR art. " + std::string(type.article);
  out += "\n  posted by: " + posted_by(type.posted_by);
  if (type.max_subjects > 0)
    out += "\n  people: " + std::to_string(type.min_subjects) + " to " +
           std::to_string(type.max_subjects);
  out += "\n" + fields_table(type, palette);
  if (can_be_appended(type))
    out += "\n" + palette.bold("Example") + ", for auditledger append --stdin:\n  " +
           json_line(example_event(type));
  return out;
}

json::object type_object(const TypeInfo& type) {
  json::array fields;
  const TypeShape& shape = shape_of(type);
  for (const ClearField* field : shape.allowed)
    fields.push_back(json::object{{"name", field->name},
                                  {"required", is_required(shape, field)},
                                  {"value", kind_words(*field)}});
  for (const auto& [name, value] : sealed_parts(type))
    fields.push_back(json::object{{"name", name}, {"required", false}, {"value", value}});
  json::object object{{"type", type.name},
                      {"summary", type.summary},
                      {"article", type.article},
                      {"postedBy", posted_by(type.posted_by)},
                      {"minSubjects", type.min_subjects},
                      {"maxSubjects", type.max_subjects},
                      {"fields", std::move(fields)}};
  if (can_be_appended(type)) object["example"] = example_event(type);
  return object;
}

} // namespace ledger::tools
