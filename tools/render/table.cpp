#include "tools/render/table.hpp"

#include "tools/render/text.hpp"

#include <algorithm>
#include <numeric>

namespace ledger::tools {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 6;

} // namespace

void Table::add(const std::vector<std::string>& cells) {
  std::vector<std::string> row;
  for (const std::string& cell : cells)
    row.push_back(escape_terminal(cell));
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
}

std::vector<std::size_t> Table::widths(std::size_t limit, bool with_titles) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = std::max(columns_[i].least,
                                 with_titles ? display_width(columns_[i].title) : std::size_t{0});
    for (const auto& row : rows_)
      width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  if (limit == 0) return widths;
  const std::size_t gaps = kGap * (columns_.size() - 1);
  while (std::accumulate(widths.begin(), widths.end(), gaps) > limit) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kNarrowest) break;
    --*widest;
  }
  return widths;
}

std::string Table::line(const std::vector<std::string>& cells,
                        const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = fit_to_width(cells[i], widths[i]);
    const std::string padding(widths[i] - std::min(widths[i], display_width(cell)), ' ');
    if (i > 0) out += std::string(kGap, ' ');
    out += columns_[i].align == Align::kRight ? padding + cell : cell + padding;
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

std::string Table::render(std::size_t width, const Palette& palette, bool with_titles) const {
  const std::vector<std::size_t> columns = widths(width, with_titles);
  std::string out;
  if (with_titles) {
    std::vector<std::string> titles;
    for (const Column& column : columns_)
      titles.push_back(column.title);
    out += palette.bold(line(titles, columns)) + "\n";
  }
  for (const auto& row : rows_)
    out += line(row, columns) + "\n";
  return out;
}

} // namespace ledger::tools
