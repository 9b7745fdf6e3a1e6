#include "ledger/event/json_take.hpp"

#include "ledger/crypto/base64.hpp"

#include <charconv>
#include <limits>

namespace ledger::json_take {

namespace json = boost::json;

std::string field_place(std::string_view name) {
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

Result<std::array<std::uint8_t, 16>> take_uuid(const json::value& value, const std::string& place) {
  LEDGER_ASSIGN(const std::string text, take_text(value, place));
  const auto id = parse_uuid(text);
  if (!id) return bad("this is not a UUID", place, "write 32 hexadecimal digits, 8-4-4-4-12");
  return *id;
}

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

tl::unexpected<Error> unknown_key(const json::object& object, const json::key_value_pair& pair,
                                  const std::string& place, std::string next) {
  const auto index = static_cast<std::size_t>(&pair - object.begin());
  return bad("no such field", place + "key number " + std::to_string(index + 1), std::move(next));
}

} // namespace ledger::json_take
