// TOML 1.0 text as a tree in which every value knows its line and column. The only file of the room
// that sees toml++ is this one's source.
#pragma once

#include "ledger/base/result.hpp"
#include "ledger/policy/items.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace ledger::policy {

struct TomlField;

struct TomlNode {
  enum class Kind : std::uint8_t { kText, kNumber, kFlag, kInstant, kList, kTable, kOther };
  Kind kind = Kind::kOther; // kOther: floats, times of day, date-times without an offset
  Place place;
  std::string text;
  std::int64_t number = 0;
  bool flag = false;
  Timestamp instant;             // a bare date is its 00:00 UTC
  std::vector<TomlNode> list;    // kList
  std::vector<TomlField> fields; // kTable, in alphabetical order
};

struct TomlField {
  std::string key;
  Place place; // of the key
  TomlNode value;
};

// kTooLarge over limits::kDocumentBytes; kMalformed otherwise. Bounded in time and stack for any
// input.
[[nodiscard]] Result<TomlNode> parse_toml(std::string_view text);

// "line 12, column 3", and the field behind it when there is one.
[[nodiscard]] std::string where_text(Place place, std::string_view field = {});

} // namespace ledger::policy
