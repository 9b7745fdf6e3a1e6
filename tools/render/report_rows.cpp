#include "tools/render/report_rows.hpp"

#include "tools/render/csv.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace ledger::tools {

namespace json = boost::json;

ReportData report_data(std::string_view report, Timestamp as_of, const ReportFrame& frame,
                       std::string rows_name) {
  ReportData data;
  data.head = {{"report", report},
               {"asOf", to_rfc3339(as_of)},
               {"ledger", ledger_object(frame.head)},
               {"check", checks_array(frame)}};
  data.rows_name = std::move(rows_name);
  data.origin = {{"asOf", to_rfc3339(as_of)}};
  for (auto& named : frame_cells(frame))
    data.origin.push_back(std::move(named));
  return data;
}

json::object whole(ReportData data) {
  json::array rows;
  for (ReportRow& row : data.rows)
    rows.push_back(std::move(row));
  data.head[data.rows_name] = std::move(rows);
  return std::move(data.head);
}

std::vector<ReportRow> rows_alone(ReportData data) {
  for (ReportRow& row : data.rows)
    for (const auto& [name, text] : data.origin)
      row[name] = text;
  return std::move(data.rows);
}

std::string to_csv(const ReportData& data) {
  std::vector<std::string> titles;
  for (const auto& column : data.columns)
    titles.emplace_back(column.key());
  for (const auto& [name, text] : data.origin)
    titles.push_back(name);
  Csv csv(titles);
  for (const ReportRow& row : data.rows) {
    std::vector<std::string> cells;
    for (const auto& member : row)
      cells.push_back(cell_text(member.value()));
    for (const auto& [name, text] : data.origin)
      cells.push_back(text);
    csv.add(std::move(cells));
  }
  return csv.text();
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
