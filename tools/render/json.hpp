// JSON for programs. Every object that is printed says which version of its form it has; only
// additions keep the version.
#pragma once

#include "ledger/base/result.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace ledger::tools {

inline constexpr int kJsonSchemaVersion = 1;

// Without spaces or newlines. Nothing in it acts on a terminal: what the format lets stand in a
// string but a terminal obeys (DEL, C1 controls, what turns the reading direction, line separators)
// is written as \u followed by four digits, bytes that are no UTF-8 as \ufffd.
[[nodiscard]] std::string json_text(const boost::json::value& value);
// The same object with "schema_version" in front.
[[nodiscard]] boost::json::object with_version(boost::json::object object);
// json_text() with a newline.
[[nodiscard]] std::string json_line(const boost::json::object& object);
// {"code","what","where","next","retry"}
[[nodiscard]] boost::json::object error_object(const Error& error);

} // namespace ledger::tools
