// Tables for people: aligned by what a terminal shows, not by bytes.
#pragma once

#include "tools/render/color.hpp"

#include <string>
#include <vector>

namespace ledger::tools {

enum class Align : std::uint8_t { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
  std::size_t least = 0; // columns that it takes at least, so that pages line up
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // One cell for each column, raw: control characters are escaped here.
  void add(const std::vector<std::string>& cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }

  // `width`: of the terminal; the widest columns give way until the lines fit. 0: as wide as need
  // be, which is what files and pipes get.
  [[nodiscard]] std::string render(std::size_t width, const Palette& palette,
                                   bool with_titles = true) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t limit, bool with_titles) const;
  [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

} // namespace ledger::tools
