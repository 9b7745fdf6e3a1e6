#include "tools/render/named_values.hpp"

#include "tools/render/report_frame.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace ledger::tools {

namespace json = boost::json;

json::object object_of(const NamedValues& values) {
  json::object object;
  for (const auto& [name, value] : values)
    object[name] = value;
  return object;
}

std::string cell_of(const json::value& value) {
  switch (value.kind()) {
  case json::kind::null:
    return {};
  case json::kind::bool_:
    return value.get_bool() ? "yes" : "no";
  case json::kind::string:
    return std::string(value.get_string());
  case json::kind::array: {
    std::vector<std::string> texts;
    for (const json::value& each : value.get_array())
      texts.push_back(cell_of(each));
    return joined(texts);
  }
  default:
    return json::serialize(value); // a number
  }
}

} // namespace ledger::tools
