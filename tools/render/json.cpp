#include "tools/render/json.hpp"

#include "ledger/base/utf8.hpp"
#include "tools/render/error.hpp"
#include "tools/render/text.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <cstdio>

namespace ledger::tools {

boost::json::object with_version(boost::json::object object) {
  boost::json::object out{{"schema_version", kJsonSchemaVersion}};
  for (auto& member : object)
    out[member.key()] = std::move(member.value());
  return out;
}

std::string json_text(const boost::json::value& value) {
  const std::string plain = boost::json::serialize(value);
  std::string out;
  out.reserve(plain.size());
  // The serializer has escaped what stands below U+0020; whatever else acts on a terminal is not
  // ASCII, or DEL, and so stands inside a string.
  for (std::string_view rest = plain; !rest.empty();) {
    const std::string_view before = rest;
    const auto point = take_code_point(rest);
    if (!point) {
      out += "\\ufffd";
      rest.remove_prefix(1);
    } else if (acts_on_terminal(*point)) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(*point));
      out += escape.data();
    } else {
      out += before.substr(0, before.size() - rest.size());
    }
  }
  return out;
}

std::string json_line(const boost::json::object& object) {
  return json_text(object) + "\n";
}

boost::json::object error_object(const Error& error) {
  return {{"code", code_text(error.code())},
          {"what", error.what()},
          {"where", error.where()},
          {"next", error.next()},
          {"retry", retry_name(retry_of(error.code()))}};
}

} // namespace ledger::tools
