// A policy for people: who, what, why, on which ground, to whom, for how long; and as JSON.
#pragma once

#include "ledger/policy/document.hpp"
#include "tools/render/table.hpp"

#include <boost/json/value.hpp>
#include <string>

namespace ledger::policy {
struct TomlNode;
}

namespace ledger::tools {

// How the overview is written: the language of labels, else the first that a label has, and the
// width of the terminal, 0 for none.
struct PolicyStyle {
  std::string language;
  std::size_t width = 0;
  Palette palette;
};

// Controller, statement and calendar, then a table for each list. Where the statement and the
// assessment differ, both are given: "excluded / possible".
[[nodiscard]] std::string policy_in_words(const Policy& policy, const PolicyStyle& style);

// The whole document as it was written, every key; instants as RFC 3339.
[[nodiscard]] boost::json::value policy_json(const policy::TomlNode& node);

} // namespace ledger::tools
