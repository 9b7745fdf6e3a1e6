#include "tools/render/record.hpp"

#include "ledger/event/json.hpp"
#include "ledger/event/taxonomy.hpp"
#include "tools/render/text.hpp"

#include <array>
#include <boost/json/serialize.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

// Shown in the heading, or of no use to a reader.
bool is_heading(std::string_view key) {
  static constexpr std::array<std::string_view, 15> kKeys = {
      "sequence",   "recordedAt", "flags",          "ledgerId",   "previousLeaf",
      "type",       "eventId",    "source",         "policyHash", "policySequence",
      "subjectIds", "leafHash",   "schema_version", "boxes",      "control"};
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

std::string row(std::string_view name, std::string_view value) {
  constexpr std::size_t kNameWidth = 20;
  std::string out = "  " + escape_terminal(name);
  out += std::string(kNameWidth - std::min(kNameWidth - 1, name.size()), ' ');
  return out + escape_terminal(value) + "\n";
}

std::string named(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? std::string() : plain_words(*value);
}

std::string box_words(std::size_t index, const json::object& box) {
  const std::string state = named(box, "state");
  std::string out = row("box " + std::to_string(index),
                        "class " + named(box, "keyClass") + ", key " + named(box, "keyId") +
                            ", incarnation " + named(box, "incarnation") + ", " +
                            named(box, "bytes") + " bytes, " + (state.empty() ? "sealed" : state));
  if (state != "opened") return out;
  out += row("  reference", named(box, "namespace") + ": " + named(box, "reference"));
  for (const auto& [name, value] : box.at("values").as_object())
    out += row("  " + std::string(name), plain_words(value));
  if (const json::value* former = box.if_contains("former"))
    for (const auto& [name, value] : former->as_object())
      out += row("  former " + std::string(name), plain_words(value));
  for (const std::string_view list : {"slugs", "references"})
    for (const json::value& hidden : box.at(list).as_array())
      out += row("  " + named(hidden.as_object(), "field"), named(hidden.as_object(), "text"));
  return out;
}

// The type of the record has said which of the ledger's own statements this is.
std::string control_words(wire::Control::Reader control) {
  const json::value value = plain_json(capnp::DynamicStruct::Reader(control));
  std::string words;
  for (const auto& [name, statement] : value.as_object())
    if (!statement.is_null()) words += plain_words(statement);
  return words;
}

} // namespace

std::string plain_words(const json::value& value) {
  std::string out;
  if (value.is_string()) {
    const json::string& text = value.get_string();
    return std::string(text.data(), text.size());
  }
  if (value.is_array()) {
    for (const json::value& element : value.get_array())
      out += (out.empty() ? "" : ", ") + plain_words(element);
    return out;
  }
  if (value.is_object()) {
    for (const auto& [key, element] : value.get_object())
      out += (out.empty() ? "" : " ") + std::string(key) + "=" + plain_words(element);
    return out;
  }
  return json::serialize(value);
}

Result<ShownRecord> ShownRecord::decode(wire::StoredRecord::Reader stored) {
  const auto data = stored.getBytes();
  const ByteView bytes(data.begin(), data.size());
  LEDGER_ASSIGN(const RecordHeader header, parse_header(bytes));
  LEDGER_ASSIGN(StoredBody body, StoredBody::parse(body_of(bytes)));
  return ShownRecord(header, std::move(body), hash_leaf(bytes), stored.getOpened());
}

json::object ShownRecord::json() const {
  RecordHead head;
  head.sequence = header_.sequence;
  head.recorded_at = header_.recorded_at;
  head.flags = header_.flags;
  head.ledger = header_.ledger_id;
  head.previous = header_.previous;
  json::object object = record_json(head, event(), opened_);
  object["leafHash"] = to_hex(leaf_.view());
  return object;
}

std::string ShownRecord::summary() const {
  json::object fields;
  for (auto& [key, value] : clear_json(event().getClear()))
    if (key != "occurredAt") fields[key] = value;
  const std::string words = plain_words(fields);
  return words.empty() && event().hasControl() ? control_words(event().getControl()) : words;
}

std::string ShownRecord::in_words(const Palette& palette) const {
  const json::object object = json();
  const TypeInfo* type = type_info(event().getType());
  std::string out = palette.bold("record " + std::to_string(header_.sequence.get()) + "  " +
                                 escape_terminal(named(object, "type"))) +
                    "\n";
  if (type != nullptr)
    out += "  " + std::string(type->summary) + " (GDPR art. " + std::string(type->article) + ")\n";
  out += row("recorded", named(object, "recordedAt"));
  if (header_.flags != 0) out += row("flags", named(object, "flags"));
  const std::string source = named(object, "source");
  out += row("reported by", (source.empty() ? "the ledger itself" : source) + ", event " +
                                named(object, "eventId"));
  out += row("under policy", event().hasPolicyHash() ? named(object, "policyHash") + " (record " +
                                                           named(object, "policySequence") + ")"
                                                     : "none yet");
  for (const json::value& id : object.at("subjectIds").as_array())
    out += row("about", plain_words(id));
  for (const auto& [key, value] : object)
    if (!is_heading(key)) out += row(key, plain_words(value));
  if (event().hasControl()) {
    const std::string words = control_words(event().getControl());
    if (!words.empty()) out += row("states", words);
  }
  std::size_t index = 0;
  for (const json::value& box : object.at("boxes").as_array())
    out += box_words(index++, box.as_object());
  out += row("leaf hash", named(object, "leafHash"));
  out += row("previous leaf", named(object, "previousLeaf"));
  return out;
}

} // namespace ledger::tools
