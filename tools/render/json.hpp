// JSON for programs. Every object that is printed says which version of its form it has; only
// additions keep the version.
#pragma once

#include "ledger/base/result.hpp"

#include <boost/json/object.hpp>
#include <string>

namespace ledger::tools {

inline constexpr int kJsonSchemaVersion = 1;

// The same object with "schema_version" in front.
[[nodiscard]] boost::json::object with_version(boost::json::object object);
// Without spaces, with a newline.
[[nodiscard]] std::string json_line(const boost::json::object& object);
// {"code","what","where","next","retry"}
[[nodiscard]] boost::json::object error_object(const Error& error);

} // namespace ledger::tools
