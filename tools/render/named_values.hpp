// The columns of a report as JSON has them, and the same as cells.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <utility>
#include <vector>

namespace ledger::tools {

// Null: nobody said, or there is none.
using NamedValues = std::vector<std::pair<const char*, boost::json::value>>;

[[nodiscard]] boost::json::object object_of(const NamedValues& values);
// Empty for null, "yes" or "no", a number in digits, a list as joined() has it; raw text, which the
// table or the CSV that it goes into makes harmless.
[[nodiscard]] std::string cell_of(const boost::json::value& value);

} // namespace ledger::tools
