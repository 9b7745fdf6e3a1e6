#include "tools/render/report_rows.hpp"

#include "tools/render/csv.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace ledger::tools {

namespace json = boost::json;

std::string rows_csv(const ReportRow& columns, const std::vector<ReportRow>& rows,
                     const NamedTexts& origin) {
  std::vector<std::string> titles;
  for (const auto& column : columns)
    titles.emplace_back(column.key());
  for (const auto& [name, text] : origin)
    titles.push_back(name);
  Csv csv(titles);
  for (const ReportRow& row : rows) {
    std::vector<std::string> cells;
    for (const auto& member : row)
      cells.push_back(cell_text(member.value()));
    for (const auto& [name, text] : origin)
      cells.push_back(text);
    csv.add(std::move(cells));
  }
  return csv.text();
}

std::vector<ReportRow> rows_alone(std::vector<ReportRow> rows, const NamedTexts& origin) {
  for (ReportRow& row : rows)
    for (const auto& [name, text] : origin)
      row[name] = text;
  return rows;
}

NamedTexts origin_of(Timestamp as_of, const ReportFrame& frame) {
  NamedTexts origin = {{"asOf", to_rfc3339(as_of)}};
  for (auto& named : frame_cells(frame))
    origin.push_back(std::move(named));
  return origin;
}

json::value cell(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::value cell(const std::optional<Timestamp>& time) {
  if (!time) return nullptr;
  return json::value(to_rfc3339(*time));
}

json::value cell(const std::optional<Sequence>& record) {
  if (!record) return nullptr;
  return json::value(record->get());
}

std::string cell_text(const json::value& value) {
  switch (value.kind()) {
  case json::kind::null:
    return {};
  case json::kind::bool_:
    return value.get_bool() ? "yes" : "no";
  case json::kind::string:
    return std::string(value.get_string());
  case json::kind::array: {
    std::vector<std::string> texts;
    for (const json::value& each : value.get_array())
      texts.push_back(cell_text(each));
    return joined(texts);
  }
  default:
    return json::serialize(value); // a number
  }
}

} // namespace ledger::tools
