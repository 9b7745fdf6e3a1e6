#include "tools/render/access_text.hpp"

#include "tools/render/csv.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <map>

namespace ledger::tools {
namespace {

namespace json = boost::json;
using Shape = AnswerColumn::Shape;

json::value number_value(const std::string& text) {
  return std::stoull(text);
}

json::value value_of(const Texts& cell, Shape shape) {
  json::array list;
  switch (shape) {
  case Shape::kList:
    for (const std::string& each : cell)
      list.push_back(json::string(each));
    return list;
  case Shape::kNumbers:
    for (const std::string& each : cell)
      list.push_back(number_value(each));
    return list;
  case Shape::kFlag:
    return !cell.empty() && cell.front() == "yes";
  case Shape::kNumber:
    return cell.empty() ? json::value(nullptr) : number_value(cell.front());
  case Shape::kText:
    break;
  }
  return cell.empty() ? json::value(nullptr) : json::value(cell.front());
}

json::array rows_array(const AnswerSection& section) {
  json::array rows;
  for (const auto& row : section.rows) {
    json::object object;
    for (std::size_t i = 0; i < section.columns.size(); ++i)
      object[section.columns[i].name] = value_of(row[i], section.columns[i].shape);
    rows.push_back(std::move(object));
  }
  return rows;
}

// Tables leave out what stands in no row, and what is nowhere so.
bool has_content(const AnswerSection& section, std::size_t column) {
  const Texts no = {"no"};
  return std::any_of(section.rows.begin(), section.rows.end(), [&](const auto& row) {
    const bool is_flag = section.columns[column].shape == Shape::kFlag;
    return !row[column].empty() && (!is_flag || row[column] != no);
  });
}

std::string table_of(const AnswerSection& section, std::size_t width, const Palette& palette) {
  std::vector<std::size_t> shown;
  std::vector<Column> columns;
  for (std::size_t i = 0; i < section.columns.size(); ++i) {
    const AnswerColumn& column = section.columns[i];
    if (column.title.empty() || !has_content(section, i)) continue;
    shown.push_back(i);
    const bool right = column.shape == Shape::kNumber;
    columns.push_back({std::string(column.title), right ? Align::kRight : Align::kLeft});
  }
  Table table(columns);
  for (const auto& row : section.rows) {
    std::vector<std::string> cells;
    for (const std::size_t i : shown)
      cells.push_back(joined(row[i]));
    table.add(cells);
  }
  return table.render(width, palette);
}

std::string section_in_words(const AnswerSection& section, std::size_t width,
                             const Palette& palette) {
  const std::string title =
      std::string(section.title) + " (GDPR art. " + std::string(section.article) + ")";
  if (section.rows.empty()) return "\n" + palette.bold(title) + "\nnothing on record\n";
  return "\n" + palette.bold(title) + "\n" + table_of(section, width, palette);
}

std::string by_record(std::string_view what, const std::optional<Sequence>& record) {
  return record ? std::string(what) + ", by record " + std::to_string(record->get())
                : std::string();
}

json::value record_value(const std::optional<Sequence>& record) {
  return record ? json::value(record->get()) : json::value(nullptr);
}

bool names_others(const AccessAnswer& answer) {
  return std::any_of(answer.given.begin(), answer.given.end(),
                     [](const GivenRow& row) { return !row.is_recipient; });
}

std::string head_in_words(const AccessAnswer& answer) {
  std::string out = named_line("person", to_uuid_text(answer.subject.view()));
  out += named_line("as of", to_rfc3339(answer.as_of));
  out += named_line("controller", answer.controller.name);
  out += named_line("address", answer.controller.address);
  out += named_line("e-mail", answer.controller.email);
  out += named_line("officer", answer.controller.dpo);
  out += named_line("authority", answer.controller.supervisory_authority);
  out += named_line("marketing", by_record("objects to it", answer.marketing_objection));
  return out + named_line("erased", by_record("every key of the person is gone", answer.erased_by));
}

std::string notes_in_words(const AccessAnswer& answer) {
  std::string out =
      named_line("contents", "the data itself lies in the applications; a copy of it belongs here");
  if (names_others(answer))
    out += named_line("before handing on", "who has \"no\" under ART. 4(9) is no recipient in law");
  return out + named_line("evidence", "auditledger prove N -o record-N.tlog-proof, for a record N");
}

} // namespace

std::string access_in_words(const AccessAnswer& answer, const ReportFrame& frame, std::size_t width,
                            const Palette& palette) {
  std::string out = palette.bold("Answer to a request for access (GDPR art. 15)") + "\n";
  out += head_in_words(answer);
  for (const AnswerSection& section : sections_of(answer))
    out += section_in_words(section, width, palette);
  return out + "\n" + notes_in_words(answer) + frame_words(frame);
}

json::object access_object(const AccessAnswer& answer, const ReportFrame& frame) {
  json::object object{{"report", "accessAnswer"},
                      {"subjectId", to_uuid_text(answer.subject.view())},
                      {"asOf", to_rfc3339(answer.as_of)},
                      {"language", answer.language},
                      {"ledger", ledger_object(frame.head)},
                      {"check", checks_array(frame)},
                      {"lookUpRecorded", frame.look_up == LookUp::kRecorded},
                      {"policyRecord", record_value(answer.policy)},
                      {"marketingObjection", record_value(answer.marketing_objection)},
                      {"erasedBy", record_value(answer.erased_by)}};
  json::object controller;
  for (const ControllerField& field : controller_fields())
    controller[field.name] =
        value_of(field.values(answer.controller),
                 field.shape == ControllerField::Shape::kList ? Shape::kList : Shape::kText);
  object["controller"] = std::move(controller);
  for (const AnswerSection& section : sections_of(answer))
    object[section.name] = rows_array(section);
  return object;
}

std::string access_csv(const AccessAnswer& answer, const ReportFrame& frame) {
  const std::vector<AnswerSection> sections = sections_of(answer);
  std::vector<std::string> titles = {"section"};
  std::map<std::string_view, std::size_t> places;
  for (const AnswerSection& section : sections)
    for (const AnswerColumn& column : section.columns)
      if (places.try_emplace(column.name, titles.size()).second) titles.emplace_back(column.name);
  const std::size_t columns = titles.size();
  titles.insert(titles.end(), {"subjectId", "asOf"});
  const NamedTexts origin = frame_cells(frame);
  for (const auto& cell : origin)
    titles.push_back(cell.first);
  Csv csv(titles);
  for (const AnswerSection& section : sections)
    for (const auto& row : section.rows) {
      std::vector<std::string> cells(columns);
      cells.front() = section.name;
      for (std::size_t i = 0; i < section.columns.size(); ++i)
        cells[places.at(section.columns[i].name)] = joined(row[i]);
      cells.push_back(to_uuid_text(answer.subject.view()));
      cells.push_back(to_rfc3339(answer.as_of));
      for (const auto& cell : origin)
        cells.push_back(cell.second);
      csv.add(std::move(cells));
    }
  return csv.text();
}

} // namespace ledger::tools
