#include "tools/render/statistics_text.hpp"

#include "tools/render/csv.hpp"
#include "tools/render/text.hpp"

#include <boost/json/array.hpp>

namespace ledger::tools {
namespace {

namespace json = boost::json;

constexpr const char* kWithholding =
    "counts about people from 1 to 4; and of the parts of a sum that is given or known, of events, "
    "or of a month's requests, answers, consents or look-ups, the smallest of the others as long "
    "as "
    "the sum would tell them";
constexpr const char* kDays = "months of UTC, by when it happened; a correction takes nothing back";

json::object row_object(const CountedMonth& row) {
  json::object object{{"what", word_of(row.kind)},
                      {"name", label_of(row)},
                      {"month", to_text(row.month)},
                      {"count", nullptr},
                      {"withheld", !row.count.has_value()}};
  if (row.count) object["count"] = *row.count;
  return object;
}

json::value or_null(const std::optional<std::chrono::year_month>& month) {
  if (!month) return nullptr;
  return json::string(to_text(*month));
}

std::string or_empty(const std::optional<std::chrono::year_month>& month) {
  return month ? to_text(*month) : std::string();
}

std::string range_words(const MonthRange& months) {
  const std::string from = months.from ? to_text(*months.from) : "the first";
  const std::string to = months.to ? to_text(*months.to) : "the last that there is";
  return from + " to " + to + "; " + kDays;
}

} // namespace

std::string statistics_in_words(const ShownStatistics& shown, const ReportFrame& frame,
                                std::size_t width, const Palette& palette) {
  Table table({{"WHAT"}, {"OF"}, {"MONTH"}, {"COUNT", Align::kRight}});
  for (const CountedMonth& row : shown.data.rows)
    table.add({std::string(word_of(row.kind)), label_of(row), to_text(row.month),
               row.count ? grouped(*row.count) : "withheld"});
  std::string out = palette.bold("Statistics") + "\n";
  out += named_line("months", range_words(shown.months));
  out += named_line("withheld", std::to_string(shown.data.withheld) + " of " +
                                    std::to_string(shown.data.rows.size()) + ": " + kWithholding);
  if (!table.empty()) out += "\n" + table.render(width, palette);
  return out + "\n" + frame_words(frame);
}

json::object statistics_object(const ShownStatistics& shown, const ReportFrame& frame) {
  json::array rows;
  for (const CountedMonth& row : shown.data.rows)
    rows.push_back(row_object(row));
  return {{"report", "statistics"},
          {"from", or_null(shown.months.from)},
          {"to", or_null(shown.months.to)},
          {"days", kDays},
          {"ledger", ledger_object(frame.head)},
          {"check", checks_array(frame)},
          {"withheld", shown.data.withheld},
          {"withholding", kWithholding},
          {"rows", std::move(rows)}};
}

std::vector<json::object> statistics_objects(const ShownStatistics& shown,
                                             const ReportFrame& frame) {
  std::vector<json::object> objects;
  for (const CountedMonth& row : shown.data.rows) {
    json::object object = row_object(row);
    for (const auto& [name, text] : frame_cells(frame))
      object[name] = text;
    objects.push_back(std::move(object));
  }
  return objects;
}

std::string statistics_csv(const ShownStatistics& shown, const ReportFrame& frame) {
  std::vector<std::string> titles = {"what", "name", "month", "count", "withheld", "from", "to"};
  const NamedTexts origin = frame_cells(frame);
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const CountedMonth& row : shown.data.rows) {
    std::vector<std::string> cells = {std::string(word_of(row.kind)),
                                      label_of(row),
                                      to_text(row.month),
                                      row.count ? std::to_string(*row.count) : "",
                                      row.count ? "" : "yes",
                                      or_empty(shown.months.from),
                                      or_empty(shown.months.to)};
    for (const auto& cell : origin)
      cells.push_back(cell.second);
    csv.add(std::move(cells));
  }
  return csv.text();
}

} // namespace ledger::tools
