// What differs between two policy documents, item by item. Every key of a document is looked at,
// whatever the program knows about it; comments, spelling and the order of items and of lists are
// not.
#pragma once

#include "ledger/policy/items.hpp"
#include "ledger/policy/toml_text.hpp"

namespace ledger::policy {

struct Change {
  enum class Kind : std::uint8_t { kAdded, kRemoved, kChanged };
  Kind kind = Kind::kChanged; // of the item
  std::string section;        // "activities", "breach.kinds"; empty: the head of the document
  std::string item;           // its id; empty in what a document has once
  Labels label;               // of the item, in the later document if it is there
  // kChanged: where, "ground.assessed", and what stood and stands there, as TOML; empty: nothing.
  std::string field;
  std::string before;
  std::string after;
  // Of a list: what it lost and gained, and whether it kept something. Else empty.
  std::vector<std::string> lost;
  std::vector<std::string> gained;
  bool kept_some = false;
};

// By section, item and field in alphabetical order. Both are roots of documents.
[[nodiscard]] std::vector<Change> changes_between(const TomlNode& before, const TomlNode& after);

// One value as TOML writes it, on one line.
[[nodiscard]] std::string as_toml(const TomlNode& node);

} // namespace ledger::policy
