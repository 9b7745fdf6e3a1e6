#include "tools/render/csv.hpp"

#include "ledger/base/utf8.hpp"
#include "tools/render/text.hpp"

namespace ledger::tools {
namespace {

// Also in full width, which spreadsheets in East Asian locales take for the same.
bool begins_formula(char32_t point) {
  switch (point) {
  case U'=':
  case U'+':
  case U'-':
  case U'@':
  case U'\uFF1D':
  case U'\uFF0B':
  case U'\uFF0D':
  case U'\uFF20':
    return true;
  default:
    return false;
  }
}

// Takes escaped text, which is valid UTF-8 without control characters.
std::string without_formulas(std::string_view text) {
  std::string out;
  bool at_start = true;
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view before = rest;
    const auto point = take_code_point(rest);
    if (!point) break;
    if (at_start && begins_formula(*point)) out += '\'';
    at_start = *point == U';' || (at_start && *point == U' ');
    out += before.substr(0, before.size() - rest.size());
  }
  return out;
}

} // namespace

std::string csv_cell(std::string_view text) {
  std::string harmless = without_formulas(escape_terminal(text));
  if (harmless.find_first_of(",;\" '") == std::string::npos) return harmless;
  std::string out = "\"";
  for (const char c : harmless) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

void Csv::add(std::vector<std::string> cells) {
  cells.resize(columns_);
  for (std::size_t i = 0; i < cells.size(); ++i)
    text_ += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  text_ += "\r\n";
}

} // namespace ledger::tools
