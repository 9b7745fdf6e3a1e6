#include "tools/render/json.hpp"

#include "tools/render/error.hpp"

#include <boost/json/serialize.hpp>

namespace ledger::tools {

boost::json::object with_version(boost::json::object object) {
  boost::json::object out{{"schema_version", kJsonSchemaVersion}};
  for (auto& [key, value] : object)
    out[key] = std::move(value);
  return out;
}

std::string json_line(const boost::json::object& object) {
  return boost::json::serialize(object) + "\n";
}

boost::json::object error_object(const Error& error) {
  return {{"code", code_text(error.code())},
          {"what", error.what()},
          {"where", error.where()},
          {"next", error.next()},
          {"retry", retry_name(retry_of(error.code()))}};
}

} // namespace ledger::tools
