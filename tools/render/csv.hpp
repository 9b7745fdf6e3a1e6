// Tables for spreadsheets and programs: CSV as RFC 4180 has it, in UTF-8 without a mark in front.
// Nothing in a cell runs as a formula or acts on a terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ledger::tools {

// One cell as it stands between commas. What acts on a terminal is escaped as in tables, so a cell
// is one line. Where a spreadsheet would see a formula, at the beginning or behind a semicolon
// (which separates cells where the comma is the decimal sign), an apostrophe stands before it.
[[nodiscard]] std::string csv_cell(std::string_view text);

// The document: a line for the titles, then one for each row. Lines end in CR LF.
class Csv {
 public:
  explicit Csv(const std::vector<std::string>& titles) : columns_(titles.size()) { add(titles); }

  // One cell for each title, raw: they are made harmless here.
  void add(std::vector<std::string> cells);
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::size_t columns_;
  std::string text_;
};

} // namespace ledger::tools
